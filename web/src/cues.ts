// Cues as the panels read and write them (PROTOCOL.md §6, §7): values, commands, and which stand before whom. No DOM.

import type { Participant, Role } from "./frames";

export const KINDS = ["five_minutes", "two_minutes", "wrap_up", "slower", "louder", "help", "text"] as const;
export type CueKind = (typeof KINDS)[number];
export const CIRCLES = ["speakers", "interpreters", "green_room", "staff"] as const;
export type Circle = (typeof CIRCLES)[number];

export interface Cue {
  readonly cue: string;
  readonly kind: CueKind;
  readonly to: Circle | "person";
  readonly by: Participant | null;
  readonly at: number;
  readonly until: number;
  readonly acknowledged: readonly Participant[];
  readonly person?: Participant;
  readonly text?: string;
  readonly language?: string;
}

export type CueCommand =
  | { readonly type: "cue.send"; readonly kind: CueKind; readonly to: Circle | "person"; readonly participant?: string; readonly text?: string }
  | { readonly type: "cue.acknowledge"; readonly cue: string }
  | { readonly type: "cue.withdraw"; readonly cue: string };

const ROLES: { readonly [circle in Circle]: readonly Role[] } = {
  speakers: ["speaker"],
  interpreters: ["interpreter", "captioner"],
  green_room: ["speaker", "interpreter", "captioner"],
  staff: ["moderator", "organizer"],
};

/** The cues that stand at a moment, the newest first. One that is both shared and one's own counts once, as one's own. */
export function standing(shared: readonly Cue[], own: readonly Cue[], moment: number): Cue[] {
  const byId = new Map([...shared, ...own].map((cue) => [cue.cue, cue]));
  return [...byId.values()].filter(({ until }) => moment < until).sort((a, b) => b.at - a.at);
}

export function isFor({ to, person, by }: Cue, me: Participant): boolean {
  return to === "person" ? person?.participant === me.participant : ROLES[to].includes(me.role) && by?.participant !== me.participant;
}

export function isRead({ acknowledged }: Cue, me: Participant): boolean {
  return acknowledged.some(({ participant }) => participant === me.participant);
}
