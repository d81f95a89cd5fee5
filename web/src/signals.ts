// Signals (PROTOCOL.md §12): shown once, kept nowhere. Input: the server's signal frames. No DOM.

import type { SignalFrame } from "./frames";

type Listener = (frame: SignalFrame) => void;

export class Signals {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Calls `listen` with each signal of a name, until the returned function is called. */
  on(name: string, listen: Listener): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listen));
    return () => listeners.delete(listen);
  }

  /** Takes one signal; a name that nobody listens for is passed over. */
  take(frame: SignalFrame): void {
    for (const listen of [...(this.#listeners.get(frame.signal) ?? [])]) listen(frame);
  }
}
