// What an interpreter hears: each voice brought to the same loudness, all of it held below what hurts. Input: the browser's tracks.

import { decibels, meterOf } from "../levels";
import { receive, release, type Received } from "../received";
import type { Timers } from "../clock";
import { signal, type ReadonlySignal } from "@preact/signals-core";

/** Speech is brought to about this level; silence is left as it is. */
const WANTED_DB = -23;
const HEARD_DB = -50;
const MOST_GAIN_DB = 15;
const LEAST_GAIN_DB = -15;
const EVERY_MS = 100;
/** A voice's gain moves by a tenth of the way each time, so that words are not torn. */
const SLOWNESS = 0.1;

/** A limiter rather than a compressor: nothing louder than this passes, however suddenly it comes. */
const LIMIT = { threshold: -18, knee: 6, ratio: 20, attack: 0.002, release: 0.15 };

interface Voice extends Received {
  readonly analyser: AnalyserNode;
  readonly gain: GainNode;
}

/** The gain in decibels that a voice should have, a step on from the present one. */
export function levelled(present_db: number, level_db: number): number {
  if (level_db < HEARD_DB) return present_db;
  const wanted = Math.min(MOST_GAIN_DB, Math.max(LEAST_GAIN_DB, WANTED_DB - level_db));
  return present_db + (wanted - present_db) * SLOWNESS;
}

export class Listening {
  readonly #level = signal(0);
  readonly #voices = new Map<MediaStreamTrack, Voice>();
  readonly #mix: GainNode;
  readonly #limiter: DynamicsCompressorNode;
  readonly #volume: GainNode;
  readonly #meter: AnalyserNode;
  #guarded = true;
  #cancel: () => void;

  constructor(
    private readonly sound: AudioContext,
    private readonly timers: Timers,
  ) {
    this.#mix = sound.createGain();
    this.#limiter = new DynamicsCompressorNode(sound, LIMIT);
    this.#volume = sound.createGain();
    this.#meter = sound.createAnalyser();
    this.#volume.connect(this.#meter);
    this.#volume.connect(sound.destination);
    this.#route();
    this.#cancel = timers.after(EVERY_MS, () => this.#look());
  }

  /** 0 to 1. */
  get level(): ReadonlySignal<number> {
    return this.#level;
  }

  /** Limiter and levelling, on unless somebody turns them off. */
  guard(on: boolean): void {
    this.#guarded = on;
    this.#route();
    if (!on) for (const { gain } of this.#voices.values()) gain.gain.value = 1;
  }

  /** 0 to 2; 1 leaves it as it comes. */
  turn(volume: number): void {
    this.#volume.gain.setTargetAtTime(volume, this.sound.currentTime, 0.02);
  }

  /** Hears these from now on. */
  hear(tracks: readonly MediaStreamTrack[]): void {
    for (const [track, voice] of this.#voices) {
      if (tracks.includes(track)) continue;
      release(voice);
      this.#voices.delete(track);
    }
    for (const track of tracks) if (!this.#voices.has(track)) this.#voices.set(track, this.#voice(track));
  }

  stop(): void {
    this.#cancel();
    this.hear([]);
    this.#volume.disconnect();
  }

  #voice(track: MediaStreamTrack): Voice {
    const received = receive(this.sound, track);
    const [analyser, gain] = [this.sound.createAnalyser(), this.sound.createGain()];
    received.source.connect(analyser);
    received.source.connect(gain).connect(this.#mix);
    return { ...received, analyser, gain };
  }

  #route(): void {
    this.#mix.disconnect();
    this.#limiter.disconnect();
    if (this.#guarded) this.#mix.connect(this.#limiter).connect(this.#volume);
    else this.#mix.connect(this.#volume);
  }

  #look(): void {
    this.#cancel = this.timers.after(EVERY_MS, () => this.#look());
    if (this.sound.state !== "running") return;
    this.#level.value = meterOf(levelIn(this.#meter));
    if (!this.#guarded) return;
    for (const { analyser, gain } of this.#voices.values()) {
      const present = decibels(gain.gain.value);
      gain.gain.setTargetAtTime(10 ** (levelled(present, levelIn(analyser)) / 20), this.sound.currentTime, 0.03);
    }
  }
}

function levelIn(analyser: AnalyserNode): number {
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  return decibels(Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length));
}
