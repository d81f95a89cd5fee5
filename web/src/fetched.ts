// Parts of the page that come when they are needed. One that does not come is asked for again: a network is away for a moment, and
// neither the stage nor a question to somebody should depend on which moment that was. No DOM.

import { growing, type Timers } from "./clock";

const LONGEST_AGAIN_MS = 15_000;
/** Somebody who waits for it is told after this many times. */
const TOLD_AFTER = 3;

/** Brings a part and gives it to `take`, however often it has to be asked for; `failed` is told once. The result gives up. */
export function fetched<Part>(load: () => Promise<Part>, timers: Timers, take: (part: Part) => void, failed: (fault: unknown) => void): () => void {
  let gone = false;
  let cancel: () => void = () => undefined;
  let failures = 0;
  const ask = () => {
    load().then(
      (part) => gone || take(part),
      (fault: unknown) => {
        if (gone) return;
        if (++failures === TOLD_AFTER) failed(fault);
        cancel = timers.after(growing(failures - 1, LONGEST_AGAIN_MS), ask);
      },
    );
  };
  ask();
  return () => {
    gone = true;
    cancel();
  };
}
