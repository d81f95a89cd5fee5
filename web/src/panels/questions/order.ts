// In which order questions stand. No DOM.

import type { Question } from "../../views";
import { byVotes, type Votes } from "../../votes";

export type Sorting = "upvotes" | "time";

/** Ids of the questions: most upvotes first and of equals the older, or newest first. */
export function orderOf(questions: readonly Question[], sorting: Sorting, votes: Votes): string[] {
  const before =
    sorting === "upvotes"
      ? byVotes(votes)
      : (a: Question, b: Question) => b.number - a.number;
  return [...questions].sort(before).map(({ question }) => question);
}

/** The order shown to someone who is pointing into the list: nothing moves, what is gone goes, what is new comes last. */
export function heldOrder(shown: readonly string[], fresh: readonly string[]): string[] {
  const present = new Set(fresh);
  const kept = shown.filter((question) => present.has(question));
  const held = new Set(kept);
  return [...kept, ...fresh.filter((question) => !held.has(question))];
}

export function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((question, place) => question === b[place]);
}
