import { expect, test } from "vitest";

import { Announcer } from "@/announce";
import { WoundClock } from "./wound_clock";

function anAnnouncer() {
  const clock = new WoundClock();
  const spoken: string[] = [];
  const announcer = new Announcer(clock, (key, count) => `${count} ${key}`, (text) => spoken.push(text));
  return { clock, spoken, announcer };
}

test("a burst becomes one sentence", () => {
  const { clock, spoken, announcer } = anAnnouncer();
  for (let number = 0; number < 30; number += 1) {
    announcer.count("messages", "Ana: hola");
    clock.wind(20);
  }
  announcer.count("questions", "New question: why?");
  clock.wind(1_500);
  expect(spoken).toEqual(["30 messages · New question: why?"]);
});

test("a busy room is heard at most every few seconds", () => {
  const { clock, spoken, announcer } = anAnnouncer();
  for (let number = 0; number < 120; number += 1) {
    announcer.count("messages", "Ana: hola");
    clock.wind(500);
  }
  expect(spoken.length).toBeLessThanOrEqual(11);
  clock.wind(10_000);
  const heard = spoken.reduce((sum, text) => sum + parseInt(text), 0);
  expect(heard).toBe(120);
});

test("an answer to the person does not wait for the counts", () => {
  const { clock, spoken, announcer } = anAnnouncer();
  announcer.count("messages", "Ana: hola");
  announcer.say("Your question was sent.");
  clock.wind(150);
  expect(spoken).toEqual(["Your question was sent. · Ana: hola"]);
});
