// How the floor makes way for an interpreter: to the original's share while there is speech in the channel, back after a silence or
// when nobody is on air there. Ramps are even in decibels, so that nothing jumps. Pure. Levels in dBFS, gains as factors, times in ms.

/** The original's share beside an interpreter, unless somebody chose another. */
export const USUAL_SHARE = 0.2;
/** Quieter than this is no speech. */
export const SPEECH_DB = -42;
/** Pauses of speech are shorter than this. */
export const HOLD_MS = 3_000;
/** 3 dB in 50 ms on the way down, 2 dB on the way up. */
const DOWN_DB_PER_S = 60;
const UP_DB_PER_S = 40;
/** As good as nothing: a ramp in decibels never reaches zero. */
export const LEAST_GAIN = 0.001;

export interface ChannelState {
  /** The channel's sound now. */
  readonly level: number;
  /** Whether somebody is on air in the channel, as the room says. */
  readonly onAir: boolean;
}

export class Ducking {
  #heardAt = Number.NEGATIVE_INFINITY;

  /** Whether the floor makes way, at a time. */
  take({ level, onAir }: ChannelState, at: number): boolean {
    if (!onAir) this.#heardAt = Number.NEGATIVE_INFINITY;
    else if (level > SPEECH_DB) this.#heardAt = at;
    return at - this.#heardAt < HOLD_MS;
  }
}

/** A gain on its way. */
export class Ramp {
  #from = 1;
  #to = 1;
  #begun = 0;
  #ends = 0;

  get target(): number {
    return this.#to;
  }

  /** Sets out from where it is at a time; gives where that was and how long the way is, in milliseconds. */
  to(gain: number, at: number): { readonly from: number; readonly to: number; readonly lasts: number } {
    const from = this.at(at);
    const to = Math.max(LEAST_GAIN, gain);
    const way = 20 * Math.log10(to / from);
    const lasts = (Math.abs(way) / (way < 0 ? DOWN_DB_PER_S : UP_DB_PER_S)) * 1000;
    [this.#from, this.#to, this.#begun, this.#ends] = [from, to, at, at + lasts];
    return { from, to, lasts };
  }

  /** Where it is at a time. */
  at(at: number): number {
    if (at >= this.#ends) return this.#to;
    return this.#from * (this.#to / this.#from) ** ((at - this.#begun) / (this.#ends - this.#begun));
  }
}
