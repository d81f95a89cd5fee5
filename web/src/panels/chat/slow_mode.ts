// When an attendee may write again in slow mode. No DOM.

import type { Message } from "../../views";

/** The moment from which `participant` may write, by their newest message that is held; 0 when that is long ago. */
export function freeAt(messages: readonly Message[], participant: string, slow_mode_s: number): number {
  if (slow_mode_s === 0) return 0;
  let newest = 0;
  for (const { author, at } of messages) if (author.participant === participant) newest = Math.max(newest, at);
  return newest === 0 ? 0 : newest + slow_mode_s * 1000;
}
