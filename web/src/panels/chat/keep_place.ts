// Keeps what a reader is looking at where it is while messages come, go and change: at the newest, or at the message in view.
// Input: the scrolled element and its content; their sizes are observed.

import { signal, type ReadonlySignal } from "@preact/signals";

const NEAR_PX = 48;
const PROBE_STEP_PX = 40;
const PROBES = 12;

export class KeepPlace {
  readonly #atNewest = signal(true);
  readonly #scroller: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #onScroll = () => this.#note();
  #anchor: { element: Element; top: number } | null = null;
  #top = 0;

  constructor(scroller: HTMLElement, content: HTMLElement) {
    this.#scroller = scroller;
    this.#observer = new ResizeObserver(() => this.#restore());
    this.#observer.observe(scroller);
    this.#observer.observe(content);
    scroller.addEventListener("scroll", this.#onScroll, { passive: true });
    this.toNewest();
  }

  /** Whether the newest message is in view; while it is, newer ones are followed. */
  get atNewest(): ReadonlySignal<boolean> {
    return this.#atNewest;
  }

  toNewest(): void {
    this.#atNewest.value = true;
    this.#toEnd();
  }

  close(): void {
    this.#observer.disconnect();
    this.#scroller.removeEventListener("scroll", this.#onScroll);
  }

  #note(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    // A hidden panel has no size and is not being read.
    if (clientHeight === 0) return;
    // A message that came since the last move makes the end farther, not the reader: only who scrolls up leaves it.
    const movedUp = scrollTop < this.#top - 1;
    this.#top = scrollTop;
    this.#atNewest.value = scrollHeight - scrollTop - clientHeight < NEAR_PX || (this.#atNewest.peek() && !movedUp);
    this.#anchor = this.#atNewest.peek() ? null : this.#firstInView();
  }

  #restore(): void {
    if (this.#scroller.clientHeight === 0) return;
    if (this.#atNewest.peek()) this.#toEnd();
    else if (this.#anchor?.element.isConnected) {
      const moved = this.#anchor.element.getBoundingClientRect().top - this.#anchor.top - this.#scrollerTop();
      if (moved !== 0) this.#scroller.scrollTop += moved;
    } else this.#note();
  }

  #toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#top = this.#scroller.scrollTop;
  }

  #firstInView(): { element: Element; top: number } | null {
    const box = this.#scroller.getBoundingClientRect();
    for (let probe = 0; probe < PROBES; probe += 1) {
      const y = box.top + 8 + probe * PROBE_STEP_PX;
      const element = document.elementFromPoint(box.left + box.width / 2, y)?.closest("[data-message]");
      if (element && this.#scroller.contains(element)) {
        return { element, top: element.getBoundingClientRect().top - box.top };
      }
    }
    return this.#firstBelow(box.top);
  }

  /** The same by halving: where nothing is painted yet, as after a long jump, no point finds an element. */
  #firstBelow(edge: number): { element: Element; top: number } | null {
    const all = this.#scroller.querySelectorAll("[data-message]");
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (all[middle]!.getBoundingClientRect().bottom > edge) high = middle;
      else low = middle + 1;
    }
    const element = all[low];
    return element === undefined ? null : { element, top: element.getBoundingClientRect().top - edge };
  }

  #scrollerTop(): number {
    return this.#scroller.getBoundingClientRect().top;
  }
}
