// The floor and a channel through one sound.

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Mix } from "@/player/mix";
import { WoundClock } from "../wound_clock";
import { FakeSound } from "./sound";

const FLOOR = {} as MediaStreamTrack;
const CHANNEL = {} as MediaStreamTrack;

beforeEach(() => {
  vi.stubGlobal("Audio", class { play = () => Promise.resolve(); });
  vi.stubGlobal("MediaStream", class {});
});
afterEach(() => vi.unstubAllGlobals());

function aMix(state = "running") {
  const sound = new FakeSound();
  sound.state = state;
  const clock = new WoundClock();
  const refused = vi.fn();
  const mix = new Mix(sound as unknown as AudioContext, clock, refused);
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      sound.currentTime += 0.05;
      clock.wind(50);
    }
  };
  const [floor, channel, volume] = sound.gains;
  return { sound, mix, pass, refused, floor: floor!, channel: channel!, volume: volume! };
}

test("the floor alone makes way while the channel speaks, to the share that was chosen", () => {
  const { sound, mix, pass, floor, channel } = aMix();
  mix.hear({ floor: [FLOOR], channel: CHANNEL, onAir: true });
  expect(sound.sources.map(({ into }) => into[0])).toEqual([floor, channel]);
  mix.share(0.4);
  sound.amplitude = 0.1;
  pass(100);
  expect([mix.ducked.value, floor.gain.ramps.at(-1)?.to, channel.gain.ramps]).toEqual([true, 0.4, []]);
  mix.share(0.1);
  pass(50);
  expect(floor.gain.ramps.at(-1)?.to).toBe(0.1);
  mix.hear({ floor: [FLOOR], channel: CHANNEL, onAir: false });
  pass(50);
  expect([mix.ducked.value, floor.gain.ramps.at(-1)?.to]).toEqual([false, 1]);
  mix.stop();
});

test("the volume acts on both", () => {
  const { sound, mix, floor, channel, volume } = aMix();
  mix.turn(0.5);
  expect([floor.into[0], channel.into.at(-1), volume.into[0], volume.gain.value]).toEqual([volume, volume, sound.destination, 0.5]);
  mix.stop();
});

test("a browser that wants a gesture is told of, and the tiles keep the sound until then", () => {
  const { sound, mix, pass, refused } = aMix("suspended");
  pass(2_000);
  expect([refused.mock.calls, mix.carries.value]).toEqual([[[true]], false]);
  mix.start();
  sound.become("running");
  expect(mix.carries.value).toBe(true);
  pass(2_000);
  expect(refused.mock.calls).toEqual([[true], [false]]);
  mix.stop();
});

test("sound that a busy machine starts late is not held back for a gesture", () => {
  const { sound, mix, pass, refused } = aMix("suspended");
  pass(1_500);
  sound.become("running");
  expect([refused.mock.calls, mix.carries.value]).toEqual([[[true], [false]], true]);
  mix.stop();
});
