// Interpretation as the panels read and write it (PROTOCOL.md §6, §7): channels, booths, what is said in them. No DOM.

import type { Participant } from "./frames";
import type { Store } from "./store";

export type InterpretationCommand =
  | { readonly type: "channel.open" | "channel.close"; readonly language: string }
  | { readonly type: BoothDeed; readonly language: string }
  | { readonly type: "booth.direct"; readonly language: string; readonly into: string }
  | { readonly type: "booth.offer"; readonly language: string; readonly when: number | null }
  | { readonly type: "booth.send"; readonly language: string; readonly to: Hearer; readonly text: string };

export type BoothDeed = "booth.join" | "booth.leave" | "booth.go_on_air" | "booth.go_off_air" | "booth.accept" | "booth.take" | "booth.withdraw";
export type Hearer = "booth" | "technician";

/** `channels/<language>`. */
export interface Channel {
  readonly language: string;
  readonly on_air: Participant | null;
}

/** `booths/<language>`. */
export interface BoothView {
  readonly language: string;
  readonly into: string;
  readonly members: readonly Participant[];
  readonly on_air: Participant | null;
  readonly since: number | null;
  readonly turn_until: number | null;
  readonly offer: { readonly when: number | null; readonly accepted: Participant | null } | null;
}

/** `my/booth/<message>` and `booth_messages/<message>`. */
export interface BoothMessage {
  readonly message: string;
  readonly booth: string;
  readonly to: Hearer;
  readonly author: Participant;
  readonly text: string;
  readonly language: string;
  readonly at: number;
}

/** Those who are in a booth: what they say there is for their channel, and heard by nobody else who has not chosen it. */
export function inBooths(store: Store): ReadonlySet<string> {
  return new Set(store.values<BoothView>("booths/").flatMap(({ members }) => members.map(({ participant }) => participant)));
}

/** The track of whoever is on air in a channel. */
export const channelTrack = (language: string) => `channel/${language}/audio`;

/** What a booth's turn clock says: how long is left of a turn, and whether to hand over soon. */
export function turnOf({ turn_until }: Pick<BoothView, "turn_until">, now: number): { readonly left: number; readonly soon: boolean; readonly over: boolean } | null {
  if (turn_until === null) return null;
  const left = turn_until - now;
  return { left: Math.max(0, left), soon: left < SOON_MS, over: left <= 0 };
}

const SOON_MS = 2 * 60_000;
