// Listens to a microphone's track and says how loud it is, twenty times a second. Input: a track and the browser's sound.

import { signal, type ReadonlySignal } from "@preact/signals-core";

import type { Timers } from "./clock";
import { LevelJudge, loudness, meterOf, type Verdict } from "./levels";

export interface Reading {
  /** 0 to 1. */
  readonly meter: number;
  readonly verdict: Verdict;
}

const SILENT: Reading = { meter: 0, verdict: "waiting" };
const EVERY_MS = 50;

export class Meter {
  readonly #reading = signal<Reading>(SILENT);
  readonly #judge = new LevelJudge();
  #stop: (() => void) | null = null;

  constructor(
    private readonly timers: Timers,
    private readonly sound: () => AudioContext,
  ) {}

  get reading(): ReadonlySignal<Reading> {
    return this.#reading;
  }

  /** Listens to another track, or to none. */
  listen(track: MediaStreamTrack | null): void {
    this.#stop?.();
    this.#stop = null;
    this.#judge.forget();
    this.#reading.value = SILENT;
    if (track === null) return;
    const sound = this.sound();
    // A clone stays audible when the sent track is muted: who is muted and speaks is to be told.
    const heard = track.clone();
    heard.enabled = true;
    const source = sound.createMediaStreamSource(new MediaStream([heard]));
    const analyser = sound.createAnalyser();
    analyser.fftSize = 2048;
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let cancel: () => void;
    const look = () => {
      cancel = this.timers.after(EVERY_MS, look);
      // Without a gesture the browser lets no sound run, and silence would say nothing about the microphone.
      if (sound.state !== "running") return void sound.resume();
      analyser.getFloatTimeDomainData(samples);
      const loud = loudness(samples);
      this.#reading.value = { meter: meterOf(loud.level), verdict: this.#judge.hear(loud, this.timers.now()) };
    };
    cancel = this.timers.after(EVERY_MS, look);
    this.#stop = () => {
      cancel();
      source.disconnect();
      heard.stop();
    };
  }
}
