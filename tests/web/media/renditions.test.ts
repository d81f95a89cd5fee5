// A broadcast's sounds: the original first, a channel by its language.

import { expect, test } from "vitest";

import { offers, placeOf } from "@/player/renditions";

const media = (group: string, language: string) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${group}",NAME="Some",LANGUAGE="${language}",DEFAULT=NO,URI="x/live.m3u8"`;
const playlist = (...lines: string[]) => ["#EXTM3U", ...lines, '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="opus"', "x"].join("\n");

test("a channel is found by its language, whatever its region; the original is the first even when it has the same", () => {
  const sounds = [{ lang: "es" }, { lang: "es-MX" }, { lang: "fr" }];
  expect(["original", "es", "fr-CA", "de"].map((channel) => placeOf(channel, sounds))).toEqual([0, 1, 2, -1]);
});

test("a playlist offers a channel once every codec has it", () => {
  const half = playlist(media("opus", "en"), media("opus", "es"), media("aac", "en"));
  const whole = playlist(media("opus", "en"), media("opus", "es"), media("aac", "en"), media("aac", "es"));
  expect([offers(half, "es"), offers(whole, "es"), offers(whole, "en"), offers("", "es")]).toEqual([false, true, false, false]);
});
