// Which session is held now and which is next. Input: the sessions of the room's view. No DOM.

import type { Session } from "./views";

export interface Programme {
  readonly now: Session | null;
  readonly next: Session | null;
  /** Those after the next one. */
  readonly later: readonly Session[];
  readonly past: readonly Session[];
}

/** Sorts the sessions around a moment. Of two that overlap, the later begun is the one held. */
export function programmeAt(sessions: readonly Session[], moment: number): Programme {
  const sorted = [...sessions].sort((a, b) => a.starts - b.starts || a.ends - b.ends);
  const now = sorted.findLast((session) => session.starts <= moment && moment < session.ends) ?? null;
  const [next = null, ...later] = sorted.filter((session) => session.starts > moment);
  const past = sorted.filter((session) => session !== now && session.starts <= moment);
  return { now, next, later, past };
}

/** How far a session is, from 0 to 1. */
export function progressOf({ starts, ends }: Session, moment: number): number {
  return ends <= starts ? 1 : Math.min(1, Math.max(0, (moment - starts) / (ends - starts)));
}
