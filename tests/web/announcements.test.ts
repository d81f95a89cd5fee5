// Announcements: which stand at a moment, and in which languages they are missing.

import { expect, test } from "vitest";

import { current, untranslated, type Announcement } from "@/announcements";

const one = (id: string, fields: Partial<Announcement> = {}): Announcement => ({
  announcement: id, texts: { en: "Lunch" }, by: { participant: "p2", name: "Mo", role: "moderator" }, at: 1, until: null, everywhere: false, ...fields,
});

test("those whose end is past are left out, the newest first", () => {
  expect(current([one("a"), one("b", { until: 10 }), one("c", { at: 5, until: 11 })], 10).map(({ announcement }) => announcement)).toEqual(["c", "a"]);
});

test("a language is missing when nothing is written in it", () => {
  expect(untranslated(one("a", { texts: { en: "Lunch", es: " " } }), ["en", "es", "fr"])).toEqual(["es", "fr"]);
});
