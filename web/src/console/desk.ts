// The moderator's desk: gives commands, knows how to take them back, and remembers what is selected, sorted and filtered.
// Input: the live room. No DOM.

import { batch, computed, effect, signal } from "@preact/signals";

import type { Command, QuestionMode } from "../frames";
import type { Refusal } from "../pending";
import type { LiveRoom } from "../room";
import type { Question, QuestionSettings, QueueMark } from "../views";
import { choices, columnOf, COLUMNS, NO_FILTERS, passes, predecessor, sorted, type Column, type Filters, type Sorting } from "./board";
import { inverse } from "./inverses";

/** One action of the moderator, in the words of its toast; `back` takes it back. */
export interface Act {
  readonly said: () => string;
  readonly back: readonly Command[];
}

/** What is open over the board. */
export interface Sheet {
  readonly name: "dismiss" | "answer" | "edit" | "labels" | "assign" | "merge" | "help";
  readonly questions: readonly string[];
}

const MOST_ACTS = 100;

export class Desk {
  readonly sorting = signal<Sorting>("own");
  readonly filters = signal<Filters>(NO_FILTERS);
  readonly selected = signal<ReadonlySet<string>>(new Set());
  readonly sheet = signal<Sheet | null>(null);
  readonly acts = signal<readonly Act[]>([]);
  /** The last thing that was done, for the toast. */
  readonly toast = signal<{ readonly said: () => string; readonly undoable: boolean } | null>(null);
  readonly shortcuts = signal(true);
  /** The question that has the keyboard's focus, to give it back when the board moves it. */
  focused: string | null = null;
  readonly all = computed(() => this.room.store.values<Question>("questions/"));
  readonly columns = computed(() => this.#columns());
  readonly choices = computed(() => choices(this.all.value, this.room.store.values<QueueMark>("queue/")));
  #hideToast: (() => void) | null = null;

  constructor(readonly room: LiveRoom) {}

  question(id: string): Question | undefined {
    return this.room.store.get<Question>(`questions/${id}`);
  }

  mark(id: string): QueueMark | undefined {
    return this.room.store.get<QueueMark>(`queue/${id}`);
  }

  get mode(): QuestionMode {
    return this.room.store.get<QuestionSettings>("questions")?.mode ?? "moderated";
  }

  /** Gives commands as one action, which one undo takes back. Resolves to the refusals of those that were refused. */
  async act(commands: readonly Command[], said: () => string): Promise<readonly Refusal[]> {
    const given = commands.map((command) => ({ back: inverse(command, this.#before(command)), answer: this.#give(command) }));
    const answers = await Promise.all(given.map(async ({ back, answer }) => ({ back, refusal: await answer })));
    const back = answers.filter(({ refusal }) => refusal === null).reverse().flatMap((each) => each.back);
    const refusals = answers.flatMap(({ refusal }) => (refusal === null ? [] : [refusal]));
    if (refusals.length < answers.length) {
      if (back.length > 0) this.acts.value = [...this.acts.value, { said, back }].slice(-MOST_ACTS);
      this.#tell(said, back.length > 0);
    }
    return refusals;
  }

  /** Gives a command that is no action of its own: a mark that comes and goes with a sheet. */
  async mark_as(type: "question.handle" | "question.release", question: string): Promise<void> {
    await this.#give({ type, question });
  }

  /** Takes back the last action that is not yet taken back. */
  async undo(): Promise<void> {
    const act = this.acts.peek().at(-1);
    if (act === undefined) return;
    this.acts.value = this.acts.peek().slice(0, -1);
    const answers = await Promise.all(act.back.map((command) => this.#give(command)));
    if (answers.some((refusal) => refusal === null)) this.#tell(() => this.room.words.t("console.undone", { what: act.said() }), false);
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

  hideToast(): void {
    this.#hideToast?.();
    this.toast.value = null;
  }

  #columns(): { readonly [column in Column]: readonly Question[] } {
    const filters = this.filters.value;
    const shown = this.all.value.filter((question) => passes(question, this.mark(question.question), filters));
    const of = (column: Column) => sorted(shown.filter(({ state }) => columnOf(state) === column), this.sorting.value, column);
    return Object.fromEntries(COLUMNS.map((column) => [column, of(column)])) as { [column in Column]: Question[] };
  }

  #before(command: Command) {
    const { store } = this.room;
    const id = "question" in command ? command.question : "";
    const all = this.all.peek();
    return {
      question: store.peek<Question>(`questions/${id}`),
      mark: store.peek<QueueMark>(`queue/${id}`),
      predecessor: predecessor(all, id),
      staged: all.find(({ state }) => state === "staged")?.question ?? null,
      mode: store.peek<QuestionSettings>("questions")?.mode ?? "moderated",
    };
  }

  /** Resolves when the command is answered: null when it is stored. */
  #give(command: Command): Promise<Refusal | null> {
    const { connection, clock, pending } = this.room;
    const id = connection.send(command, clock.now());
    return new Promise((resolve) => {
      let refusal: Refusal | null = null;
      const stop = effect(() => {
        const held = pending.list.value.find((each) => each.id === id);
        if (held !== undefined) {
          refusal = held.refusal;
          return;
        }
        resolve(refusal);
        // Not from inside of its own first run.
        queueMicrotask(() => stop());
      });
    });
  }

  #tell(said: () => string, undoable: boolean): void {
    batch(() => this.hideToast());
    this.toast.value = { said, undoable };
    this.room.announcer.say(said());
    this.#hideToast = this.room.timers.after(20_000, () => (this.toast.value = null));
  }
}
