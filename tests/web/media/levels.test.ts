import { expect, test } from "vitest";

import { LevelJudge, loudness, meterOf, SILENCE_DB, type Verdict } from "@/levels";

const tone = (amplitude: number) => Float32Array.from({ length: 1024 }, (_, at) => amplitude * Math.sin(at / 5));

/** A microphone that gives the same for so long, heard twenty times a second. */
function judged(amplitude: number, length_ms: number, judge = new LevelJudge(), from = 0): Verdict {
  let verdict: Verdict = "waiting";
  for (let at = from; at <= from + length_ms; at += 50) verdict = judge.hear(loudness(tone(amplitude)), at);
  return verdict;
}

test("silence is no level, full scale is none below", () => {
  expect(loudness(tone(0))).toEqual({ level: SILENCE_DB, peak: SILENCE_DB, clipped: 0 });
  expect(loudness(tone(1)).peak).toBeCloseTo(0, 1);
  expect(meterOf(SILENCE_DB)).toBe(0);
  expect(meterOf(0)).toBe(1);
  expect(meterOf(-30)).toBe(0.5);
});

test("who is not heard is told so, but not before they could say anything", () => {
  expect(judged(0.0001, 1_000)).toBe("waiting");
  expect(judged(0.0001, 4_000)).toBe("unheard");
});

test("a low voice is too quiet, a voice at arm's length is good", () => {
  expect(judged(0.01, 4_000)).toBe("quiet");
  expect(judged(0.1, 500)).toBe("good");
});

test("clipping is told at once and for a while", () => {
  const judge = new LevelJudge();
  expect(judged(1.2, 100, judge)).toBe("clipping");
  expect(judged(0.1, 2_000, judge, 100)).toBe("clipping");
  expect(judged(0.1, 2_000, judge, 2_100)).toBe("good");
});

test("the pauses of speech do not make it quiet", () => {
  const judge = new LevelJudge();
  judged(0.2, 500, judge);
  expect(judged(0.0001, 2_500, judge, 500)).toBe("good");
});

test("a click is no voice", () => {
  const judge = new LevelJudge();
  judged(0.0001, 3_500, judge);
  judged(0.3, 50, judge, 3_550);
  expect(judged(0.0001, 300, judge, 3_650)).toBe("unheard");
});

test("another microphone is judged from the beginning", () => {
  const judge = new LevelJudge();
  judged(0.2, 1_000, judge);
  judge.forget();
  expect(judged(0.0001, 500, judge, 1_000)).toBe("waiting");
});
