import { effect } from "@preact/signals-core";
import { expect, test } from "vitest";

import PROTOCOL from "../../PROTOCOL.md?raw";
import type { Delta, Own, Page, Presence, ServerFrame, Snapshot, Welcome } from "@/frames";
import { familyOf, Store } from "@/store";
import type { Message } from "@/views";

const EXAMPLES = [...PROTOCOL.matchAll(/```json server\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text!) as ServerFrame);
const example = <T extends ServerFrame>(type: T["type"]) => EXAMPLES.filter((frame) => frame.type === type) as T[];

const SNAPSHOT = example<Snapshot>("snapshot")[0]!;
const DELTA = example<Delta>("delta")[0]!;
const [OWN_RESET, OWN_CHANGE] = example<Own>("own") as [Own, Own];

test("the protocol's examples of frames are all taken", () => {
  const store = new Store();
  for (const frame of EXAMPLES) store.take(frame);
  expect(new Set(EXAMPLES.map(({ type }) => type)).size).toBe(10);
});

test("a snapshot replaces all shared keys and no own ones", () => {
  const store = new Store();
  store.take(OWN_RESET);
  store.take({ type: "snapshot", position: "a:1", view: { "chat/m9": { text: "old" }, chat: { slow_mode_s: 5 } } });
  store.take(SNAPSHOT);
  expect(store.peek("chat/m9")).toBeUndefined();
  expect(store.keys("chat/").size).toBe(0);
  expect(store.peek("chat")).toEqual({ slow_mode_s: 0 });
  expect(store.peek("my/upvotes/q1")).toBe(true);
  expect(store.position.value).toBe("k7Qd:42");
});

test("a delta changes its keys alone, removes those without a value, and moves the position", () => {
  const store = new Store();
  store.take({ type: "snapshot", position: "k7Qd:42", view: { ...SNAPSHOT.view, "chat/m1": { text: "Hola" } } });
  store.take(DELTA);
  expect(store.peek("questions/q1")).toMatchObject({ text: "¿Por qué?" });
  expect(store.peek("upvotes/q1")).toBe(1);
  expect(store.peek("chat/m1")).toBeUndefined();
  expect(store.peek("questions")).toEqual({ mode: "moderated" });
  expect([...store.keys("questions/")]).toEqual(["questions/q1"]);
  expect(store.position.value).toBe("k7Qd:43");
});

test("own changes do not move the position, and a reset forgets the own keys that it leaves out", () => {
  const store = new Store();
  store.take(SNAPSHOT);
  store.take(OWN_RESET);
  store.take(OWN_CHANGE);
  expect(store.peek("my/upvotes/q1")).toBeUndefined();
  expect(store.peek("my/standing")).toEqual({ muted: false });
  store.take({ type: "own", reset: true, changes: {} });
  expect(store.peek("my/standing")).toBeUndefined();
  expect(store.position.value).toBe("k7Qd:42");
});

test("older messages of a page are kept up by deltas", () => {
  const store = new Store();
  store.take(SNAPSHOT);
  store.take(example<Page>("page")[0]!);
  const message = store.peek<Message>("chat/m1")!;
  store.take({ type: "delta", position: "k7Qd:44", changes: { "chat/m1": { ...message, text: "Hola a todos" } as never } });
  expect(store.peek<Message>("chat/m1")?.text).toBe("Hola a todos");
});

test("a ping moves the position of someone who was shown nothing", () => {
  const store = new Store();
  store.take(SNAPSHOT);
  store.take({ type: "ping", position: "k7Qd:50", now: 0 });
  expect(store.position.value).toBe("k7Qd:50");
});

test("presence changes by participant until it is reset, and the hall holds no names", () => {
  const store = new Store();
  store.take(example<Presence>("presence")[0]!);
  store.take({ type: "presence", counts: { attendee: 2 }, reset: false, people: { p2: { name: "Luis", role: "attendee", language: "es" }, p1: null } });
  expect([...store.people.value.keys()]).toEqual(["p2"]);
  store.take({ type: "presence", counts: { attendee: 3 } });
  expect([...store.people.value.keys()]).toEqual(["p2"]);
  store.take(example<Welcome>("welcome")[0]!);
  expect(store.people.value.size).toBe(0);
  expect(store.counts.value).toEqual({ attendee: 3 });
});

test("a reader is told of its own key and family only", () => {
  const store = new Store();
  store.take({ type: "snapshot", position: "a:1", view: { "questions/q1": { upvotes: 1 }, "questions/q2": { upvotes: 1 } } });
  const told = { q1: 0, family: 0 };
  effect(() => {
    store.get("questions/q1");
    told.q1 += 1;
  });
  effect(() => {
    store.keys("questions/");
    told.family += 1;
  });
  store.take({ type: "delta", position: "a:2", changes: { "questions/q2": { upvotes: 2 }, "chat/m1": { text: "x" } } });
  expect(told).toEqual({ q1: 1, family: 1 });
  store.take({ type: "delta", position: "a:3", changes: { "questions/q1": { upvotes: 2 }, "questions/q3": { upvotes: 0 } } });
  expect(told).toEqual({ q1: 2, family: 2 });
});

test("a frame is seen whole: nobody reads half of a delta", () => {
  const store = new Store();
  const seen: unknown[] = [];
  effect(() => {
    seen.push([store.get("a/1"), store.get("b/1")]);
  });
  store.take({ type: "delta", position: "a:1", changes: { "a/1": 1, "b/1": 1 } });
  expect(seen).toEqual([[undefined, undefined], [1, 1]]);
});

test.each([["chat", ""], ["chat/m1", "chat/"], ["my/standing", ""], ["my/upvotes/q1", "my/upvotes/"]])("the family of %s is «%s»", (key, family) => {
  expect(familyOf(key)).toBe(family);
});
