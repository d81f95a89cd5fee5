// What a screen reader is told, gathered so that a busy room does not chatter. Input: the watcher and the panels.

import type { Timers } from "./clock";

const GATHER_MS = 1_500;
const LEAST_GAP_MS = 6_000;

export class Announcer {
  readonly #counted = new Map<string, { count: number; single: string }>();
  #said: string[] = [];
  #cancel: (() => void) | null = null;
  #spokeAt = Number.NEGATIVE_INFINITY;

  /** `phrase` words a count of a catalogue key; `speak` fills the live region. */
  constructor(
    private readonly timers: Timers,
    private readonly phrase: (key: string, count: number) => string,
    private readonly speak: (text: string) => void,
  ) {}

  /** One more of what `key` counts; `single` is said instead of "1 new …" when no other follows. */
  count(key: string, single: string): void {
    const counted = this.#counted.get(key) ?? { count: 0, single };
    counted.count += 1;
    this.#counted.set(key, counted);
    this.#schedule(Math.max(GATHER_MS, this.#spokeAt + LEAST_GAP_MS - this.timers.now()));
  }

  /** A sentence that answers what the person just did; it does not wait for counts. */
  say(text: string): void {
    this.#said.push(text);
    this.#cancel?.();
    this.#cancel = null;
    this.#schedule(100);
  }

  #schedule(delay_ms: number): void {
    this.#cancel ??= this.timers.after(delay_ms, () => this.#flush());
  }

  #flush(): void {
    this.#cancel = null;
    this.#spokeAt = this.timers.now();
    const counts = [...this.#counted].map(([key, { count, single }]) => (count === 1 ? single : this.phrase(key, count)));
    const sentences = [...this.#said, ...counts];
    this.#said = [];
    this.#counted.clear();
    this.speak(sentences.join(" · "));
  }
}
