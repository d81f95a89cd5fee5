// Slides as the view tells them (PROTOCOL.md §6, §13): decks that were handed in, and the page that everyone sees. No DOM.

import type { Participant } from "./frames";
import { handInTo } from "./handing_in";
import type { Fetch } from "./peer/door";

/** `slides`: the page that everyone sees; all null while none is shown. */
export interface SlideShown {
  readonly deck: string | null;
  readonly title: string | null;
  readonly page: number | null;
  readonly pages: number | null;
}

/** `decks/<deck>`, for those at work. */
export interface Deck {
  readonly deck: string;
  readonly title: string;
  readonly pages: number;
  readonly owner: Participant;
  readonly at: number;
}

export type SlideCommand =
  | { readonly type: "stage.slide"; readonly deck: string | null; readonly page?: number }
  | { readonly type: "slides.remove"; readonly deck: string };

/** Where the slides of a room are, from the path of its socket. */
export const slidesOf = (socket: string) => socket.replace(/^\/socket\//, "/slides/");

export const pictureOf = (socket: string, deck: string, page: number) => `${slidesOf(socket)}/${deck}/${page}.webp`;

/** Hands in a PDF. Throws MediaProblem with the server's reason. */
export async function handIn(fetch: Fetch, socket: string, file: File): Promise<void> {
  const title = file.name.replace(/\.pdf$/i, "");
  await handInTo(fetch, `${slidesOf(socket)}?title=${encodeURIComponent(title)}`, file, "application/pdf");
}
