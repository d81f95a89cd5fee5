// The live room's entry: reads the page's data, opens the connection and puts the panels into the page.
// Input: what server/pages/room.py and web/templates/room.html wrote.

import { render } from "preact";

import { realTimers } from "./clock";
import { RoomContext } from "./context";
import type { Socket } from "./connection";
import { Words, type Bundle } from "./i18n";
import { followLanguageLinks } from "./language_switch";
import { watchLayout } from "./layout";
import { readPageData, type PageData } from "./page_data";
import { App } from "./panels/app";
import { LiveRoom } from "./room";
import { shelfOver } from "./shelf";
import { openSpeech } from "./speech";

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

async function start(mount: HTMLElement): Promise<void> {
  const page = readPageData(document);
  const words = new Words((language) => fetchBundle(page, language));
  await words.use(page.language);
  const room = new LiveRoom(page, {
    timers: realTimers,
    shelf: shelfOver(() => sessionStorage),
    words,
    openSocket: () => openSocket(page),
    newId,
    speak: openSpeech(document),
  });
  room.connection.open();
  followHints(room);
  followLanguageLinks(room, document);
  mount.replaceChildren();
  render(<RoomContext.Provider value={room}><App layout={watchLayout()} /></RoomContext.Provider>, mount);
}

const mount = document.getElementById("room");
if (mount !== null) {
  start(mount).catch((fault: unknown) => {
    console.error("The room cannot start:", fault);
    document.getElementById("room-failed")?.removeAttribute("hidden");
  });
}
