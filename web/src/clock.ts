// Time: the timers that the rest is given, and the server's clock, which may differ from this machine's. No DOM.

import { signal, type ReadonlySignal } from "@preact/signals-core";

/** What the code knows of time and chance; tests wind their own. Times are milliseconds since 1970. */
export interface Timers {
  now(): number;
  /** Runs `deed` once after `delay_ms`; the result cancels it. */
  after(delay_ms: number, deed: () => void): () => void;
  /** A number from 0 up to 1. */
  random(): number;
}

const FIRST_AGAIN_MS = 500;

/** How long to wait before the next try, after so many failures before this one: twice as long each time. In ms. */
export function growing(failures: number, longest_ms: number): number {
  return Math.min(longest_ms, FIRST_AGAIN_MS * 2 ** failures);
}

export const realTimers: Timers = {
  now: () => Date.now(),
  after(delay_ms, deed) {
    const handle = setTimeout(deed, delay_ms);
    return () => clearTimeout(handle);
  },
  random: () => Math.random(),
};

const SECOND_MS = 1000;

/** The server's time, told by `welcome` and `ping`, ticking on the server's full seconds. */
export class ServerClock {
  #offset_ms = 0;
  readonly #timers: Timers;
  readonly #second = signal(0);
  #cancel: (() => void) | null = null;

  constructor(timers: Timers, now: number) {
    this.#timers = timers;
    this.tell(now);
  }

  /** Takes the server's time as just received. */
  tell(now: number): void {
    this.#offset_ms = now - this.#timers.now();
    this.#tick();
  }

  now(): number {
    return this.#timers.now() + this.#offset_ms;
  }

  /** The server's time, to the second; whoever reads it is told of every new second. */
  get second(): ReadonlySignal<number> {
    return this.#second;
  }

  #tick(): void {
    this.#cancel?.();
    const now = this.now();
    this.#second.value = now - (now % SECOND_MS);
    this.#cancel = this.#timers.after(SECOND_MS - (now % SECOND_MS), () => this.#tick());
  }
}

export interface Span {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** A length of time in whole seconds, rounded up, so that a countdown ends at zero and not before. */
export function spanOf(length_ms: number): Span {
  const all = Math.max(0, Math.ceil(length_ms / SECOND_MS));
  return { hours: Math.floor(all / 3600), minutes: Math.floor(all / 60) % 60, seconds: all % 60 };
}

/** `1:02:03`, or `02:03` below an hour. */
export function figuresOf(length_ms: number): string {
  const { hours, minutes, seconds } = spanOf(length_ms);
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
}
