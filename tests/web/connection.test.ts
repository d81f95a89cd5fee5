import { expect, test, vi } from "vitest";

import { backoff } from "@/connection";
import { memoryShelf } from "@/shelf";
import { aRoom } from "./builders";
import { WELCOME } from "./scripted_server";

const waits = (link: { state: string }) => expect(link.state).toBe("waiting");

test("the first hello asks for the whole view, in the page's language", async () => {
  const { server } = await aRoom({ language: "es" });
  server.socket.onopen?.();
  expect(server.socket.heard).toEqual([{ type: "hello", version: 1, language: "es" }]);
});

test("a lost connection comes back with the newest position", async () => {
  const { room, server, clock } = await aRoom();
  server.socket.welcome({}, "k7Qd:42");
  server.socket.say({ type: "delta", position: "k7Qd:43", changes: {} });
  server.socket.say({ type: "ping", position: "k7Qd:47", now: clock.now() });
  server.socket.hangUp(1006);
  waits(room.connection.link.value);
  clock.wind(1_000);
  server.socket.onopen?.();
  expect(server.sockets).toHaveLength(2);
  expect(server.socket.heard[0]).toMatchObject({ type: "hello", position: "k7Qd:47" });
});

test("a stale view comes back without a position", async () => {
  const { server, clock } = await aRoom();
  server.socket.welcome();
  server.socket.hangUp(4010);
  clock.wind(1_000);
  server.socket.onopen?.();
  expect(server.socket.heard[0]).not.toHaveProperty("position");
});

test("a ping is answered at once", async () => {
  const { server, clock } = await aRoom();
  server.socket.welcome();
  server.socket.say({ type: "ping", position: "e:1", now: clock.now() });
  expect(server.socket.heard.at(-1)).toEqual({ type: "pong" });
});

test("a command given before the connection waits for the view", async () => {
  const { room, server } = await aRoom();
  room.give({ type: "chat.send", text: "Hola" });
  server.socket.onopen?.();
  server.socket.say(WELCOME);
  expect(server.socket.commands).toEqual([]);
  server.socket.say({ type: "snapshot", position: "e:1", view: {} });
  expect(server.socket.commands.map(({ command }) => command)).toEqual([{ type: "chat.send", text: "Hola" }]);
});

test("an unanswered command is sent again with its id, once, and in order", async () => {
  const { room, server, clock } = await aRoom();
  server.socket.welcome();
  for (const text of ["uno", "dos", "tres"]) room.give({ type: "chat.send", text });
  const [first, second, third] = server.socket.commands;
  server.socket.say({ type: "reply", id: first!.id, position: "e:2" });
  server.socket.hangUp(1006);
  clock.wind(1_000);
  server.socket.resume();
  expect(server.socket.commands).toEqual([second, third]);
  for (const { id } of server.socket.commands) server.socket.say({ type: "reply", id, position: "e:4" });
  expect(room.pending.list.value).toEqual([]);
});

test("a reload sends what was not answered, with the same ids", async () => {
  const shelf = memoryShelf();
  const before = await aRoom({ shelf });
  before.server.socket.welcome();
  before.room.give({ type: "question.ask", text: "¿Por qué?", anonymous: true });
  const [sent] = before.server.socket.commands;
  const after = await aRoom({ shelf });
  after.server.socket.welcome();
  expect(after.server.socket.commands).toEqual([sent]);
  after.server.socket.say({ type: "reply", id: sent!.id, position: "e:2" });
  expect((await aRoom({ shelf })).room.pending.list.value).toEqual([]);
});

test("a long queue is sent below the server's rate", async () => {
  const { room, server, clock } = await aRoom();
  for (let number = 0; number < 40; number += 1) room.give({ type: "chat.send", text: String(number) });
  server.socket.welcome();
  expect(server.socket.commands.length).toBeLessThanOrEqual(20);
  clock.wind(1_000);
  expect(server.socket.commands.length).toBeLessThanOrEqual(30);
  clock.wind(4_000);
  expect(server.socket.commands.map(({ command }) => "text" in command && command.text)).toEqual(
    Array.from({ length: 40 }, (_, number) => String(number)),
  );
});

test("a command refused for its rate is sent again after the wait, without a word", async () => {
  const { room, server, clock } = await aRoom();
  server.socket.welcome();
  room.give({ type: "chat.send", text: "Hola" });
  const id = server.socket.commands[0]!.id;
  server.socket.say({ type: "reply", id, code: "rate.limited", data: { wait_s: 2 }, temporary: true });
  clock.wind(1_900);
  expect(server.socket.commands).toHaveLength(1);
  clock.wind(200);
  expect(server.socket.commands.map((command) => command.id)).toEqual([id, id]);
  expect(room.drafts.of("chat").refusal.value).toBeNull();
});

test("the delay grows, is random from nothing, and ends at thirty seconds", () => {
  expect(backoff(1, "lost", () => 0)).toBe(0);
  expect([1, 2, 3, 6, 9].map((failures) => backoff(failures, "lost", () => 1))).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
  expect(backoff(1, "restart", () => 1)).toBe(2_000);
  expect(backoff(1, "slow", () => 0.5)).toBe(1_000);
});

