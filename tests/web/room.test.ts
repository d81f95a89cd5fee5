import { expect, test } from "vitest";

import { memoryShelf } from "@/shelf";
import type { Message } from "@/views";
import { aMessage, aQuestion, aRoom, chatView, questionView, upvoteView } from "./builders";
import { WELCOME } from "./scripted_server";

/** The messages of these numbers. */
const run = (first: number, last: number) => chatView(...Array.from({ length: last - first + 1 }, (_, place) => aMessage(first + place)));

const LONG = { code: "text.too_long", data: { limit: 2000, length: 2001 }, temporary: false } as const;

test("a refused text goes back into its empty box, with the refusal and what it replied to", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  room.give({ type: "chat.send", text: "Hola", reply_to: "m7" });
  server.socket.say({ type: "reply", id: server.socket.commands[0]!.id, ...LONG });
  const draft = room.drafts.of("chat");
  expect([draft.text.value, draft.about.value, draft.refusal.value?.code]).toEqual(["Hola", "m7", "text.too_long"]);
  expect(room.pending.list.value).toEqual([]);
});

test("a refused text does not overwrite a newer one: it waits beside it and can be sent again", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  room.give({ type: "chat.send", text: "Hola" });
  const id = server.socket.commands[0]!.id;
  room.drafts.of("chat").text.value = "Buenas";
  server.socket.say({ type: "reply", id, ...LONG });
  expect(room.drafts.of("chat").text.value).toBe("Buenas");
  expect(room.pending.list.value[0]?.refusal?.code).toBe("text.too_long");
  room.connection.retry(id);
  expect(server.socket.commands.map((command) => command.id)).toEqual([id, id]);
});

test("what could not be stored stays under way and is sent again", async () => {
  const { room, server, clock } = await aRoom();
  server.socket.welcome();
  room.give({ type: "chat.send", text: "Hola" });
  const id = server.socket.commands[0]!.id;
  server.socket.say({ type: "reply", id, code: "unavailable", data: {}, temporary: true });
  expect(room.pending.list.value[0]?.refusal).toBe(null);
  clock.wind(2_000);
  expect(server.socket.commands.map((command) => command.id)).toEqual([id, id]);
});

test("a refused edit opens its box again, a refused question keeps its choice of a name", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome(chatView(aMessage(1)));
  room.give({ type: "chat.edit", message: "m1", text: "otra" });
  room.give({ type: "question.ask", text: "¿Y?", anonymous: true });
  for (const { id } of server.socket.commands) server.socket.say({ type: "reply", id, ...LONG });
  expect([room.drafts.of("edit/m1").text.value, room.drafts.of("edit/m1").about.value]).toEqual(["otra", true]);
  expect([room.drafts.of("question").text.value, room.drafts.of("question").about.value]).toEqual(["¿Y?", true]);
});

test("another refusal is told as a notice in the reader's language, also after a switch", async () => {
  const { room, server, clock, spoken } = await aRoom();
  server.socket.welcome();
  room.give({ type: "question.upvote", question: "q1" });
  server.socket.say({ type: "reply", id: server.socket.commands[0]!.id, code: "question.state", data: { question: "q1", state: "answered" }, temporary: false });
  expect(room.notices.list.value[0]!.text()).toBe("That is not possible any more. The question is now: Answered.");
  await room.words.use("es");
  expect(room.notices.list.value[0]!.text()).toContain("Respondida");
  expect(room.pending.list.value).toEqual([]);
  clock.wind(200);
  expect(spoken).toEqual(["That is not possible any more. The question is now: Answered."]);
});

test("after a loss it is as if the media had been restarted, for who knows", async () => {
  const { room, server, clock } = await aRoom();
  const probed: string[] = [];
  room.signals.on("media.restarted", ({ signal }) => probed.push(signal));
  server.socket.welcome();
  expect(probed).toEqual([]);
  server.socket.hangUp(4001);
  clock.wind(60_000);
  server.socket.welcome();
  expect(probed).toEqual(["media.restarted"]);
});

test("an unknown refusal still has words", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  room.give({ type: "question.upvote", question: "q1" });
  server.socket.say({ type: "reply", id: server.socket.commands[0]!.id, code: "poll.closed", data: {}, temporary: false });
  expect(room.notices.list.value[0]!.text()).toBe("The server refused this (poll.closed).");
});

test("drafts survive a reload, for one person and room", async () => {
  const shelf = memoryShelf();
  const before = await aRoom({ shelf });
  before.room.drafts.of("chat").text.value = "half-writ";
  before.room.drafts.of("chat").about.value = "m3";
  const after = await aRoom({ shelf });
  expect([after.room.drafts.of("chat").text.value, after.room.drafts.of("chat").about.value]).toEqual(["half-writ", "m3"]);
  expect(after.room.drafts.of("question").text.value).toBe("");
  after.room.drafts.of("chat").text.value = "";
  after.room.drafts.of("chat").about.value = null;
  expect((await aRoom({ shelf })).room.drafts.of("chat").text.value).toBe("");
});

test("what arrives is counted for the unread mark and announced in one sentence", async () => {
  const { room, server, clock, spoken } = await aRoom();
  server.socket.welcome(chatView(aMessage(1)));
  server.socket.say({ type: "delta", position: "e:2", changes: chatView(aMessage(2), aMessage(3)) });
  server.socket.say({ type: "delta", position: "e:3", changes: chatView(aMessage(4, { author: WELCOME.participant })) });
  server.socket.say({ type: "delta", position: "e:4", changes: chatView(aMessage(2, { text: "editado" }), aMessage(5)) });
  expect(room.watch.unread.chat.value).toBe(3);
  expect(spoken).toEqual([]);
  clock.wind(2_000);
  expect(spoken).toEqual(["3 new messages"]);
});

