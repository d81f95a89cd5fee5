// What keeps a room safe, as values: pasted words, and the order of what waits.

import { expect, test } from "vitest";

import { waitingOf, wordsIn } from "@/safety";
import { Store } from "@/store";

function aStore(view: Record<string, unknown>): Store {
  const store = new Store();
  store.take({ type: "snapshot", position: "e:1", view: view as Record<string, never> });
  return store;
}

const author = { participant: "p2", name: "Luis", role: "attendee" };
const held = (message: string, at: number, state = "held") => ({ message, author, text: message, language: "en", at, edited_at: null, reply_to: null, state });

test("pasted words are parted by commas, semicolons and lines, each once", () => {
  expect(wordsIn(" casino, buy   now\ncasino;;\n, free ")).toEqual(["casino", "buy now", "free"]);
  expect(wordsIn(" \n ,")).toEqual([]);
});

test("messages wait in the order in which they came", () => {
  expect(waitingOf(aStore({ "held/m2": held("m2", 2), "held/m1": held("m1", 1) })).map(({ message }) => message)).toEqual(["m1", "m2"]);
});
