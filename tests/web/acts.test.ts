// What a moderator did outlives a reload, and is forgotten once it was taken back.

import { expect, test, vi } from "vitest";

import { Desk } from "@/console/desk";
import { memoryShelf } from "@/shelf";
import { aRoom } from "./builders";

const hold = { type: "question.hold", question: "q1", seen: "open" } as const;

test("undo survives a reload", async () => {
  const shelf = memoryShelf();
  const before = new Desk((await aRoom({ shelf })).room);
  before.acts.value = [{ said: () => "Question 1 approved", back: [hold] }];
  const { room, server } = await aRoom({ shelf });
  server.socket.welcome();
  const after = new Desk(room);
  expect(after.acts.value.map(({ said }) => said())).toEqual(["Question 1 approved"]);
  void after.undo();
  expect(server.socket.commands.map(({ command }) => command)).toEqual([hold]);
  expect(new Desk((await aRoom({ shelf })).room).acts.value).toEqual([]);
});

test("what is on the shelf and is no action of ours is left alone", async () => {
  const shelf = memoryShelf();
  const { room } = await aRoom({ shelf });
  shelf.setItem(`${room.place}/acts`, "{not JSON");
  expect(new Desk(room).acts.value).toEqual([]);
});

test("undo means the action that is on its way, not the one before", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  const desk = new Desk(room);
  desk.acts.value = [{ said: () => "Question 1 approved", back: [hold] }];
  const done = desk.act([{ type: "participant.purge", participant: "p1", name: "Rude" }], () => "Purged");
  const undone = desk.undo();
  const [purge] = server.socket.commands;
  expect(server.socket.commands.length).toBe(1);
  server.socket.say({ type: "reply", id: purge!.id, position: "e:2" });
  await done;
  await vi.waitFor(() => expect(server.socket.commands.length).toBe(2));
  const restore = server.socket.commands[1]!;
  expect(restore.command.type).toBe("participant.restore");
  server.socket.say({ type: "reply", id: restore.id, position: "e:3" });
  await undone;
  expect(desk.acts.value.map(({ said }) => said())).toEqual(["Question 1 approved"]);
});
