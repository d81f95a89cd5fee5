// The ladder under a bad connection: video, smaller video, sound alone, words alone. Steps down when the path cannot carry what it is
// asked to, and up again, more patiently each time, when it has been well. Input: what was measured, about once a second. No DOM.

export const RUNGS = ["video", "small", "sound", "words"] as const;
export type Rung = (typeof RUNGS)[number];

/** What one second was like. Nulls are unknown and judge nothing. */
export interface Measure {
  /** Share of packets lost, 0 to 1. */
  readonly loss: number | null;
  /** Share of the second for which the picture or sound stood still, 0 to 1. */
  readonly frozen: number;
  /** Whether anything at all came. */
  readonly alive: boolean;
}

const BAD_LOSS = 0.08;
const BAD_FROZEN = 0.4;
/** So many bad seconds among the last eight step down. */
const BAD_SECONDS = 4;
const WINDOW = 8;
const FIRST_PATIENCE_S = 20;
const LONGEST_PATIENCE_S = 160;
/** A step down so soon after a step up means that the step up was wrong. */
const RELAPSE_S = 15;

export class Ladder {
  #rung: Rung = "video";
  #hand: Rung | null = null;
  #bad: boolean[] = [];
  #good = 0;
  #patience = FIRST_PATIENCE_S;
  #sinceUp = Number.POSITIVE_INFINITY;
  #toward: 1 | -1 = 1;

  /** `rungs` are those that the path has, the highest first. */
  constructor(private readonly rungs: readonly Rung[] = RUNGS) {
    this.#rung = rungs[0] ?? "video";
  }

  get rung(): Rung {
    return this.#hand ?? this.#rung;
  }

  /** The rung that the person chose; null while it goes by itself. */
  get hand(): Rung | null {
    return this.#hand;
  }

  /** The person chooses a rung, or gives the choice back. */
  choose(rung: Rung | null): void {
    this.#hand = rung;
    if (rung !== null) this.#rung = this.rungs.includes(rung) ? rung : this.#rung;
    this.#forget();
  }

  /** Takes one second's measure; gives the rung from now on. */
  take({ loss, frozen, alive }: Measure): Rung {
    if (this.#hand !== null) return this.#hand;
    const bad = !alive || frozen > BAD_FROZEN || (loss !== null && loss > BAD_LOSS);
    this.#bad = [...this.#bad, bad].slice(-WINDOW);
    this.#good = bad ? 0 : this.#good + 1;
    this.#sinceUp += 1;
    if (this.#bad.filter(Boolean).length >= BAD_SECONDS) this.#step(1);
    else if (this.#good >= this.#patience) this.#step(-1);
    return this.#rung;
  }

  /** The rung is not there at present: goes on past it, the way it was going. A choice by hand stays. */
  pass(): Rung {
    if (this.#hand === null) this.#step(this.#toward);
    return this.rung;
  }

  #step(by: 1 | -1): void {
    this.#toward = by;
    const to = this.rungs[this.rungs.indexOf(this.#rung) + by];
    // Words alone are what a person chooses, or what is left without a connection: sound is tried as long as it may come.
    if (to === undefined || to === "words") return this.#forget();
    if (by === 1 && this.#sinceUp < RELAPSE_S) this.#patience = Math.min(LONGEST_PATIENCE_S, this.#patience * 2);
    if (by === -1) this.#sinceUp = 0;
    this.#rung = to;
    this.#forget();
  }

  #forget(): void {
    this.#bad = [];
    this.#good = 0;
  }
}
