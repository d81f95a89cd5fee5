// What a recording shows beside its picture at each moment: slides, and a second picture with its pauses.

import { expect, test } from "vitest";

import { placeOf } from "@/recorded_beside";
import { showingAt } from "@/recorded_slides";

test("a slide is on from its moment until the next one's", () => {
  const showings = [{ at: 10 }, { at: 20, picture: "1" }, { at: 30, picture: "2" }];
  const seen = (moment: number) => [showingAt(showings, moment).now?.picture, showingAt(showings, moment).next?.picture];
  expect([5, 10, 20, 29, 30].map(seen)).toEqual([[undefined, undefined], [undefined, "1"], ["1", "2"], ["1", "2"], ["2", undefined]]);
});

test("a moment has its place among the pieces of the second picture, and none in its pauses", () => {
  const pieces = [
    { programDateTime: 10_000, start: 0, duration: 4 },
    { programDateTime: 14_000, start: 4, duration: 2 },
    { programDateTime: 60_000, start: 6, duration: 4 },
  ];
  expect([9_999, 10_500, 15_000, 16_000, 61_000, 64_000].map((moment) => placeOf(pieces, moment))).toEqual([null, 0.5, 5, null, 7, null]);
});
