// How many upvoted each question: a key of its own beside the question, so that a vote redraws a number and nothing else. No DOM.

import type { Store } from "./store";

export type Votes = (question: string) => number;

/** Reading a count in an effect subscribes to that count alone. */
export function votesIn(store: Store): Votes {
  return (question) => store.get<number>(`upvotes/${question}`) ?? 0;
}

/** Sorts the most wanted first, and of equals the older. */
export function byVotes(votes: Votes): (a: { question: string; number: number }, b: { question: string; number: number }) => number {
  return (a, b) => votes(b.question) - votes(a.question) || a.number - b.number;
}
