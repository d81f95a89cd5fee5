// The older messages of the chat: asks for pages, and asks again for those that a new snapshot dropped. No DOM.

import { computed, signal, type ReadonlySignal } from "@preact/signals-core";

import type { Connection } from "./connection";
import type { Page, ServerFrame } from "./frames";
import type { Store } from "./store";
import type { Message } from "./views";

/** How many messages a snapshot holds (PROTOCOL.md §6). */
const SNAPSHOT_MESSAGES = 50;
const PAGE_MESSAGES = 100;

export class History {
  readonly #complete = signal(true);
  readonly #loading = signal(false);
  readonly #oldest = computed(() => oldestOf(this.store));
  readonly more = computed(() => !this.#complete.value && this.#oldest.value > 1);

  constructor(
    private readonly store: Store,
    private readonly connection: Connection,
  ) {}

  get loading(): ReadonlySignal<boolean> {
    return this.#loading;
  }

  /** Looks at a frame before the store takes it; returns what is to be done after. */
  look(frame: ServerFrame): (() => void) | null {
    if (frame.type !== "snapshot") return null;
    const before = this.#oldest.peek();
    const messages = Object.keys(frame.view).filter((key) => key.startsWith("chat/")).length;
    return () => {
      this.#complete.value = messages < SNAPSHOT_MESSAGES;
      // The page asks once the connection is live, which is after this frame.
      if (before !== Number.POSITIVE_INFINITY) queueMicrotask(() => void this.#backTo(before));
    };
  }

  /** Asks for one more page. Whether something came. */
  async older(): Promise<boolean> {
    if (this.#loading.peek() || !this.more.peek()) return false;
    this.#loading.value = true;
    const page = await this.connection.page("chat", this.#oldest.peek(), PAGE_MESSAGES);
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
    while (this.#oldest.peek() > number && (await this.older())) continue;
  }

  #took(page: Page): boolean {
    this.#complete.value = !page.more;
    return Object.keys(page.view).length > 0;
  }
}

function oldestOf(store: Store): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const key of store.keys("chat/")) oldest = Math.min(oldest, store.peek<Message>(key)?.number ?? oldest);
  return oldest;
}
