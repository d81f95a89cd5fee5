// The older messages of the chat: asks for pages, and asks again for those that a new snapshot dropped. No DOM.
//
// What is held has no gaps: a message from before it that a delta brings alone (somebody reacted to it) waits for its page.

import { computed, signal, type ReadonlySignal } from "@preact/signals-core";

import type { Connection } from "./connection";
import type { Changes, Delta, Page, ServerFrame } from "./frames";
import { familyOf, type Store } from "./store";
import type { Message } from "./views";

/** How many messages a snapshot holds (PROTOCOL.md §6). */
const SNAPSHOT_MESSAGES = 50;
const PAGE_MESSAGES = 100;

export class History {
  readonly #complete = signal(true);
  readonly #loading = signal(false);
  /** The lowest number from which on everything is held; infinite while nothing is. */
  readonly #from = signal(Number.POSITIVE_INFINITY);
  readonly more = computed(() => !this.#complete.value && this.#from.value > 1);

  constructor(
    private readonly store: Store,
    private readonly connection: Connection,
  ) {}

  get loading(): ReadonlySignal<boolean> {
    return this.#loading;
  }

  /** Looks at a frame before the store takes it: what the store is to take, and what is to be done after. */
  look(frame: ServerFrame): readonly [ServerFrame, (() => void)?] {
    if (frame.type === "delta") return [this.#withoutLone(frame)];
    if (frame.type !== "snapshot") return [frame];
    const before = this.#from.peek();
    const numbers = numbersIn(frame.view);
    return [frame, () => {
      this.#complete.value = numbers.length < SNAPSHOT_MESSAGES;
      this.#from.value = Math.min(...numbers);
      // The page asks once the connection is live, which is after this frame.
      if (before !== Number.POSITIVE_INFINITY) queueMicrotask(() => void this.#backTo(before));
    }];
  }

  /** Asks for one more page. Whether something came. */
  async older(): Promise<boolean> {
    if (this.#loading.peek() || !this.more.peek()) return false;
    this.#loading.value = true;
    const page = await this.connection.page("chat", this.#from.peek(), PAGE_MESSAGES);
    this.#loading.value = false;
    return page !== null && this.#took(page);
  }

  /** Asks for pages until the store holds a key. Whether it does. */
  async find(key: string): Promise<boolean> {
    while (this.store.peek(key) === undefined) {
      if (!(await this.older())) return false;
    }
    return true;
  }

  async #backTo(number: number): Promise<void> {
    while (this.#from.peek() > number && (await this.older())) continue;
  }

  #took(page: Page): boolean {
    this.#complete.value = !page.more;
    this.#from.value = Math.min(this.#from.peek(), ...numbersIn(page.view));
    return Object.keys(page.view).length > 0;
  }

  /** The delta without messages from before what is held; all of them are held already, or come with their page. */
  #withoutLone(delta: Delta): Delta {
    if (this.#complete.peek()) return delta;
    const lone = ([key, value]: [string, Changes[string]]) =>
      familyOf(key) === "chat/" && value !== null && numberOf(value) < this.#from.peek() && this.store.peek(key) === undefined;
    return { ...delta, changes: Object.fromEntries(Object.entries(delta.changes).filter((change) => !lone(change))) };
  }
}

function numbersIn(view: Changes): number[] {
  return Object.entries(view).flatMap(([key, value]) => (familyOf(key) === "chat/" ? [numberOf(value)] : []));
}

const numberOf = (message: Changes[string]) => (message as unknown as Message).number;
