import { expect, test } from "vitest";

import { missingOf } from "@/backstage/crew";
import { standingOf } from "@/backstage/time_band";
import { initials } from "@/initials";
import { pictureOf, slidesOf } from "@/slides";
import type { Backstage } from "@/stage";

test("who of the programme is not here by name is missing", () => {
  const here = [{ name: " rosa VEGA " }] as Backstage[];
  const people = [{ name: "Rosa Vega", part: "speaker" }, { name: "Ben", part: "chair" }, { name: null, part: "speaker" }];
  expect(missingOf(people, here).map(({ name }) => name)).toEqual(["Ben"]);
});

test("a session is what a moderator made of it, else what its hours say", () => {
  const hours = { starts: 100, ends: 200 };
  const at = (state: "planned" | "live" | "over", now: number) => standingOf({ ...hours, state }, now);
  expect([at("planned", 50), at("planned", 150), at("planned", 250)]).toEqual(["before", "during", "over"]);
  expect([at("live", 50), at("live", 150), at("live", 250)]).toEqual(["during", "during", "overrun"]);
  expect(at("over", 150)).toBe("over");
});

test("initials are those of the first and the last word", () => {
  expect(["Agustín Escobar", "Ana", "María José de la Cruz", "«x» 7"].map(initials)).toEqual(["AE", "A", "MC", ""]);
});

test("slides lie beside the room's socket", () => {
  expect(slidesOf("/socket/a/b")).toBe("/slides/a/b");
  expect(pictureOf("/socket/a/b", "d1", 3)).toBe("/slides/a/b/d1/3.webp");
});
