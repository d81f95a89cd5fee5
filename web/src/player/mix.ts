// The floor and one channel of interpretation, mixed in the browser: each track through one sound, the floor by a gain that makes way.
// Takes over from the tiles' own sound once somebody listens to a channel, and keeps it, so that nothing jumps. Input: the browser's tracks.

import { signal, type ReadonlySignal } from "@preact/signals-core";

import type { Timers } from "../clock";
import { loudness } from "../levels";
import { receive, release, type Received } from "../received";
import { Ducking, LEAST_GAIN, Ramp, USUAL_SHARE } from "./ducking";

const EVERY_MS = 50;
/** So long a sound may take to start before the browser is said to want a gesture. */
const START_MS = 1_000;

interface Voice extends Received {
  into: AudioNode | null;
}

export interface Heard {
  readonly floor: readonly MediaStreamTrack[];
  readonly channel: MediaStreamTrack | null;
  readonly onAir: boolean;
}

export class Mix {
  readonly #carries = signal(false);
  readonly #ducked = signal(false);
  readonly #floor: GainNode;
  readonly #channel: GainNode;
  readonly #analyser: AnalyserNode;
  readonly #volume: GainNode;
  readonly #samples: Float32Array<ArrayBuffer>;
  readonly #voices = new Map<MediaStreamTrack, Voice>();
  readonly #ducking = new Ducking();
  readonly #ramp = new Ramp();
  #onAir = false;
  #listens = false;
  #suspects = false;
  #share = USUAL_SHARE;
  #cancel: () => void;
  #cancelStart: (() => void) | null = null;

  /** `refused` is told that the browser seems to want a gesture before there is sound, and when there is sound after all. */
  constructor(
    private readonly sound: AudioContext,
    private readonly timers: Timers,
    private readonly refused: (is: boolean) => void,
  ) {
    this.#floor = sound.createGain();
    this.#channel = sound.createGain();
    this.#analyser = sound.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#volume = sound.createGain();
    this.#floor.connect(this.#volume);
    this.#channel.connect(this.#analyser);
    this.#channel.connect(this.#volume);
    this.#volume.connect(sound.destination);
    sound.onstatechange = () => this.#heed();
    this.#heed();
    this.#cancel = timers.after(EVERY_MS, () => this.#look());
    this.start();
  }

  /** Whether the sound comes from here; the tiles are silent then. */
  get carries(): ReadonlySignal<boolean> {
    return this.#carries;
  }

  /** Whether the floor makes way for the channel now. */
  get ducked(): ReadonlySignal<boolean> {
    return this.#ducked;
  }

  /** Starts the sound, by a gesture where the browser wants one. */
  start(): void {
    if (this.sound.state === "running") return;
    this.sound.resume().catch(() => undefined);
    this.#cancelStart?.();
    this.#cancelStart = this.timers.after(START_MS, () => this.sound.state !== "running" && this.refused((this.#suspects = true)));
  }

  /** A busy machine starts late what nobody refused. */
  #heed(): void {
    this.#carries.value = this.sound.state === "running";
    if (!this.#carries.value || !this.#suspects) return;
    this.#suspects = false;
    this.refused(false);
  }

  hear({ floor, channel, onAir }: Heard): void {
    const wanted = new Map<MediaStreamTrack, AudioNode>(floor.map((track) => [track, this.#floor]));
    if (channel !== null) wanted.set(channel, this.#channel);
    for (const [track, voice] of this.#voices) {
      if (wanted.has(track)) continue;
      release(voice);
      this.#voices.delete(track);
    }
    for (const [track, into] of wanted) {
      const voice = this.#voices.get(track) ?? { ...receive(this.sound, track), into: null };
      this.#voices.set(track, voice);
      if (voice.into === into) continue;
      // A seat's sound may come to carry the channel after the floor.
      voice.source.disconnect();
      voice.source.connect(into);
      voice.into = into;
    }
    this.#listens = channel !== null;
    this.#onAir = onAir;
  }

  /** The original's share beside an interpreter, 0 to 1. */
  share(share: number): void {
    this.#share = share;
  }

  /** 0 to 1, of all that is heard. */
  turn(volume: number): void {
    this.#volume.gain.setTargetAtTime(volume, this.sound.currentTime, 0.02);
  }

  stop(): void {
    this.#cancel();
    this.#cancelStart?.();
    this.hear({ floor: [], channel: null, onAir: false });
    this.sound.onstatechange = null;
    this.#carries.value = false;
    void this.sound.close();
  }

  #look(): void {
    this.#cancel = this.timers.after(EVERY_MS, () => this.#look());
    if (this.sound.state !== "running") return;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const now = this.sound.currentTime * 1000;
    const ducked = this.#ducking.take({ level: loudness(this.#samples).level, onAir: this.#listens && this.#onAir }, now);
    const target = Math.max(LEAST_GAIN, ducked ? this.#share : 1);
    if (target !== this.#ramp.target) this.#set(target, now);
    this.#ducked.value = ducked;
  }

  #set(target: number, now: number): void {
    const { from, to, lasts } = this.#ramp.to(target, now);
    const { gain } = this.#floor;
    gain.cancelScheduledValues(now / 1000);
    gain.setValueAtTime(from, now / 1000);
    gain.exponentialRampToValueAtTime(to, (now + lasts) / 1000);
    if (to === LEAST_GAIN) gain.setValueAtTime(0, (now + lasts) / 1000);
  }
}
