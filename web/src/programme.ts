// Which session is held now and which is next. Input: the sessions of the room's view. No DOM.

import type { Session } from "./views";

export interface Programme {
  readonly now: Session | null;
  readonly next: Session | null;
  /** Those after the next one. */
  readonly later: readonly Session[];
  readonly past: readonly Session[];
}

/**
 * Sorts the sessions around a moment. The one that a moderator started is held until it is ended, also past its hours; without one,
 * whichever the clock says, of two that overlap the later begun. What such an overrun holds up is next.
 */
export function programmeAt(sessions: readonly Session[], moment: number): Programme {
  const sorted = [...sessions].sort((a, b) => a.starts - b.starts || a.ends - b.ends);
  const live = sorted.findLast(({ state }) => state === "live") ?? null;
  const due = sorted.filter(({ state }) => state === "planned");
  const now = live ?? due.findLast(({ starts, ends }) => starts <= moment && moment < ends) ?? null;
  const waits = ({ starts, ends }: Session) => starts > moment || (live !== null && ends > moment);
  const [next = null, ...later] = due.filter((session) => session !== now && waits(session));
  const ahead = new Set([now, next, ...later]);
  const past = sorted.filter((session) => !ahead.has(session));
  return { now, next, later, past };
}

/** The session during whose hours a moment is; null before, between and after them. */
export function heldAt(sessions: readonly Session[], moment: number): Session | null {
  return [...sessions].sort((a, b) => a.starts - b.starts).findLast(({ starts, ends }) => starts <= moment && moment < ends) ?? null;
}

/** The session that what was asked at a moment is for: the one that was held then, else the next one, else the last. */
export function meantAt(sessions: readonly Session[], moment: number): Session | null {
  const sorted = sessions.filter(({ kind }) => kind !== "break").sort((a, b) => a.starts - b.starts);
  return heldAt(sorted, moment) ?? sorted.find(({ starts }) => starts > moment) ?? sorted.at(-1) ?? null;
}

/** How far a session is, from 0 to 1. */
export function progressOf({ starts, ends }: Session, moment: number): number {
  return ends <= starts ? 1 : Math.min(1, Math.max(0, (moment - starts) / (ends - starts)));
}

/** By how much a session that was not ended is over its time, in ms; 0 while it is not. */
export function overrunOf({ state, ends }: Session, moment: number): number {
  return state === "live" ? Math.max(0, moment - ends) : 0;
}
