// Tells apart the tabs of one browser that have the same green room open: the one that claimed it last sends, the others are told.
// Input: a name of the place. Tabs of other browsers are told by the server, which gives a source to one publisher.

import { signal, type ReadonlySignal } from "@preact/signals";

export class Tabs {
  readonly #elsewhere = signal(false);
  readonly #channel: BroadcastChannel;
  #claimed = false;

  constructor(place: string) {
    this.#channel = new BroadcastChannel(`puente/green-room${place}`);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data);
    this.#channel.postMessage("who");
  }

  /** Whether another tab of this browser holds the place. */
  get elsewhere(): ReadonlySignal<boolean> {
    return this.#elsewhere;
  }

  claim(): void {
    this.#claimed = true;
    this.#elsewhere.value = false;
    this.#channel.postMessage("mine");
  }

  close(): void {
    if (this.#claimed) this.#channel.postMessage("free");
    this.#channel.close();
  }

  #hear(said: unknown): void {
    if (said === "who" && this.#claimed) this.#channel.postMessage("mine");
    else if (said === "mine") {
      this.#claimed = false;
      this.#elsewhere.value = true;
    } else if (said === "free") this.#elsewhere.value = false;
  }
}
