// Polls: in which order they stand, shares and means, and what becomes of a refused draft.

import { expect, test } from "vitest";

import { formOf, isDecided, meanOf, NEW_POLL, pollOrder, shareOf, weightOf, type Poll } from "@/polls";
import { aRoom } from "./builders";
import { WELCOME } from "./scripted_server";

const aPoll = (number: number, fields: Partial<Poll> = {}): Poll => ({
  poll: `v${number}`, number, kind: "single", text: "Shall we?", language: "en", options: ["Yes", "No"], most: 1, anonymous: true,
  reveal: "close", state: "open", revealed: false, opened_at: number, closed_at: null, ...fields,
});

test("open polls come first, then drafts in their order, then the closed, newest first", () => {
  const polls = [aPoll(1, { state: "closed" }), aPoll(2, { state: "draft", opened_at: null }), aPoll(3), aPoll(4, { state: "draft", opened_at: null }), aPoll(5), aPoll(6, { state: "closed" })];
  expect(pollOrder(polls)).toEqual(["v5", "v3", "v2", "v4", "v6", "v1"]);
});

test("shares, means and weights hold without any ballot", () => {
  expect([shareOf(0, 0), shareOf(1, 4)]).toEqual([0, 0.25]);
  expect([meanOf([0, 0, 0, 0, 0]), meanOf([1, 0, 0, 0, 1])]).toEqual([null, 3]);
  expect([weightOf(1, 1), weightOf(1, 9), weightOf(9, 9)]).toEqual([2, 1, 5]);
  expect([isDecided(["1", "2"], ["2", "1"]), isDecided(["1"], ["1", "2"])]).toEqual([true, false]);
});

test("a poll that opens is marked and announced, also where its panel was never shown", async () => {
  const { room, server, spoken, clock } = await aRoom();
  server.socket.welcome({}, "e:1", WELCOME);
  server.socket.say({ type: "delta", position: "e:2", changes: { "polls/v1": aPoll(1) as never } });
  clock.wind(10_000);
  expect(room.watch.unread.polls.value).toBe(1);
  expect(spoken.join()).toContain("A poll is open: Shall we?");
  server.socket.say({ type: "delta", position: "e:3", changes: { "polls/v1": aPoll(1, { state: "closed", revealed: true }) as never } });
  clock.wind(10_000);
  expect(room.watch.unread.polls.value).toBe(1);
  expect(spoken.join()).toContain("Results are here: Shall we?");
});

test("a refused draft opens its form again with all that was written", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome({}, "e:1", { ...WELCOME, capabilities: [...WELCOME.capabilities, "poll.draft"] });
  const terms = { kind: "single", text: "Which?", options: ["A", "a"], most: null, anonymous: false, reveal: "later" } as const;
  room.give({ type: "poll.draft", ...terms });
  const { id } = server.socket.commands.at(-1)!;
  server.socket.say({ type: "reply", id, code: "poll.option_twice", data: { number: 2 }, temporary: false });
  const draft = room.drafts.of(NEW_POLL);
  expect([draft.text.value, draft.about.value]).toEqual(["Which?", formOf(terms)]);
  expect(draft.refusal.value?.code).toBe("poll.option_twice");
});
