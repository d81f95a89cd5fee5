// What becomes of the sessions after one that ends later, as rooms/sessions/arrangement.py reckons it: the same cases, tests/arrangement.json,
// hold both. Shown before it is applied. No DOM.

import type { Session } from "./views";

export const FOLLOWS = ["shift", "shorten", "keep"] as const;
export type Follow = (typeof FOLLOWS)[number];
export type Hours = readonly [starts: number, ends: number];

const LEAST_MS = 5 * 60_000;
export const MOST_MINUTES = 240;

/** The new hours of those that must give way to a session that ends at `ends`, in their order. */
export function arranged(following: { readonly [session: string]: Hours }, ends: number, follow: Follow): { [session: string]: Hours } {
  const changed: { [session: string]: Hours } = {};
  if (follow === "keep") return changed;
  const sorted = Object.entries(following).sort(([a, [aStarts, aEnds]], [b, [bStarts, bEnds]]) => aStarts - bStarts || aEnds - bEnds || (a < b ? -1 : 1));
  let until = ends;
  for (const [session, [starts, itsEnd]] of sorted) {
    if (starts >= until) break;
    const length = itsEnd - starts;
    const begins = until;
    until += follow === "shift" ? length : Math.min(length, LEAST_MS);
    if (follow === "shorten") until = Math.max(until, itsEnd);
    changed[session] = [begins, until];
  }
  return changed;
}

export interface Change {
  readonly session: Session;
  readonly before: Hours;
  readonly after: Hours;
}

/** What an extension would change, the session itself first. */
export function extension(sessions: readonly Session[], session: Session, minutes: number, follow: Follow, now: number): Change[] {
  const ends = Math.max(session.ends, session.state === "live" ? now : 0) + minutes * 60_000;
  const after = sessions.filter((each) => each.session !== session.session && each.state === "planned" && each.starts >= session.starts);
  const changed = arranged(Object.fromEntries(after.map((each) => [each.session, [each.starts, each.ends] as const])), ends, follow);
  return [
    { session, before: [session.starts, session.ends], after: [session.starts, ends] },
    ...after
      .filter((each) => changed[each.session] !== undefined)
      .sort((a, b) => a.starts - b.starts)
      .map((each) => ({ session: each, before: [each.starts, each.ends] as const, after: changed[each.session]! })),
  ];
}

export type SessionCommand =
  | { readonly type: "session.start" | "session.end"; readonly session: string }
  | { readonly type: "session.take_back"; readonly session: string }
  | { readonly type: "session.extend"; readonly session: string; readonly minutes: number; readonly follow: Follow; readonly seen: number };
