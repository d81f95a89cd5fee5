// The values of a room's view (PROTOCOL.md §6), as the panels read them from the store.

import type { Participant, QuestionMode, QuestionState, Reason } from "./frames";

/** Prose by BCP 47 tag. */
export type Localized = { readonly [language: string]: string };

export interface SessionPerson {
  readonly name: string | null;
  readonly part: string;
}

export interface Session {
  readonly session: string;
  readonly title: Localized;
  readonly kind: "plenary" | "panel" | "workshop" | "break";
  readonly starts: number;
  readonly ends: number;
  readonly floor: string | null;
  readonly people: readonly SessionPerson[];
  /** Whether a moderator started or ended it; one that nobody starts stays planned. */
  readonly state: "planned" | "live" | "over";
  /** The programme's own hours, where a moderator changed them. */
  readonly planned?: { readonly starts: number; readonly ends: number };
  /** Attendees may see its recording. */
  readonly recording?: true;
}

export interface Quote {
  readonly message: string;
  readonly name: string | null;
  readonly excerpt: string | null;
}

export interface Message {
  readonly message: string;
  readonly number: number;
  readonly author: Participant;
  readonly text: string;
  readonly language: string;
  readonly at: number;
  readonly edited_at: number | null;
  readonly reply_to: Quote | null;
  readonly reactions: { readonly [emoji: string]: number };
}

/** A message that is kept on top of the chat. */
export type Pin = Pick<Message, "message" | "author" | "text" | "language" | "at">;

export type { QuestionState };

/** An answer in writing. */
export interface Answer {
  readonly text: string;
  readonly language: string;
  readonly to: "all" | "asker";
  readonly at: number;
}

/** A text in the language that it was written in. */
export interface Note {
  readonly text: string;
  readonly language: string;
}

/** What concerns moderators alone about a question. */
export interface QueueMark {
  readonly question: string;
  readonly labels?: readonly string[];
  readonly handled_by?: Participant;
  readonly reason?: Reason;
  readonly note?: Note;
  /** The listed words that it was asked with. */
  readonly listed?: readonly string[];
  readonly edits?: readonly (Note & { readonly at: number; readonly by: Participant })[];
}

export interface Question {
  readonly question: string;
  readonly number: number;
  readonly text: string;
  readonly language: string;
  readonly asker: Participant | null;
  readonly anonymous?: boolean;
  /** What stands for an asker whom backstage is not shown. */
  readonly alias?: string;
  readonly at: number;
  readonly state: QuestionState;
  readonly answered_at: number | null;
  readonly edited_at?: number;
  readonly assigned?: string;
  /** Its place in the moderators' own order, where that is not its number. */
  readonly rank?: number;
  readonly merged?: number;
  /** Answered to its asker alone, and not shown to the hall; backstage is told. */
  readonly private?: boolean;
  readonly merged_into?: string;
  readonly answer?: Answer;
}

export interface OwnQuestion {
  readonly question: string;
  readonly text: string;
  readonly language: string;
  readonly at: number;
  readonly anonymous: boolean;
  readonly state: QuestionState;
  readonly edited_at?: number;
  readonly original?: string;
  readonly reason?: Reason;
  readonly note?: Note;
  readonly answer?: Answer;
  readonly merged_into?: string;
  readonly merged_state?: QuestionState;
}

export interface Restricted {
  /** Or the alias of somebody who is not named. */
  readonly participant: string;
  readonly name: string;
  readonly muted: boolean;
  readonly removed: boolean;
  readonly banned: boolean;
}

export interface ChatSettings {
  readonly slow_mode_s: number;
  /** Whether messages wait for a moderator. */
  readonly hold_all: boolean;
}

export interface QuestionSettings {
  readonly mode: QuestionMode;
  /** To whom alone the askers of anonymous questions are named; without it all of staff. */
  readonly askers_named_to?: "organizers" | "nobody";
}

export interface Moderation {
  readonly locked: boolean;
  readonly locked_down: boolean;
}

export interface Standing {
  readonly muted: boolean;
}
