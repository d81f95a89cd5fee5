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
