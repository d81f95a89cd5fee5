// Polls as the panel reads and writes them (PROTOCOL.md §6, §7): values of the view, commands, the order, and shares. No DOM.

import type { Json } from "./frames";

export type PollKind = "single" | "multiple" | "rating" | "words";
export type Reveal = "open" | "close" | "later";
export type PollState = "draft" | "open" | "closed";

export interface PollTerms {
  readonly kind: PollKind;
  readonly text: string;
  readonly options: readonly string[];
  readonly most: number | null;
  readonly anonymous: boolean;
  readonly reveal: Reveal;
}

export interface Poll extends PollTerms {
  readonly poll: string;
  readonly number: number;
  readonly language: string;
  readonly most: number;
  readonly state: PollState;
  readonly revealed: boolean;
  readonly opened_at: number | null;
  readonly closed_at: number | null;
}

export interface Results {
  readonly poll: string;
  readonly ballots: number;
  /** Votes by option or rating. */
  readonly counts?: readonly number[];
  /** The words given most, with their votes. */
  readonly words?: readonly (readonly [word: string, votes: number])[];
  readonly different?: number;
}

export interface OwnBallot {
  readonly poll: string;
  readonly choices: readonly string[];
}

export type PollDeed = "poll.open" | "poll.close" | "poll.reveal" | "poll.discard";

export type PollCommand =
  | ({ readonly type: "poll.draft" } & PollTerms)
  | ({ readonly type: "poll.edit"; readonly poll: string } & PollTerms)
  | { readonly type: PollDeed; readonly poll: string }
  | { readonly type: "poll.vote"; readonly poll: string; readonly choices: readonly string[] };

/** Gives a command of staff, and says what was done. */
export type Act = (command: PollCommand, said: () => string) => void;

export const KINDS: readonly PollKind[] = ["single", "multiple", "rating", "words"];
export const REVEALS: readonly Reveal[] = ["close", "open", "later"];
export const RATINGS = ["1", "2", "3", "4", "5"] as const;
export const MOST_OPTIONS = 20;
export const MOST_WORDS = 5;

/** The box of a poll that is not yet kept, and of a draft that is edited. */
export const NEW_POLL = "poll";
export const editBox = (poll: string) => `poll/${poll}`;

/** What the form holds beside the question, as a box keeps it. */
export function formOf({ kind, options, most, anonymous, reveal }: PollTerms): { readonly [name: string]: Json } {
  return { kind, options: options.length > 0 ? options : ["", ""], most, anonymous, reveal };
}

const PLACES: { readonly [state in PollState]: number } = { open: 0, draft: 1, closed: 2 };

/** Ids: the open ones first, then drafts in their order, then the closed; of the open and the closed the newest first. */
export function pollOrder(polls: readonly Poll[]): string[] {
  const newest = (a: Poll, b: Poll) => (b.opened_at ?? 0) - (a.opened_at ?? 0) || b.number - a.number;
  return [...polls]
    .sort((a, b) => PLACES[a.state] - PLACES[b.state] || (a.state === "draft" ? a.number - b.number : newest(a, b)))
    .map(({ poll }) => poll);
}

/** The part of the ballots, 0 to 1. */
export function shareOf(votes: number, ballots: number): number {
  return ballots === 0 ? 0 : votes / ballots;
}

/** The mean of ratings whose first count is of the rating 1; null without ballots. */
export function meanOf(counts: readonly number[]): number | null {
  const ballots = counts.reduce((sum, count) => sum + count, 0);
  return ballots === 0 ? null : counts.reduce((sum, count, place) => sum + count * (place + 1), 0) / ballots;
}

/** How large a word stands among others, 1 to 5. */
export function weightOf(votes: number, most: number): number {
  return most <= 1 ? 2 : 1 + Math.round((4 * (votes - 1)) / (most - 1));
}

export function isDecided(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((choice) => b.includes(choice));
}