test("a single message is read out", async () => {
  const { server, clock, spoken } = await aRoom();
  server.socket.welcome();
  server.socket.say({ type: "delta", position: "e:2", changes: chatView(aMessage(1, { text: "Hola a todas" })) });
  clock.wind(2_000);
  expect(spoken).toEqual(["Luis: Hola a todas"]);
});

test("an upvote is no news, an approved question is", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome(questionView(aQuestion(1)));
  server.socket.say({ type: "delta", position: "e:2", changes: upvoteView({ q1: 3 }) });
  expect(room.watch.unread.questions.value).toBe(0);
  server.socket.say({ type: "delta", position: "e:3", changes: questionView(aQuestion(2)) });
  expect(room.watch.unread.questions.value).toBe(1);
});

test("someone is told what became of their question, and that they were muted", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  const own = { question: "q1", text: "¿Por qué?", language: "es", at: 0, anonymous: false };
  server.socket.say({ type: "own", reset: false, changes: { "my/questions/q1": { ...own, state: "held" } } });
  server.socket.say({ type: "own", reset: false, changes: { "my/questions/q1": { ...own, state: "open" } } });
  server.socket.say({ type: "own", reset: false, changes: { "my/standing": { muted: true } } });
  expect(room.notices.list.value.map(({ text }) => text())).toEqual([
    "Your question is now open to the room.",
    "A moderator muted you in this room. You can still read everything.",
  ]);
});

test("a new snapshot is followed by the older messages that were held", async () => {
  const { room, server, clock } = await aRoom();
  server.socket.welcome(run(101, 150));
  expect(room.history.more.value).toBe(true);
  const older = room.history.older();
  const asked = server.socket.heard.at(-1)!;
  expect(asked).toMatchObject({ type: "page", before: 101, limit: 100 });
  server.socket.say({ type: "page", id: String(asked.id), feature: "chat", view: run(31, 100), more: true });
  expect(await older).toBe(true);
  server.socket.hangUp(4010);
  clock.wind(1_000);
  server.socket.welcome(run(103, 152), "f:1");
  await Promise.resolve();
  expect(server.socket.heard.at(-1)).toMatchObject({ type: "page", before: 103 });
  expect(room.watch.unread.chat.value).toBe(2);
});

test("a lone older message waits for its page, so that nothing is skipped", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome(run(51, 100));
  server.socket.say({ type: "delta", position: "e:101", changes: { ...chatView(aMessage(3)), ...chatView(aMessage(101)) } });
  expect(room.store.peek("chat/m3")).toBeUndefined();
  expect(room.store.peek("chat/m101")).toBeDefined();
  const older = room.history.older();
  const asked = server.socket.heard.at(-1)!;
  expect(asked).toMatchObject({ type: "page", before: 51 });
  server.socket.say({ type: "page", id: String(asked.id), feature: "chat", view: run(1, 50), more: false });
  expect(await older).toBe(true);
  expect(room.store.keys("chat/").size).toBe(101);
  server.socket.say({ type: "delta", position: "e:102", changes: chatView(aMessage(3, { text: "edited" })) });
  expect(room.store.peek<Message>("chat/m3")?.text).toBe("edited");
});

test("a refused page can be asked for again", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome(run(51, 100));
  const older = room.history.older();
  server.socket.say({ type: "reply", id: String(server.socket.heard.at(-1)!.id), code: "rate.limited", data: { wait_s: 1 }, temporary: true });
  expect(await older).toBe(false);
  expect(room.history.loading.value).toBe(false);
  expect(room.history.more.value).toBe(true);
});

test("a short chat has nothing older", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome(chatView(aMessage(2), aMessage(3)));
  expect(room.history.more.value).toBe(false);
  expect(await room.history.older()).toBe(false);
});

test("a quoted message is looked for page by page", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome(chatView(...Array.from({ length: 50 }, (_, place) => aMessage(51 + place))));
  const found = room.history.find("chat/m50");
  const asked = server.socket.heard.at(-1)!;
  server.socket.say({ type: "page", id: String(asked.id), feature: "chat", view: chatView(aMessage(50)), more: false });
  expect(await found).toBe(true);
  expect(room.store.peek<Message>("chat/m50")?.number).toBe(50);
  expect(await room.history.find("chat/m1")).toBe(false);
});

test("a moderator acts on the hall, an organizer on moderators too, nobody on themselves", async () => {
  const { room, server } = await aRoom();
  const as = (role: "attendee" | "moderator" | "organizer") => ({
    ...WELCOME,
    participant: { participant: "p1", name: "Ana", role },
    capabilities: role === "attendee" ? [] : ["participant.mute"],
  });
  const may = () => [room.mayModerate("p2", "attendee"), room.mayModerate("p2", "moderator"), room.mayModerate("p2", "organizer"), room.mayModerate("p1", "attendee")];
  server.socket.welcome({}, "e:1", as("attendee"));
  expect(may()).toEqual([false, false, false, false]);
  server.socket.say(as("moderator"));
  expect(may()).toEqual([true, false, false, false]);
  server.socket.say(as("organizer"));
  expect(may()).toEqual([true, true, false, false]);
});

test("the server's clock is followed to the second", async () => {
  const { room, server, clock } = await aRoom();
  server.socket.welcome();
  server.socket.say({ type: "ping", position: "e:1", now: clock.now() + 90_400 });
  expect(room.clock.now() - clock.now()).toBe(90_400);
  const before = room.clock.second.value;
  clock.wind(600);
  expect(room.clock.second.value - before).toBe(1_000);
});
