// A short sound for those who want one when something is for them. Off until it is switched on, and remembered in this tab.

import { signal, type Signal } from "@preact/signals-core";

import type { Shelf } from "./shelf";

const KEY = "puente/chime";
const TONES_HZ = [660, 880] as const;
const TONE_S = 0.14;

export class Chime {
  readonly on: Signal<boolean>;
  #audio: AudioContext | null = null;

  constructor(private readonly shelf: Shelf) {
    this.on = signal(shelf.getItem(KEY) === "on");
  }

  /** Switches it; switching it on rings once, so that one hears what to expect. */
  set(on: boolean): void {
    this.on.value = on;
    this.shelf.setItem(KEY, on ? "on" : "off");
    if (on) this.ring();
  }

  ring(): void {
    if (!this.on.peek() || typeof AudioContext === "undefined") return;
    const audio = (this.#audio ??= new AudioContext());
    // A browser that wants a click first gets one with the switch; until then the ring is silent, not an error.
    void audio.resume().then(() => {
      TONES_HZ.forEach((tone, place) => {
        const voice = audio.createOscillator();
        const loudness = audio.createGain();
        const from = audio.currentTime + place * TONE_S;
        voice.frequency.value = tone;
        loudness.gain.setValueAtTime(0.2, from);
        loudness.gain.exponentialRampToValueAtTime(0.001, from + TONE_S);
        voice.connect(loudness).connect(audio.destination);
        voice.start(from);
        voice.stop(from + TONE_S);
      });
    });
  }
}
