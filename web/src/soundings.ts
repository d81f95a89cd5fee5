// How the interpretation channels sound, as those at work are told once a second (PROTOCOL.md §12, channel.levels). No DOM.

import { signal, type ReadonlySignal } from "@preact/signals-core";

import { meterOf } from "./levels";
import type { LiveRoom } from "./room";

export interface ChannelSound {
  /** In -dBov: 0 is loudest, 127 silence. */
  readonly level: number;
  readonly silent_s: number;
  /** Of those the seconds in which the floor spoke another language than the channel's. */
  readonly missed_s: number;
  readonly listeners: number;
  readonly alarm: boolean;
}

export interface Sounding {
  readonly floor: number;
  readonly spoken: string | null;
  readonly channels: { readonly [language: string]: ChannelSound };
}

/** What is older says nothing: the engine is away, or the room has no channel any more. */
const STALE_MS = 4_000;
/** A breath is no silence. */
const SILENT_S = 3;

export class Soundings {
  readonly #now = signal<Sounding | null>(null);
  #forget: (() => void) | null = null;

  constructor(room: LiveRoom) {
    room.signals.on("channel.levels", (frame) => {
      this.#forget?.();
      this.#now.value = frame as unknown as Sounding;
      this.#forget = room.timers.after(STALE_MS, () => (this.#now.value = null));
    });
  }

  get now(): ReadonlySignal<Sounding | null> {
    return this.#now;
  }

  of(language: string): ChannelSound | null {
    return this.#now.value?.channels[language] ?? null;
  }

  /** The channels that are not heard although the floor speaks, for so long that staff must look. */
  get alarms(): readonly string[] {
    return Object.entries(this.#now.value?.channels ?? {}).filter(([, { alarm }]) => alarm).map(([language]) => language);
  }
}

/** Where a level stands on a meter, 0 to 1. */
export const heard = (level: number) => meterOf(-level);

/** Whether a channel's silence is worth a word. */
export const isSilent = ({ silent_s }: ChannelSound) => silent_s >= SILENT_S;
