// The rule by which the floor makes way for an interpreter.

import { expect, test } from "vitest";

import { Ducking, HOLD_MS, LEAST_GAIN, Ramp, USUAL_SHARE } from "@/player/ducking";

const SPEAKS = { level: -20, onAir: true };
const PAUSES = { level: -70, onAir: true };

test("the floor makes way for speech, over its pauses, and comes back after three seconds of silence", () => {
  const ducking = new Ducking();
  expect(ducking.take(PAUSES, 0)).toBe(false);
  expect(ducking.take(SPEAKS, 50)).toBe(true);
  expect(ducking.take(PAUSES, 50 + HOLD_MS - 1)).toBe(true);
  expect(ducking.take(PAUSES, 50 + HOLD_MS)).toBe(false);
});

test("with nobody on air the floor comes back at once, whatever sound there is", () => {
  const ducking = new Ducking();
  ducking.take(SPEAKS, 0);
  expect(ducking.take({ ...SPEAKS, onAir: false }, 50)).toBe(false);
  expect(ducking.take(PAUSES, 100)).toBe(false);
});

test("the floor is at its share within 0.6 s and back within a second", () => {
  const ramp = new Ramp();
  expect(ramp.to(USUAL_SHARE, 1_000).lasts).toBeLessThan(600 - 100);
  expect(ramp.at(1_600)).toBe(USUAL_SHARE);
  expect(ramp.to(1, 2_000).lasts).toBeLessThan(1_000);
  expect(ramp.at(3_000)).toBe(1);
});

test("no step is louder than 6 dB in 50 ms, even from a mute and when it turns around midway", () => {
  const ramp = new Ramp();
  const gains = [1];
  ramp.to(0, 0);
  for (let at = 0; at < 4_000; at += 10) {
    if (at === 400) ramp.to(1, at);
    if (at === 800) ramp.to(0, at);
    if (at === 2_500) ramp.to(1, at);
    gains.push(ramp.at(at));
  }
  const steps = gains.slice(5).map((gain, at) => Math.abs(20 * Math.log10(gain / gains[at]!)));
  expect(Math.max(...steps)).toBeLessThanOrEqual(6);
  expect(Math.min(...gains)).toBeCloseTo(LEAST_GAIN);
});
