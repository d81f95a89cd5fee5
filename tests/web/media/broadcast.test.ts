// The broadcast where the browser plays HLS by itself; how hls.js does is seen in a real browser.

import { expect, test, vi } from "vitest";

import { Broadcast } from "@/player/broadcast";
import { WoundClock } from "../wound_clock";

function anElement(...languages: string[]) {
  return {
    src: "",
    audioTracks: languages.map((language, at) => ({ language, enabled: at === 0 })),
    onloadedmetadata: null as (() => void) | null,
    removeAttribute: () => undefined,
    load: () => undefined,
    paused: false,
    currentTime: 0,
    videoWidth: 0,
    videoHeight: 0,
  };
}

test("a browser that plays HLS by itself is told which of its sounds is chosen", () => {
  const [element, ready] = [anElement("en", "es", "fr"), vi.fn()];
  const broadcast = new Broadcast({ timers: new WoundClock(), element: element as unknown as HTMLVideoElement, address: "/a.m3u8", channel: "es", ready });
  expect(element.src).toBe("/a.m3u8");
  element.onloadedmetadata!();
  const enabled = () => element.audioTracks.filter((sound) => sound.enabled).map(({ language }) => language);
  expect([enabled(), ready.mock.calls.length]).toEqual([["es"], 1]);
  broadcast.listen("fr-CA");
  expect(enabled()).toEqual(["fr"]);
  broadcast.listen("de");
  expect(enabled()).toEqual(["en"]);
  broadcast.detach();
});

test("a broadcast that stands still although it should play begins anew, and one that plays or is paused does not", () => {
  const [timers, element] = [new WoundClock(), anElement("en")];
  const broadcast = new Broadcast({ timers, element: element as unknown as HTMLVideoElement, address: "/a.m3u8", ready: vi.fn() });
  const goOn = (seconds: number, moves: boolean) => {
    for (let second = 0; second < seconds; second++) {
      timers.wind(1000);
      if (moves) element.currentTime += 1;
      broadcast.measure();
    }
    const begun = element.src !== "";
    element.src = "";
    return begun;
  };
  expect(goOn(15, false)).toBe(true);
  expect(goOn(15, false)).toBe(true);
  expect(goOn(30, true)).toBe(false);
  element.paused = true;
  expect(goOn(30, false)).toBe(false);
  element.paused = false;
  expect([goOn(19, false), goOn(5, false)]).toEqual([false, true]);
  broadcast.detach();
});
