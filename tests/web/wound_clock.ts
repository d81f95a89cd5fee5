// Time and chance that a test winds by hand.

import type { Timers } from "@/clock";

interface Alarm {
  readonly at: number;
  readonly deed: () => void;
}

export class WoundClock implements Timers {
  /** What `random` gives. */
  chance = 0.5;
  #now: number;
  #alarms: Alarm[] = [];

  constructor(now = 1_648_044_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  random = (): number => this.chance;

  after(delay_ms: number, deed: () => void): () => void {
    const alarm = { at: this.#now + delay_ms, deed };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Lets time pass; what falls due happens in its order. */
  wind(length_ms: number): void {
    const end = this.#now + length_ms;
    for (;;) {
      const [next] = this.#alarms.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
      this.#now = Math.max(this.#now, next.at);
      next.deed();
    }
    this.#now = end;
  }
}
