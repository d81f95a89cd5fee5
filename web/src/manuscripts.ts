// Manuscripts as the view tells them (PROTOCOL.md §6, §13): what a speaker means to say, for those who interpret and caption it. No DOM.

import { lengthOf } from "./drafts";
import type { Participant } from "./frames";
import { handInTo } from "./handing_in";
import type { Fetch } from "./peer/door";

/** `manuscripts/<participant>`, for those at work. */
export interface Manuscript {
  readonly owner: Participant;
  readonly text: string;
  readonly language: string;
  readonly at: number;
}

export type ManuscriptCommand =
  | { readonly type: "manuscript.hand_in"; readonly text: string }
  | { readonly type: "manuscript.withdraw"; readonly participant: string };

/** In code points. */
export const LONGEST_MANUSCRIPT = 40_000;

/** Whether a text can be handed in. */
export function canBeHandedIn(text: string): boolean {
  const length = lengthOf(text);
  return length > 0 && length <= LONGEST_MANUSCRIPT;
}

/** The one to be read now: of who speaks, else the one handed in last; null where there is none. */
export function readNow(all: readonly Manuscript[], speaker: string | null): Manuscript | null {
  const newest = [...all].sort((a, b) => b.at - a.at);
  return newest.find(({ owner }) => owner.participant === speaker) ?? newest[0] ?? null;
}

/** Hands in one's own. Throws MediaProblem with the server's reason. */
export async function handInText(fetch: Fetch, socket: string, text: string): Promise<void> {
  await handInTo(fetch, socket.replace(/^\/socket\//, "/manuscripts/"), text, "text/plain; charset=utf-8");
}
