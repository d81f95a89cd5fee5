// What a moderator may do with a question in each state, by button, by key and by dragging it to another column. No DOM.

import type { QuestionDeed } from "../frames";
import type { Question } from "../views";
import type { Column } from "./board";
import type { Desk, Sheet } from "./desk";

/** A command at once, or a sheet that asks for more. */
interface Deed {
  /** The key that does it while a question has the focus. */
  readonly key: string;
  readonly wants: ReadonlySet<Question["state"]>;
  readonly command?: QuestionDeed;
  readonly sheet?: Sheet["name"];
}

const states = (...names: Question["state"][]): ReadonlySet<Question["state"]> => new Set(names);
const LIVELY = states("held", "open", "staged", "answered");

export const DEEDS: { readonly [name: string]: Deed } = {
  approve: { key: "a", wants: states("held"), command: "question.approve" },
  stage: { key: "s", wants: states("held", "open", "answered", "dismissed"), command: "question.stage" },
  unstage: { key: "s", wants: states("staged"), command: "question.unstage" },
  answer: { key: "w", wants: states("open", "staged"), command: "question.answer" },
  dismiss: { key: "d", wants: states("held", "open", "staged"), sheet: "dismiss" },
  reopen: { key: "b", wants: states("answered", "dismissed"), command: "question.reopen" },
  write: { key: "r", wants: LIVELY, sheet: "answer" },
  edit: { key: "e", wants: LIVELY, sheet: "edit" },
  labels: { key: "l", wants: states("held", "open", "staged", "answered", "dismissed"), sheet: "labels" },
  assign: { key: "g", wants: LIVELY, sheet: "assign" },
  merge: { key: "m", wants: states("held", "open"), sheet: "merge" },
  asker: { key: "p", wants: states("held", "open", "staged", "answered", "dismissed"), sheet: "asker" },
  hold: { key: "q", wants: states("open", "staged", "answered", "dismissed"), command: "question.hold" },
};

/** The deeds of a state, the likeliest first. */
export function deedsOf(state: Question["state"]): string[] {
  return Object.keys(DEEDS).filter((name) => DEEDS[name]!.wants.has(state));
}

/** How many of them have a button of their own; the others wait behind "more". */
export const PROMINENT: { readonly [state in Question["state"]]?: readonly string[] } = {
  held: ["approve", "dismiss"],
  open: ["stage", "answer", "dismiss"],
  staged: ["answer", "unstage"],
  answered: ["write", "reopen"],
  dismissed: ["reopen"],
};

/** The deed that brings a question from a column to another one, null when there is none. */
export function deedTo(from: Column, to: Column): string | null {
  const deeds: { readonly [from in Column]: { readonly [to in Column]?: string } } = {
    held: { open: "approve", staged: "stage", answered: "write", dismissed: "dismiss" },
    open: { held: "hold", staged: "stage", answered: "answer", dismissed: "dismiss" },
    staged: { held: "hold", open: "unstage", answered: "answer", dismissed: "dismiss" },
    answered: { held: "hold", open: "reopen", staged: "stage" },
    dismissed: { held: "hold", open: "reopen", staged: "stage" },
  };
  return deeds[from][to] ?? null;
}

/** Does a deed to questions; those in a state that it does not want are left alone. */
export function doDeed(desk: Desk, name: string, ids: readonly string[]): void {
  const deed = DEEDS[name];
  if (deed === undefined) return;
  const wanted = ids.map((id) => desk.question(id)).filter((each): each is Question => each !== undefined && deed.wants.has(each.state));
  if (wanted.length === 0) return;
  if (deed.sheet !== undefined) return desk.open(deed.sheet, ...wanted.map(({ question }) => question));
  const type = deed.command!;
  const said = () =>
    wanted.length === 1 ? desk.room.words.t(`console.did.${name}`, { number: wanted[0]!.number }) : desk.room.words.t(`console.did_many.${name}`, { count: wanted.length });
  void desk.act(wanted.map(({ question, state }) => ({ type, question, seen: state })), said);
}

/** Moves a question up or down by one in its column, in the moderators' own order. */
export function step(desk: Desk, question: Question, column: readonly Question[], by: -1 | 1): void {
  const at = column.findIndex((each) => each.question === question.question);
  const to = at + by;
  if (at < 0 || to < 0 || to >= column.length) return;
  put(desk, question.question, by > 0 ? column[to]!.question : (column[to - 1]?.question ?? null));
}

/** Puts a question right after another one, or first. */
export function put(desk: Desk, question: string, after: string | null): void {
  if (question === after) return;
  const number = desk.question(question)?.number ?? 0;
  desk.sorting.value = "own";
  void desk.act([{ type: "question.move", question, after }], () => desk.room.words.t("console.did.move", { number }));
}

/** Tells the other moderators that somebody is at a question, or not any more. */
export function toggleHandled(desk: Desk, { question, number }: Question): void {
  const { words } = desk.room;
  if (desk.mark(question)?.handled_by === undefined) {
    void desk.act([{ type: "question.handle", question }], () => words.t("console.did.handle", { number }));
  } else void desk.act([{ type: "question.release", question }], () => words.t("console.did.release", { number }));
}
