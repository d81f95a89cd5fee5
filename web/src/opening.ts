// Opens a room for a page: reads the page's data and words, and connects. What every page that shows a live room begins with.
// Input: what server/pages/room.py wrote into the page.

import { effect } from "@preact/signals-core";

import { realTimers } from "./clock";
import type { Socket } from "./connection";
import { Words, type Bundle } from "./i18n";
import { followLanguageLinks } from "./language_switch";
import { readPageData, readPagesData, type PageData } from "./page_data";
import { LiveRoom } from "./room";
import { shelfOver } from "./shelf";
import { openSpeech } from "./speech";

/** The page's room, on its way to be live. Rejects when the page has no data, or its words cannot be had. */
export async function openRoom(root: Document): Promise<LiveRoom> {
  const [room] = await openAll(root, [readPageData(root)]);
  return room!;
}

/** The rooms of a page that shows several: they share their words, and each has its socket. */
export async function openRooms(root: Document): Promise<readonly LiveRoom[]> {
  return openAll(root, readPagesData(root));
}

async function openAll(root: Document, pages: readonly PageData[]): Promise<readonly LiveRoom[]> {
  const words = new Words((language) => fetchBundle(pages[0]!, language));
  await words.use(pages[0]!.language);
  const speak = openSpeech(root);
  const rooms = pages.map((page) => new LiveRoom(page, {
    timers: realTimers,
    shelf: shelfOver(() => sessionStorage),
    words,
    openSocket: () => openSocket(page),
    newId,
    speak,
  }));
  for (const room of rooms) {
    room.connection.open();
    followHints(room);
  }
  followLanguageLinks(rooms[0]!, root);
  // The switch is the first room's; the others' people read in the same language.
  effect(() => {
    const { language } = words;
    for (const room of rooms.slice(1)) room.connection.setLanguage(language);
  });
  return rooms;
}

function openSocket({ socket }: PageData): Socket {
  return new WebSocket(new URL(socket, location.href.replace(/^http/, "ws"))) as Socket;
}

function newId(): string {
  // randomUUID is there only for pages that came over TLS or from this machine.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function fetchBundle({ locales }: PageData, language: string): Promise<Bundle> {
  const address = locales[language];
  if (address === undefined) throw new Error(`there are no words in ${language}`);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return (await response.json()) as Bundle;
}

function followHints({ connection }: LiveRoom): void {
  window.addEventListener("online", () => connection.setOnline(true));
  window.addEventListener("offline", () => connection.setOnline(false));
  // A page that comes back from the browser's memory has lost its socket.
  window.addEventListener("pageshow", () => connection.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") connection.wake();
  });
}
