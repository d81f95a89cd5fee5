// The board as a value: which questions stand in which column, in which order, behind which filters. No DOM.

import type { Participant, QuestionState } from "../frames";
import { baseLanguage } from "../i18n";
import { meantAt } from "../programme";
import type { Question, QueueMark, Session } from "../views";
import { byVotes, type Votes } from "../votes";

export const COLUMNS = ["held", "open", "staged", "answered", "dismissed"] as const;
export type Column = (typeof COLUMNS)[number];

export const SORTINGS = ["own", "upvotes", "time"] as const;
export type Sorting = (typeof SORTINGS)[number];

/** What is looked for; an empty text or null lets everything through. */
export interface Filters {
  readonly text: string;
  readonly language: string;
  readonly label: string;
  readonly asker: string;
  /** The session for which it was asked: during it, or since the one before. */
  readonly session: string;
}

export const NO_FILTERS: Filters = { text: "", language: "", label: "", asker: "", session: "" };

/** The column of a state; merged questions stand with the one that stands for them. */
export function columnOf(state: QuestionState): Column | null {
  if (state === "merged") return null;
  return state === "withdrawn" ? "dismissed" : state;
}

/** Where a question stands in the moderators' own order. */
export function placeOf({ rank, number }: Question): number {
  return rank ?? number;
}

const byPlace = (a: Question, b: Question) => placeOf(a) - placeOf(b) || a.number - b.number;

/** All questions in the moderators' own order. */
export function inOwnOrder(questions: readonly Question[]): Question[] {
  return [...questions].sort(byPlace);
}

/** Sorts a column: own order; most votes first; or by time: waiting ones oldest first, as a queue, the others newest first. */
export function sorted(questions: readonly Question[], sorting: Sorting, column: Column, votes: Votes): Question[] {
  if (sorting === "own") return inOwnOrder(questions);
  if (sorting === "upvotes") return [...questions].sort(byVotes(votes));
  const sign = column === "held" || column === "open" ? 1 : -1;
  return [...questions].sort((a, b) => sign * ((a.answered_at ?? a.at) - (b.answered_at ?? b.at) || a.number - b.number));
}

/** Whether a question passes the filters. */
export function passes(question: Question, mark: QueueMark | undefined, sessions: readonly Session[], { text, language, label, asker, session }: Filters): boolean {
  if (session !== "" && meantAt(sessions, question.at)?.session !== session) return false;
  if (language !== "" && baseLanguage(question.language) !== language) return false;
  if (label !== "" && !(mark?.labels ?? []).includes(label)) return false;
  if (asker !== "" && question.asker?.participant !== asker) return false;
  const wanted = folded(text.trim());
  if (wanted === "") return true;
  const told = [`#${question.number}`, question.text, question.asker?.name, question.assigned, ...(mark?.labels ?? [])];
  return told.some((part) => part !== undefined && folded(part).includes(wanted));
}

/** Without case and accents, so that "donde" finds "¿Dónde?". */
function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The question before another one in the moderators' own order, null for the first. */
export function predecessor(questions: readonly Question[], question: string): string | null {
  const order = inOwnOrder(questions);
  const at = order.findIndex((each) => each.question === question);
  return order[at - 1]?.question ?? null;
}

/** What there is to filter by. */
export function choices(questions: readonly Question[], marks: readonly QueueMark[], sessions: readonly Session[]) {
  const asked = new Set(questions.map(({ at }) => meantAt(sessions, at)?.session));
  const askers = new Map<string, Participant>();
  for (const { asker } of questions) if (asker !== null) askers.set(asker.participant, asker);
  return {
    languages: [...new Set(questions.map(({ language }) => baseLanguage(language)))].sort(),
    labels: [...new Set(marks.flatMap(({ labels = [] }) => labels))].sort((a, b) => a.localeCompare(b)),
    sessions: sessions.filter(({ session }) => asked.has(session)).sort((a, b) => a.starts - b.starts),
    askers: [...askers.values()].sort((a, b) => a.name.localeCompare(b.name)),
  };
}
