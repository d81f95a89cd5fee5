// What keeps a room safe: its commands and the values of its views (PROTOCOL.md §6). No DOM.

import type { Command, Participant } from "./frames";
import type { Store } from "./store";
import type { Words } from "./i18n";
import type { Question, Quote } from "./views";

export type Aside = "held" | "dismissed";

/** A message that waits or was dismissed, as its author is told of it. */
export interface OwnWaiting {
  readonly message: string;
  readonly text: string;
  readonly language: string;
  readonly at: number;
  readonly edited_at: number | null;
  readonly reply_to: Quote | null;
  readonly state: Aside;
}

/** The same, as backstage sees it. */
export interface Waiting extends OwnWaiting {
  readonly author: Participant;
  /** The listed words that it holds. */
  readonly listed?: readonly string[];
}

export interface Report {
  readonly report: string;
  readonly number: number;
  readonly kind: "message" | "question";
  readonly subject: string;
  readonly author: Participant | null;
  /** Of an author who is not named. */
  readonly alias?: string;
  readonly said: string;
  readonly said_in: string;
  readonly reporter: Participant;
  readonly text: string;
  readonly language: string;
  readonly at: number;
  readonly state: "open" | "handled" | "dismissed";
  readonly by?: Participant;
}

export interface Purged {
  readonly participant: string;
  readonly name: string;
  readonly by: Participant;
  readonly at: number;
}

export interface WordList {
  readonly language: string;
  readonly words: readonly string[];
  /** Those of the whole conference, which its file has. */
  readonly conference?: readonly string[];
}

/** Whether people who are not registered may ask. */
export interface GuestSettings {
  readonly welcome: boolean;
}

/** The list of words for every language. */
export const EVERY_LANGUAGE = "und";

export type SafetyCommand =
  | { readonly type: "chat.approve" | "chat.dismiss" | "chat.hold"; readonly message: string }
  | { readonly type: "chat.hold_all"; readonly on: boolean }
  | { readonly type: "room.guests"; readonly on: boolean }
  | { readonly type: "room.lock_down" | "room.lift_lock_down" }
  | { readonly type: "participant.purge" | "participant.restore"; readonly participant: string; readonly name: string }
  | { readonly type: "report.file"; readonly kind: "message" | "question"; readonly subject: string; readonly text: string }
  | { readonly type: "report.handle" | "report.dismiss" | "report.reopen"; readonly report: string }
  | { readonly type: "word.list" | "word.unlist"; readonly language: string; readonly words: readonly string[] };

/** Gives commands as one action, told in these words. The console knows how to take it back. */
export type Act = (commands: readonly Command[], said: () => string) => void;

/** What an asker whom staff are not told is called by begins so; the question's id follows. */
const ALIAS = "asker:";

export const isAlias = (participant: string) => participant.startsWith(ALIAS);

/** How a person is called on whom staff acted: by name, or as the asker of a question where that is all that staff know. */
export function calledIn({ store, words }: { readonly store: Store; readonly words: Words }, participant: string, name: string): string {
  if (name !== "") return name;
  const number = store.get<Question>(`questions/${participant.slice(ALIAS.length)}`)?.number;
  return number === undefined ? words.t("askers.behind_somewhere") : words.t("askers.behind", { number });
}

/** Those that wait, the oldest first. */
export function waitingOf(store: Store): Waiting[] {
  return store.values<Waiting>("held/").sort((a, b) => a.at - b.at || a.message.localeCompare(b.message));
}

/** Reports as they came. */
export function reportsOf(store: Store): Report[] {
  return store.values<Report>("reports/").sort((a, b) => a.number - b.number);
}

/** The words that somebody typed or pasted: parted by commas and lines, each once. */
export function wordsIn(text: string): string[] {
  return [...new Set(text.split(/[\n,;]+/).map((word) => word.trim().replace(/\s+/g, " ")).filter((word) => word !== ""))];
}
