// Short words about what just happened, shown over a corner and worded anew when the language changes. No DOM.

import { signal, type ReadonlySignal } from "@preact/signals-core";

import type { Timers } from "./clock";

export interface Notice {
  readonly id: number;
  readonly tone: "info" | "good" | "danger";
  readonly text: () => string;
}

const SHOWN_MS = 12_000;
const MOST = 3;

export class Notices {
  readonly #list = signal<readonly Notice[]>([]);
  #next = 1;

  constructor(private readonly timers: Timers) {}

  get list(): ReadonlySignal<readonly Notice[]> {
    return this.#list;
  }

  show(tone: Notice["tone"], text: () => string): void {
    const id = this.#next++;
    this.#list.value = [...this.#list.peek(), { id, tone, text }].slice(-MOST);
    this.timers.after(SHOWN_MS, () => this.dismiss(id));
  }

  dismiss(id: number): void {
    this.#list.value = this.#list.peek().filter((notice) => notice.id !== id);
  }
}
