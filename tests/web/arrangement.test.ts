// How things stand under each other: questions, messages, sessions, the countdown.

import { expect, test } from "vitest";

import { figuresOf } from "@/clock";
import { lengthOf } from "@/drafts";
import { chunksOf } from "@/panels/chat/rows";
import { freeAt } from "@/panels/chat/slow_mode";
import { notArrived } from "@/panels/chat/pending_messages";
import { heldOrder, orderOf, sameOrder } from "@/panels/questions/order";
import type { Pending } from "@/pending";
import { arranged, extension, type Follow, type Hours } from "@/arrangement";
import { heldAt, overrunOf, programmeAt, progressOf } from "@/programme";
import cases from "../arrangement.json";
import { aMessage, aQuestion, aSession } from "./builders";

const CASES = cases as unknown as { name: string; following: { [session: string]: Hours }; ends: number; follow: Follow; changed: { [session: string]: Hours } }[];

test("questions stand by votes, equals by age, or newest first", () => {
  const questions = [aQuestion(3), aQuestion(1), aQuestion(2)];
  const votes = (id: string) => ({ q2: 5 })[id] ?? 1;
  expect(orderOf(questions, "upvotes", votes)).toEqual(["q2", "q1", "q3"]);
  expect(orderOf(questions, "time", votes)).toEqual(["q3", "q2", "q1"]);
  expect(questions.map(({ question }) => question)).toEqual(["q3", "q1", "q2"]);
});

test("under a pointer nothing moves: what is gone goes, what is new comes last", () => {
  const shown = heldOrder(["q1", "q2", "q3"], ["q4", "q3", "q1"]);
  expect(shown).toEqual(["q1", "q3", "q4"]);
  expect(sameOrder(shown, ["q4", "q3", "q1"])).toBe(false);
  expect(sameOrder(shown, ["q1", "q3", "q4"])).toBe(true);
});

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const minutes = (count: number) => 1_648_044_000_000 + count * 60_000;

test("one author's messages run under one name until another speaks, replies, waits or changes language", () => {
  const other = { participant: "p3", name: "Eva", role: "attendee" } as const;
  const rows = chunksOf([
    aMessage(1, { at: minutes(0) }),
    aMessage(2, { at: minutes(1) }),
    aMessage(3, { at: minutes(1), author: other }),
    aMessage(4, { at: minutes(1) }),
    aMessage(5, { at: minutes(9) }),
    aMessage(6, { at: minutes(9), language: "en" }),
    aMessage(7, { at: minutes(9), language: "en", reply_to: { message: "m1", name: "Luis", excerpt: "x" } }),
  ], dayOf).flatMap((chunk) => chunk.rows);
  expect(rows.map(({ opens }) => opens)).toEqual([true, false, true, true, true, true, true]);
});

test("messages stand by number, and a new day has a line", () => {
  const [chunk] = chunksOf([aMessage(2, { at: minutes(60 * 24) }), aMessage(1, { at: minutes(0) })], dayOf);
  expect(chunk!.rows.map(({ message, day }) => [message, day])).toEqual([["m1", minutes(0)], ["m2", minutes(60 * 24)]]);
});

test("a new message leaves the chunks of the others as they are", () => {
  const messages = Array.from({ length: 175 }, (_, place) => aMessage(place + 1));
  const before = chunksOf(messages, dayOf);
  const after = chunksOf([...messages, aMessage(176)], dayOf);
  const changed = after.filter(({ signature }, place) => signature !== before[place]?.signature);
  expect(changed.map(({ number }) => number)).toEqual([3]);
});

test("slow mode counts from one's own newest message", () => {
  const mine = { participant: "p1", name: "Ana", role: "attendee" } as const;
  const messages = [aMessage(1, { author: mine, at: 1_000 }), aMessage(2, { author: mine, at: 5_000 }), aMessage(3, { at: 9_000 })];
  expect(freeAt(messages, "p1", 10)).toBe(15_000);
  expect(freeAt(messages, "p1", 0)).toBe(0);
  expect(freeAt(messages, "p9", 10)).toBe(0);
});

test("a message whose answer was lost is not shown twice", () => {
  const pending = (text: string, repeated: boolean): Pending => ({ id: text, command: { type: "chat.send", text }, at: 10_000, repeated, refusal: null });
  const held = [aMessage(1, { author: { participant: "p1", name: "Ana", role: "attendee" }, text: "Hola", at: 10_500 })];
  expect(notArrived([pending("Hola", true), pending("Adiós", true)], held, "p1").map(({ id }) => id)).toEqual(["Adiós"]);
  expect(notArrived([pending("Hola", false)], held, "p1")).toHaveLength(1);
});

test("the session held now, the next and the later ones", () => {
  const sessions = [aSession("c", 300, 400), aSession("a", 0, 100), aSession("b", 100, 200), aSession("d", 500, 600)];
  const names = (moment: number) => {
    const { now, next, later, past } = programmeAt(sessions, moment);
    return [now?.session, next?.session, later.map(({ session }) => session).join(), past.map(({ session }) => session).join()];
  };
  expect(names(100)).toEqual(["b", "c", "d", "a"]);
  expect(names(200)).toEqual([undefined, "c", "d", "a,b"]);
  expect(names(600)).toEqual([undefined, undefined, "", "a,b,c,d"]);
  expect(progressOf(sessions[0]!, 350)).toBe(0.5);
});

test("a countdown shows seconds and ends at zero", () => {
  expect([3_661_000, 61_000, 400, 0, -5_000].map(figuresOf)).toEqual(["1:01:01", "01:01", "00:01", "00:00", "00:00"]);
});

test("a text is as long as the server counts it", () => {
  expect(lengthOf("  e\u0301🎉👍🏽 \n")).toBe(4);
});

test("the browser reckons as the server does what gives way", () => {
  for (const { name, following, ends, follow, changed } of CASES) expect(arranged(following, ends, follow), name).toEqual(changed);
});

test("an extension is shown with old and new hours, the session's own first, and an overrun counts from now", () => {
  const sessions = [aSession("a", 0, 600_000, { state: "live" }), aSession("b", 600_000, 1_200_000), aSession("c", 600_000, 900_000, { state: "over" })];
  const told = (now: number) => extension(sessions, sessions[0]!, 5, "shift", now).map(({ session, after }) => [session.session, ...after]);
  expect(told(0)).toEqual([["a", 0, 900_000], ["b", 900_000, 1_500_000]]);
  expect(told(700_000)).toEqual([["a", 0, 1_000_000], ["b", 1_000_000, 1_600_000]]);
});

test("a session that was started is held until it is ended, and what it holds up is next", () => {
  const sessions = [aSession("a", 0, 100, { state: "live" }), aSession("b", 100, 200), aSession("c", 200, 300)];
  const { now, next, later, past } = programmeAt(sessions, 150);
  expect([now?.session, next?.session, later.map(({ session }) => session), past]).toEqual(["a", "b", ["c"], []]);
  expect([overrunOf(sessions[0]!, 150), overrunOf(sessions[1]!, 250)]).toEqual([50, 0]);
  expect(programmeAt([aSession("a", 0, 100, { state: "over" })], 50).now).toBeNull();
  expect([heldAt(sessions, 150)?.session, heldAt(sessions, 400)]).toEqual(["b", null]);
});