test("the moment that a full room gave is kept", () => {
  expect(backoff(1, "full", () => 0, "12")).toBe(12_000);
  expect(backoff(4, "full", () => 1, "12")).toBe(13_000);
  expect(backoff(1, "full", () => 0, "soon")).toBe(5_000);
});

test("failures in a row wait longer, and a connection that lived starts anew", async () => {
  const { room, server, clock } = await aRoom();
  clock.chance = 1;
  const wait = () => {
    const link = room.connection.link.value;
    return link.state === "waiting" ? link.until - clock.now() : 0;
  };
  server.socket.hangUp(1006);
  expect(wait()).toBe(1_000);
  clock.wind(1_000);
  server.socket.hangUp(1006);
  expect(wait()).toBe(2_000);
  clock.wind(2_000);
  server.socket.welcome();
  clock.wind(11_000);
  server.socket.hangUp(4001);
  expect(wait()).toBe(2_000);
});

test.each([
  [4500, "malformed"], [4501, "not_permitted"], [4502, "removed"], [4503, "banned"], [4504, "replaced"], [4505, "version"], [4999, "lost"],
])("close code %i stays away", async (code, why) => {
  const { room, server, clock } = await aRoom();
  server.socket.welcome();
  server.socket.hangUp(code);
  clock.wind(600_000);
  expect(server.sockets).toHaveLength(1);
  expect(room.connection.link.value).toMatchObject({ state: "ended", why });
});

test.each([1000, 1006, 1012, 4001, 4008, 4009, 4010, 4011, 4012, 4499])("close code %i comes back", async (code) => {
  const { server, clock } = await aRoom();
  server.socket.welcome();
  server.socket.hangUp(code);
  clock.wind(30_000);
  expect(server.sockets.length).toBeGreaterThan(1);
});

test("someone who was replaced may come back by their own wish", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  server.socket.hangUp(4504);
  room.connection.open();
  server.socket.resume();
  expect(room.connection.link.value.state).toBe("live");
});

test("a silent connection is given up after two pings' time, and a pinged one is not", async () => {
  const { room, server, clock } = await aRoom();
  server.socket.welcome();
  clock.wind(39_000);
  server.socket.say({ type: "ping", position: "e:1", now: clock.now() });
  clock.wind(39_000);
  expect(room.connection.link.value.state).toBe("live");
  clock.wind(1_000);
  waits(room.connection.link.value);
  expect(server.sockets[0]!.closed).toBe(true);
});

test("a hello without an answer is given up too", async () => {
  const { room, server, clock } = await aRoom();
  server.socket.onopen?.();
  clock.wind(15_000);
  waits(room.connection.link.value);
});

test("a socket that was given up is not listened to", async () => {
  const { room, server, clock } = await aRoom();
  const first = server.socket;
  first.welcome();
  const late = first.onmessage;
  first.hangUp(1006);
  clock.wind(1_000);
  server.socket.resume();
  expect(first.onmessage).toBeNull();
  expect(late).not.toBeNull();
  expect(room.connection.link.value.state).toBe("live");
});

test("the browser's hint that the network is back ends the wait", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  room.connection.setOnline(false);
  server.socket.hangUp(1006);
  expect(room.connection.link.value).toMatchObject({ state: "waiting", offline: true });
  room.connection.setOnline(true);
  expect(server.sockets).toHaveLength(2);
});

test("a page that wakes does not believe a silent connection", async () => {
  const { room, server, clock } = await aRoom();
  server.socket.welcome();
  clock.wind(10_000);
  room.connection.wake();
  expect(room.connection.link.value.state).toBe("live");
  server.socket.hangUp(1006);
  room.connection.wake();
  expect(server.sockets).toHaveLength(2);
});

test("a text that is no frame makes the view be read anew", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { room, server, clock } = await aRoom();
  server.socket.welcome();
  server.socket.sayText("[1]");
  waits(room.connection.link.value);
  clock.wind(1_000);
  server.socket.onopen?.();
  expect(server.socket.heard[0]).not.toHaveProperty("position");
});

test("a language is told at once, or with the next hello", async () => {
  const { room, server, clock } = await aRoom();
  server.socket.welcome();
  room.connection.setLanguage("fr");
  expect(server.socket.heard.at(-1)).toEqual({ type: "language", language: "fr" });
  server.socket.hangUp(1006);
  room.connection.setLanguage("es");
  clock.wind(1_000);
  server.socket.onopen?.();
  expect(server.socket.heard[0]).toMatchObject({ language: "es" });
});

test("a page that was asked for is given up with its connection", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  const asked = room.connection.page("chat", 51, 50);
  expect(server.socket.heard.at(-1)).toMatchObject({ type: "page", feature: "chat", before: 51, limit: 50 });
  server.socket.hangUp(1006);
  expect(await asked).toBeNull();
  expect(await room.connection.page("chat", 51, 50)).toBeNull();
});
