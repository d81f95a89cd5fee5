import { expect, test } from "vitest";

import { Ladder, type Measure } from "@/player/ladder";

const GOOD: Measure = { loss: 0, frozen: 0, alive: true };
const LOSSY: Measure = { loss: 0.2, frozen: 0, alive: true };
const rungAfter = (ladder: Ladder, measure: Measure, seconds: number) => {
  for (let second = 0; second < seconds; second += 1) ladder.take(measure);
  return ladder.rung;
};

test("a good path stays where it is", () => {
  expect(rungAfter(new Ladder(), GOOD, 60)).toBe("video");
});

test("loss that lasts goes down a rung at a time, to sound and not below", () => {
  const ladder = new Ladder();
  expect(rungAfter(ladder, LOSSY, 3)).toBe("video");
  expect(rungAfter(ladder, LOSSY, 1)).toBe("small");
  expect(rungAfter(ladder, LOSSY, 4)).toBe("sound");
  expect(rungAfter(ladder, LOSSY, 40)).toBe("sound");
});

test("a single bad second is no reason", () => {
  const ladder = new Ladder();
  for (let minute = 0; minute < 3; minute += 1) {
    rungAfter(ladder, GOOD, 19);
    ladder.take(LOSSY);
  }
  expect(ladder.rung).toBe("video");
});

test("what stands still, or brings nothing, is bad too", () => {
  expect(rungAfter(new Ladder(), { loss: null, frozen: 0.6, alive: true }, 4)).toBe("small");
  expect(rungAfter(new Ladder(), { loss: null, frozen: 0, alive: false }, 4)).toBe("small");
});

test("a path that is well again goes up, and waits longer when that was too early", () => {
  const ladder = new Ladder();
  rungAfter(ladder, LOSSY, 4);
  expect(rungAfter(ladder, GOOD, 20)).toBe("video");
  expect(rungAfter(ladder, LOSSY, 4)).toBe("small");
  expect(rungAfter(ladder, GOOD, 20)).toBe("small");
  expect(rungAfter(ladder, GOOD, 20)).toBe("video");
});

test("a choice by hand holds until it is given back", () => {
  const ladder = new Ladder();
  ladder.choose("words");
  expect(rungAfter(ladder, GOOD, 60)).toBe("words");
  ladder.choose(null);
  expect(ladder.rung).toBe("words");
  expect(rungAfter(ladder, GOOD, 20)).toBe("sound");
});

test("a path without a smaller picture goes to sound", () => {
  expect(rungAfter(new Ladder(["video", "sound", "words"]), LOSSY, 4)).toBe("sound");
});
