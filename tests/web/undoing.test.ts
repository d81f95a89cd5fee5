// Every action of the console is taken back: what the commands are that do it, and that they are asked of the server.

import { beforeEach, expect, test, vi } from "vitest";

import { Desk } from "@/console/desk";
import type { Given } from "@/console/everywhere";
import type { Changes } from "@/frames";
import { aQuestion, aRoom, questionView } from "./builders";
import { WELCOME } from "./scripted_server";

const NOW = WELCOME.now;
const ME = { participant: "p1", name: "Mona", role: "moderator" } as const;
const hand = (participant: string, number: number, state = "waiting") => ({ participant, name: participant, role: "attendee", number, kind: "microphone", about: "", language: "en", since: NOW, state });
const cue = (id: string, fields = {}) => ({ cue: id, kind: "wrap_up", to: "speakers", by: ME, at: NOW, until: NOW + 600_000, acknowledged: [], ...fields });
const announcement = (id: string, fields = {}) => ({ announcement: id, texts: { en: "Lunch" }, by: ME, at: NOW, until: null, everywhere: false, ...fields });
const VIEW = {
  moderation: { locked: false }, chat: { slow_mode_s: 0 }, questions: { mode: "open" }, projector: { scene: "top" }, stage: { layout: "screen", holding: { text: "Soon", language: "en", until: null }, broadcast: null },
  "hands/a": hand("a", 1), "hands/b": hand("b", 2), "hands/c": hand("c", 3, "granted"), "cues/old": cue("old", { kind: "text", text: "Slides" }),
  "announcements/n1": announcement("n1"), "announcements/all": announcement("all", { everywhere: true }),
  ...questionView(aQuestion(1, { state: "answered", answer: { text: "Yes", language: "en", to: "asker", at: NOW }, private: true }), aQuestion(2, { state: "answered", answer: { text: "Yes", language: "en", to: "all", at: NOW } })),
};

// What is done, what the server pushes with it, and what takes it back.
const DONE: readonly [string, Given, Changes, readonly object[]][] = [
  ["a granted hand", { type: "floor.grant", participant: "a" }, {}, [{ type: "floor.return", participant: "a", seen: "granted" }]],
  ["a declined hand", { type: "floor.decline", participant: "a", text: "Later" }, {}, [{ type: "floor.return", participant: "a", seen: "declined" }]],
  ["a revoked floor", { type: "floor.revoke", participant: "c" }, {}, [{ type: "floor.return", participant: "c", seen: "revoked" }, { type: "floor.grant", participant: "c" }]],
  ["all lowered hands", { type: "floor.clear" }, { "hands/a": null, "hands/b": null }, [{ type: "floor.return", participant: "a", seen: "declined" }, { type: "floor.return", participant: "b", seen: "declined" }]],
  ["a cue", { type: "cue.send", kind: "wrap_up", to: "speakers" }, { "cues/new": cue("new") as never }, [{ type: "cue.withdraw", cue: "new" }]],
  ["a cue that was taken back", { type: "cue.withdraw", cue: "old" }, { "cues/old": null }, [{ type: "cue.send", kind: "text", to: "speakers", text: "Slides" }]],
  ["a session's end", { type: "session.end", session: "s1" }, {}, [{ type: "session.take_back", session: "s1" }]],
  ["an extension", { type: "session.extend", session: "s1", minutes: 5, follow: "shift", seen: 1 }, {}, [{ type: "session.take_back", session: "s1" }]],
  ["a start, with the mode of the questions", { type: "session.start", session: "s1" }, { questions: { mode: "closed" } }, [{ type: "session.take_back", session: "s1" }, { type: "question.set_mode", mode: "open" }]],
  ["an announcement", { type: "announcement.post", announcement: "n2", texts: { en: "Bus" }, until: null }, {}, [{ type: "announcement.withdraw", announcement: "n2" }]],
  ["another wording", { type: "announcement.edit", announcement: "n1", texts: { en: "Tea" }, until: null }, {}, [{ type: "announcement.edit", announcement: "n1", texts: { en: "Lunch" }, until: null }]],
  ["a layout", { type: "stage.layout", layout: "speaker" }, {}, [{ type: "stage.layout", layout: "screen" }]],
  ["a slide taken away", { type: "stage.resume" }, {}, [{ type: "stage.hold", text: "Soon", until: null }]],
  ["somebody brought on", { type: "stage.bring", participant: "a" }, {}, [{ type: "stage.take_off", participant: "a" }]],
  ["an opened channel", { type: "channel.open", language: "es" }, {}, [{ type: "channel.close", language: "es" }]],
  ["the projector's choice", { type: "room.project", scene: "poll" }, {}, [{ type: "room.project", scene: "top" }]],
  ["a private answer brought back", { type: "question.reopen", question: "q1", seen: "answered" }, {}, [{ type: "question.answer", question: "q1", seen: "held", text: "Yes", to: "asker" }]],
  ["an answered question put on stage", { type: "question.stage", question: "q2", seen: "answered" }, {}, [{ type: "question.answer", question: "q2", seen: "staged", text: "Yes", to: "all" }]],
];

