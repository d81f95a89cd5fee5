// How loud a microphone is, and what to say about it: not heard, too quiet, clipping, or good. Input: short runs of samples between
// -1 and 1, as an analyser gives them. No DOM.

export type Verdict = "waiting" | "unheard" | "quiet" | "clipping" | "good";

/** One run of samples. Levels in dBFS: 0 is the loudest there is. */
export interface Loudness {
  readonly level: number;
  readonly peak: number;
  /** Share of samples at the rim, 0 to 1. */
  readonly clipped: number;
}

export const SILENCE_DB = -100;
/** Below this no voice is, only the noise of a room or nothing at all. */
const HEARD_DB = -52;
/** A voice at arm's length is above this. */
const QUIET_DB = -36;
const RIM = 0.985;
const CLIPPED_SHARE = 0.002;
const WINDOW_MS = 4_000;
/** Who has just sat down gets time to say something. */
const PATIENCE_MS = 3_000;
/** Clipping is told for a while after, so that it can be read. */
const CLIPPING_MS = 2_500;

export function loudness(samples: Float32Array): Loudness {
  let sum = 0;
  let peak = 0;
  let rim = 0;
  for (const sample of samples) {
    const size = Math.abs(sample);
    sum += sample * sample;
    if (size > peak) peak = size;
    if (size >= RIM) rim += 1;
  }
  const count = Math.max(1, samples.length);
  return { level: decibels(Math.sqrt(sum / count)), peak: decibels(peak), clipped: rim / count };
}

export function decibels(amplitude: number): number {
  return amplitude <= 0 ? SILENCE_DB : Math.max(SILENCE_DB, 20 * Math.log10(amplitude));
}

/** Where a level stands on a meter, 0 to 1: from -60 dBFS up, evenly in decibels. */
export function meterOf(level: number): number {
  return Math.min(1, Math.max(0, (level + 60) / 60));
}

/** Judges the last seconds. Speech has pauses, so it is the louder part of them that counts. */
export class LevelJudge {
  #heard: { readonly at: number; readonly level: number }[] = [];
  #since: number | null = null;
  #clippedAt = Number.NEGATIVE_INFINITY;

  /** Takes one run, at a time in milliseconds. */
  hear({ level, clipped }: Loudness, at: number): Verdict {
    this.#since ??= at;
    this.#heard.push({ at, level });
    while (this.#heard[0]!.at < at - WINDOW_MS) this.#heard.shift();
    if (clipped > CLIPPED_SHARE) this.#clippedAt = at;
    if (at - this.#clippedAt <= CLIPPING_MS) return "clipping";
    const loud = this.#loudest();
    if (loud >= QUIET_DB) return "good";
    if (at - this.#since < PATIENCE_MS) return "waiting";
    return loud < HEARD_DB ? "unheard" : "quiet";
  }

  /** Another microphone: what was heard before says nothing about it. */
  forget(): void {
    this.#heard = [];
    this.#since = null;
    this.#clippedAt = Number.NEGATIVE_INFINITY;
  }

  /** The level that a twentieth of the window is above: a single click is no speech. */
  #loudest(): number {
    const levels = this.#heard.map(({ level }) => level).sort((a, b) => b - a);
    return levels[Math.floor(levels.length / 20)] ?? SILENCE_DB;
  }
}
