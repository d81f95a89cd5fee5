// The floor as the panels read and write it (PROTOCOL.md §6, §7): hands, one's own, and the commands. No DOM.

import type { Note } from "./views";
import type { Role } from "./frames";

export type HandKind = "camera" | "microphone";

export interface Hand {
  readonly participant: string;
  readonly name: string;
  readonly role: Role;
  readonly number: number;
  readonly kind: HandKind;
  readonly about: string;
  readonly language: string;
  readonly since: number;
  readonly state: "waiting" | "granted";
}

export interface OwnHand {
  readonly state: "waiting" | "granted" | "declined" | "revoked";
  readonly kind: HandKind;
  readonly about: string;
  readonly since: number;
  readonly note?: Note;
}

export interface FloorCount {
  readonly waiting: number;
}

export type FloorCommand =
  | { readonly type: "floor.request"; readonly kind: HandKind; readonly about: string }
  | { readonly type: "floor.withdraw" | "floor.release" | "floor.clear" }
  | { readonly type: "floor.grant" | "floor.revoke"; readonly participant: string }
  | { readonly type: "floor.return"; readonly participant: string; readonly seen: "granted" | "declined" | "revoked" }
  | { readonly type: "floor.decline"; readonly participant: string; readonly text?: string };

export const KINDS: readonly HandKind[] = ["microphone", "camera"];

/** Those who have the floor, then those who wait, each in the order in which the hands were raised. */
export function handsInOrder(hands: readonly Hand[]): { readonly granted: readonly Hand[]; readonly waiting: readonly Hand[] } {
  const sorted = [...hands].sort((a, b) => a.number - b.number);
  return { granted: sorted.filter(({ state }) => state === "granted"), waiting: sorted.filter(({ state }) => state === "waiting") };
}
