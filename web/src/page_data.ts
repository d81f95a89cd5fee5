// What the server wrote into the page for the live room (server/pages/room.py).

import type { KeptChoice } from "./choice";
import type { Participant } from "./frames";
import type { Localized } from "./views";

export interface PageData {
  readonly conference: { readonly slug: string; readonly name: Localized; readonly languages?: readonly string[] };
  readonly room: { readonly slug: string; readonly name: Localized; readonly kind: string };
  readonly participant: Participant;
  readonly language: string;
  /** What this person chose of languages here before. */
  readonly choice: KeptChoice | null;
  /** The conference's languages. */
  readonly spoken: readonly string[];
  /** The interface's languages. */
  readonly languages: readonly string[];
  /** The conference's first language: what a text falls back to. */
  readonly default_language: string;
  /** Addresses of the catalogue's bundles, by language. */
  readonly locales: { readonly [language: string]: string };
  /** Path of the socket. */
  readonly socket: string;
  /** The server's time, in milliseconds since 1970. */
  readonly now: number;
  /** IANA name of the conference's zone. */
  readonly time_zone: string;
  /** The language that a captioner writes, what a key puts into the line in it, and the caption URL for their software; on their page alone. */
  readonly tongue?: string;
  readonly phrases?: readonly string[];
  readonly feed?: string;
  readonly rehearsal: boolean;
  /** The catalogue's key of the page's title, where that is not the room's name. */
  readonly title?: string;
  /** Path that tells how to watch. */
  readonly watch: string;
  /** Of the green room alone: its session's slug, and the number to call when nothing else works. */
  readonly session?: string;
  /** Of the booth alone: its language. */
  readonly booth?: string;
  readonly phone?: string | null;
  readonly links: { readonly programme: string; readonly home: string; readonly sign_out: string; readonly questions: string; readonly room: string; readonly guests: string };
}

/** Reads the page's data. Throws when the page has none. */
export function readPageData(root: Document): PageData {
  return read(root) as PageData;
}

/** Reads the data of a page that shows several rooms. */
export function readPagesData(root: Document): readonly PageData[] {
  return (read(root) as { readonly rooms: readonly PageData[] }).rooms;
}

function read(root: Document): unknown {
  const element = root.getElementById("page-data");
  if (element === null) throw new Error("the page has no data for the room");
  return JSON.parse(element.textContent ?? "");
}
