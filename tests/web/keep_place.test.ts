// @vitest-environment happy-dom
// What somebody reads in the chat stays where it is, and somebody at the newest message is kept there.

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { KeepPlace } from "@/panels/chat/keep_place";

let settle: () => void;
let scroller: HTMLElement;
let keeper: KeepPlace;

/** A box of 100 px whose content is as high as is said; where it is scrolled to is bounded as in a browser. */
function box(element: HTMLElement, size: { height: number }): void {
  let top = 0;
  Object.defineProperties(element, {
    clientHeight: { value: 100 },
    scrollHeight: { get: () => size.height },
    scrollTop: { get: () => top, set: (to: number) => (top = Math.max(0, Math.min(to, size.height - 100))) },
  });
}

const size = { height: 400 };

beforeEach(() => {
  size.height = 400;
  vi.stubGlobal("ResizeObserver", class {
    constructor(settled: () => void) {
      settle = settled;
    }
    observe(): void {}
    disconnect(): void {}
  });
  document.elementFromPoint = () => null;
  scroller = document.createElement("div");
  box(scroller, size);
  keeper = new KeepPlace(scroller, document.createElement("div"));
});

afterEach(() => vi.unstubAllGlobals());

const scrolled = () => scroller.dispatchEvent(new Event("scroll"));

test("somebody at the newest message stays there when the next one comes before the move to the last is told", () => {
  size.height = 520;
  scrolled();
  expect(keeper.atNewest.value).toBe(true);
  settle();
  expect(scroller.scrollTop).toBe(420);
});

test("somebody who scrolls up is left where they are, and comes back to the newest by scrolling down", () => {
  scroller.scrollTop = 120;
  scrolled();
  expect(keeper.atNewest.value).toBe(false);
  size.height = 520;
  settle();
  expect(scroller.scrollTop).toBe(120);
  scroller.scrollTop = 410;
  scrolled();
  expect(keeper.atNewest.value).toBe(true);
});
