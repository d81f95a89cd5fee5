// The talk behind the stage as the panel reads and writes it (PROTOCOL.md §6, §7). No DOM.

import type { Participant } from "./frames";
import { heldAt } from "./programme";
import type { Session } from "./views";

export type TalkCircle = "staff" | "backstage";

export interface Said {
  readonly talk: string;
  readonly number: number;
  readonly circle: TalkCircle;
  readonly author: Participant;
  readonly text: string;
  readonly language: string;
  readonly at: number;
}

export type TalkCommand =
  | { readonly type: "talk.send"; readonly circle: TalkCircle; readonly text: string }
  | { readonly type: "talk.remove"; readonly talk: string };

export const talkBox = (circle: TalkCircle) => `talk/${circle}`;

/** What was said in a circle, by the session during which it was said; null before, between and after sessions. */
export interface Stretch {
  readonly session: Session | null;
  readonly said: readonly Said[];
}

/** Puts what was said in its order and parts it by session, oldest first. */
export function bySession(all: readonly Said[], circle: TalkCircle, sessions: readonly Session[]): Stretch[] {
  const stretches: { session: Session | null; said: Said[] }[] = [];
  for (const said of all.filter((each) => each.circle === circle).sort((a, b) => a.number - b.number)) {
    const session = heldAt(sessions, said.at);
    const last = stretches.at(-1);
    if (last !== undefined && last.session?.session === session?.session) last.said.push(said);
    else stretches.push({ session, said: [said] });
  }
  return stretches;
}
