// What the server wrote into the page for the live room (server/pages/room.py).

import type { Participant } from "./frames";
import type { Localized } from "./views";

export interface PageData {
  readonly conference: { readonly slug: string; readonly name: Localized };
  readonly room: { readonly slug: string; readonly name: Localized; readonly kind: string };
  readonly participant: Participant;
  readonly language: string;
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
  readonly rehearsal: boolean;
  readonly links: { readonly programme: string; readonly home: string; readonly sign_out: string; readonly questions: string };
}

/** Reads the page's data. Throws when the page has none. */
export function readPageData(root: Document): PageData {
  const element = root.getElementById("page-data");
  if (element === null) throw new Error("the page has no data for the room");
  return JSON.parse(element.textContent ?? "") as PageData;
}
