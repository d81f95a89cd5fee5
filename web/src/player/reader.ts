// What the player asks of the broadcast in an element, and what that tells. Input: none, these are shapes.

import type { Measure } from "./ladder";

/** The broadcast's element, as the panel holds it while it is shown. */
export interface BroadcastReader {
  /** Listens to `original` or a channel from now on. */
  listen(channel: string): void;
  /** The moment that is shown, in milliseconds since 1970; null while none is. */
  readonly shown: number | null;
  measure(): { readonly facts: BroadcastFacts; readonly measure: Measure };
}

export interface BroadcastFacts {
  readonly delay_ms: number | null;
  readonly bitrate: number | null;
  readonly width: number;
  readonly height: number;
}