beforeEach(() => void vi.unstubAllGlobals());

async function aDesk() {
  const { room, server } = await aRoom();
  server.socket.welcome(VIEW as never, "e:1", { ...WELCOME, participant: ME, audience: "backstage" } as never);
  return { desk: new Desk(room), room, server };
}

test.each(DONE)("%s is taken back", async (_, command, pushed, back) => {
  const { desk, server } = await aDesk();
  const done = desk.act([command], () => "Done");
  const sent = server.socket.commands.at(-1)!;
  server.socket.say({ type: "delta", position: "e:2", changes: pushed });
  server.socket.say({ type: "reply", id: sent.id, position: "e:2" });
  expect(await done).toEqual([]);
  const before = server.socket.commands.length;
  void desk.undo();
  expect(server.socket.commands.slice(before).map(({ command: each }) => each)).toEqual(back);
});

test("a refused action leaves nothing to take back", async () => {
  const { desk, server } = await aDesk();
  const done = desk.act([{ type: "floor.grant", participant: "a" }], () => "Granted");
  server.socket.say({ type: "reply", id: server.socket.commands.at(-1)!.id, code: "floor.state", data: { participant: "a", state: "granted" }, temporary: false });
  expect((await done).map(({ code }) => code)).toEqual(["floor.state"]);
  expect(desk.acts.value).toEqual([]);
});

test("an announcement to the whole conference goes to all rooms, is changed there and taken back there", async () => {
  const asked: [string, string | undefined, unknown][] = [];
  vi.stubGlobal("fetch", (address: string, { method, body }: RequestInit) => {
    asked.push([address, method, body === null ? null : JSON.parse(body as string)]);
    return Promise.resolve(Response.json({}));
  });
  const { desk } = await aDesk();
  await desk.act([{ type: "everywhere.post", announcement: "n9", texts: { en: "Bus" }, until: 5 }], () => "Posted");
  await desk.undo();
  await desk.act([{ type: "everywhere.edit", announcement: "all", texts: { en: "Lunch", es: "Comida" }, until: null }], () => "Changed");
  await desk.undo();
  const all = "/api/americas/announcements";
  expect(asked).toEqual([
    [all, "POST", { announcement: "n9", texts: { en: "Bus" }, until: 5 }],
    [`${all}/n9`, "DELETE", null],
    [`${all}/all`, "PUT", { texts: { en: "Lunch", es: "Comida" }, until: null }],
    [`${all}/all`, "PUT", { texts: { en: "Lunch" }, until: null }],
  ]);
});

test("what the rooms refuse, or that they cannot be reached, is told", async () => {
  const { desk } = await aDesk();
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ code: "announcement.past", data: {} }, { status: 409 })));
  const late = await desk.act([{ type: "everywhere.post", announcement: "n9", texts: { en: "Bus" }, until: 5 }], () => "Posted");
  expect(late.map(({ code }) => code)).toEqual(["announcement.past"]);
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("away")));
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const away = await desk.act([{ type: "everywhere.withdraw", announcement: "all" }], () => "Gone");
  expect(away.map(({ code }) => code)).toEqual(["unavailable"]);
  expect(desk.acts.value).toEqual([]);
});
