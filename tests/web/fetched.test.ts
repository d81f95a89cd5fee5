import { expect, test } from "vitest";

import { fetched } from "@/fetched";
import { WoundClock } from "./wound_clock";

const answered = () => new Promise((done) => setTimeout(done));

function asking(answers: (string | Error)[]) {
  const clock = new WoundClock();
  const taken: string[] = [];
  const told: unknown[] = [];
  let asked = 0;
  const load = () => {
    const answer = answers[asked++]!;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const giveUp = fetched(load, clock, (part) => taken.push(part), (fault) => told.push(fault));
  return { clock, taken, told, asked: () => asked, giveUp };
}

test("a part that does not come at once is asked for until it does", async () => {
  const { clock, taken, told } = asking([new Error("away"), new Error("away"), "part"]);
  for (let time = 0; time < 3; time++) {
    await answered();
    clock.wind(15_000);
  }
  await answered();
  expect([taken, told]).toEqual([["part"], []]);
});

test("who waits is told once when it does not come, and has it when it does", async () => {
  const away = new Error("away");
  const { clock, taken, told } = asking([away, away, away, away, away, "part"]);
  for (let time = 0; time < 6; time++) {
    await answered();
    clock.wind(15_000);
  }
  await answered();
  expect([taken, told]).toEqual([["part"], [away]]);
});

test("nothing is asked for or taken once it is not wanted any more", async () => {
  const waiting = asking([new Error("away"), "part"]);
  await answered();
  waiting.giveUp();
  waiting.clock.wind(15_000);
  const coming = asking(["part"]);
  coming.giveUp();
  await answered();
  expect([waiting.asked(), waiting.taken, coming.taken]).toEqual([1, [], []]);
});
