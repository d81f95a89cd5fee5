// The console's keys. They work while a question or the board has the focus and nothing is being written, and can be switched off.

import type { Question } from "../views";
import { COLUMNS, type Column } from "./board";
import type { Desk } from "./desk";
import { dockNames } from "./dock";
import { DOCK_KEYS } from "./docks";
import { DEEDS, deedTo, doDeed, step, toggleHandled } from "./deeds";

/** The keys beside those of the deeds, with the catalogue's key that tells what they do. */
export const OTHER_KEYS = [
  ["↑ ↓", "around"],
  ["← →", "across"],
  ["⇧↑ ⇧↓", "order"],
  ["⇧← ⇧→", "column"],
  ["x", "select"],
  ["h", "handle"],
  ["u", "undo"],
  ["/", "search"],
  ["1 … 9 0 -", "dock"],
  ["?", "help"],
] as const;

const WRITING = "input:not([type=checkbox]), textarea, select, dialog";

/** Does what a key asks. True when it was a key of the console. */
export function press(desk: Desk, event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  // What a control has done with a key already, such as tabs with arrows, is all that the key does.
  if (event.defaultPrevented) return false;
  if (!desk.shortcuts.peek() || desk.sheet.peek() !== null || event.ctrlKey || event.metaKey || event.altKey || target.closest(WRITING) !== null) return false;
  if (event.key === "?") return done(() => desk.open("help"));
  if (event.key === "/") return done(() => document.getElementById("console-search")?.focus());
  const place = DOCK_KEYS.indexOf(event.key);
  if (place >= 0) return openDock(desk, place);
  if (event.key === "u") return done(() => void desk.undo());
  const card = target.closest<HTMLElement>("[data-question]");
  const question = card === null ? undefined : desk.question(card.dataset.question!);
  const column = card?.closest<HTMLElement>("[data-column]")?.dataset.column as Column | undefined;
  // A key that a control within the question uses itself is left to it.
  if (card === null || question === undefined || column === undefined) return event.key.startsWith("Arrow") && done(() => focusFirst());
  return onCard(desk, event, card, question, column);
}

function onCard(desk: Desk, event: KeyboardEvent, card: HTMLElement, question: Question, column: Column): boolean {
  const list = desk.columns.peek()[column];
  const arrow = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
  if (arrow !== undefined) {
    const [across, along] = arrow as [-1 | 0 | 1, -1 | 0 | 1];
    if (!event.shiftKey) return done(() => (across === 0 ? along !== 0 && focusAlong(card, along) : focusAcross(card, column, across)));
    if (across === 0) return along !== 0 && done(() => step(desk, question, list, along));
    return toColumn(desk, question, column, across);
  }
  if (event.key === "x") return done(() => desk.select(question.question, !desk.selected.peek().has(question.question)));
  if (event.key === "h") return done(() => toggleHandled(desk, question));
  const name = Object.keys(DEEDS).find((each) => DEEDS[each]!.key === event.key && DEEDS[each]!.wants.has(question.state));
  if (name === undefined) return false;
  // What is selected goes together, when the question under the keys is part of it.
  const selected = desk.selected.peek();
  return done(() => doDeed(desk, name, selected.has(question.question) ? [...selected] : [question.question]));
}

function openDock(desk: Desk, place: number): boolean {
  const name = dockNames(desk)[place];
  if (name === undefined) return false;
  desk.dockByKey = true;
  desk.dock.value = name;
  document.getElementById(`dock-title-${name}`)?.focus();
  return true;
}

function toColumn(desk: Desk, question: Question, column: Column, across: -1 | 1 | 0): boolean {
  const to = COLUMNS[COLUMNS.indexOf(column) + across];
  const deed = to === undefined ? null : deedTo(column, to);
  if (deed !== null) doDeed(desk, deed, [question.question]);
  return true;
}

function done(deed: () => unknown): true {
  deed();
  return true;
}

function focusFirst(): void {
  document.querySelector<HTMLElement>("[data-question]")?.focus();
}

function focusAlong(card: HTMLElement, along: -1 | 1): void {
  const next = along > 0 ? card.nextElementSibling : card.previousElementSibling;
  (next as HTMLElement | null)?.focus();
}

function focusAcross(card: HTMLElement, column: Column, across: -1 | 1 | 0): void {
  const at = [...(card.parentElement?.children ?? [])].indexOf(card);
  for (let place = COLUMNS.indexOf(column) + across; across !== 0 && place in COLUMNS; place += across) {
    const cards = document.querySelectorAll<HTMLElement>(`[data-column=${COLUMNS[place]!}] [data-question]`);
    if (cards.length === 0) continue;
    cards[Math.min(at, cards.length - 1)]!.focus();
    return;
  }
}
