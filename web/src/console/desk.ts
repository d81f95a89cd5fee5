// The moderator's desk: what was done and can be taken back, and what is selected, sorted and filtered. Input: the live room. No DOM.

import { computed, signal } from "@preact/signals";

import type { QuestionMode } from "../frames";
import type { Question, QuestionSettings, QueueMark, Session } from "../views";
import { votesIn, type Votes } from "../votes";
import { Acts } from "./acts";
import { choices, columnOf, COLUMNS, NO_FILTERS, passes, sorted, type Column, type Filters, type Sorting } from "./board";
import type { DockName } from "./docks";

/** What is open over the board. */
export interface Sheet {
  readonly name: "dismiss" | "answer" | "edit" | "labels" | "assign" | "merge" | "asker" | "help";
  readonly questions: readonly string[];
}

export class Desk extends Acts {
  readonly sorting = signal<Sorting>("own");
  readonly filters = signal<Filters>(NO_FILTERS);
  readonly selected = signal<ReadonlySet<string>>(new Set());
  readonly sheet = signal<Sheet | null>(null);
  readonly shortcuts = signal(true);
  /** The panel of the dock that is open. */
  readonly dock = signal<DockName | null>(null);
  /** Whether the dock was opened by a key, which gives it the focus. */
  dockByKey = false;
  /** The question that has the keyboard's focus, to give it back when the board moves it. */
  focused: string | null = null;
  readonly all = computed(() => this.room.store.values<Question>("questions/"));
  readonly sessions = computed(() => this.room.store.values<Session>("sessions/"));
  readonly columns = computed(() => this.#columns());
  readonly choices = computed(() => choices(this.all.value, this.room.store.values<QueueMark>("queue/"), this.sessions.value));

  question(id: string): Question | undefined {
    return this.room.store.get<Question>(`questions/${id}`);
  }

  mark(id: string): QueueMark | undefined {
    return this.room.store.get<QueueMark>(`queue/${id}`);
  }

  /** How many upvoted each question. */
  get votes(): Votes {
    return votesIn(this.room.store);
  }

  get mode(): QuestionMode {
    return this.room.store.get<QuestionSettings>("questions")?.mode ?? "moderated";
  }

  /** Gives a command that is no action of its own: a mark that comes and goes with a sheet. */
  async mark_as(type: "question.handle" | "question.release", question: string): Promise<void> {
    await this.give({ type, question });
  }

  select(question: string, on: boolean): void {
    const selected = new Set(this.selected.peek());
    if (on) selected.add(question);
    else selected.delete(question);
    this.selected.value = selected;
  }

  clearSelection(): void {
    this.selected.value = new Set();
  }

  open(name: Sheet["name"], ...questions: string[]): void {
    this.sheet.value = { name, questions };
  }

  close(): void {
    this.sheet.value = null;
  }

  #columns(): { readonly [column in Column]: readonly Question[] } {
    const filters = this.filters.value;
    const shown = this.all.value.filter((question) => passes(question, this.mark(question.question), this.sessions.value, filters));
    const of = (column: Column) => sorted(shown.filter(({ state }) => columnOf(state) === column), this.sorting.value, column, this.votes);
    return Object.fromEntries(COLUMNS.map((column) => [column, of(column)])) as { [column in Column]: Question[] };
  }
}
