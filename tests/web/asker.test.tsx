// @vitest-environment happy-dom
// Who asked: named to those who may know, and acted upon without a name by those who may not.

import { signal } from "@preact/signals";
import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Console } from "@/console/app";
import { Desk } from "@/console/desk";
import { RoomContext } from "@/context";
import { aQuestion, aRoom, questionView } from "./builders";
import { WELCOME } from "./scripted_server";

const BASE = { moderation: { locked: false }, chat: { slow_mode_s: 0 } };
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= () => undefined;
});

afterEach(() => {
  vi.restoreAllMocks();
  render(null, document.body);
  document.body.replaceChildren();
});

async function atTheSheet(role: "moderator" | "organizer", to: "organizers" | "nobody" | undefined, fields = {}) {
  const { room, server } = await aRoom();
  server.socket.welcome({ ...BASE, questions: { mode: "open", ...(to === undefined ? {} : { askers_named_to: to }) }, ...questionView(aQuestion(3, { anonymous: true, ...fields })) } as never, "e:1", {
    ...WELCOME, participant: { participant: "p1", name: "Mona", role }, audience: "backstage",
    capabilities: [...WELCOME.capabilities, "participant.mute"],
  } as never);
  const desk = new Desk(room);
  render(<RoomContext.Provider value={room}><Console desk={desk} layout={signal("wide" as const)} /></RoomContext.Provider>, document.body);
  desk.open("asker", "q3");
  await settled();
  const sheet = () => document.querySelector("dialog.sheet")!;
  return { room, server, sheet };
}

test("a moderator who is not told the name acts on the asker by what stands for them", async () => {
  const { room, server, sheet } = await atTheSheet("moderator", "organizers", { asker: null, alias: "asker:q3" });
  expect(sheet().textContent).toContain(room.words.t("askers.not_named"));
  expect(sheet().textContent).toContain(room.words.t("askers.hidden.organizers"));
  expect(sheet().querySelector("[data-deed=show-asker]")).toBeNull();
  const [mute, , , purge] = [...sheet().querySelectorAll<HTMLButtonElement>(".deeds button")];
  expect(purge!.textContent).toBe(room.words.t("moderation.participant_purge_hidden"));
  mute!.click();
  await settled();
  expect(server.socket.commands.at(-1)!.command).toEqual({ type: "participant.mute", participant: "asker:q3", name: "the asker of question 3" });
  server.socket.say({ type: "delta", position: "e:2", changes: { "moderation/asker:q3": { participant: "asker:q3", name: "", muted: true, removed: false, banned: false } } });
  await settled();
  expect(sheet().querySelector(".deeds [data-done=true]")).not.toBeNull();
});

test("all that an asker wrote without a name is taken away after a question that says what it tells, and given back", async () => {
  const { room, server, sheet } = await atTheSheet("moderator", "nobody", { asker: null, alias: "asker:q3" });
  const purge = () => [...sheet().querySelectorAll<HTMLButtonElement>(".deeds button")].at(-1)!;
  purge().click();
  await settled();
  expect(room.confirmation.value?.text).toBe(room.words.t("moderation.participant_purge_hidden_text"));
  room.confirmation.value!.answer(true);
  await settled();
  const whom = { participant: "asker:q3", name: "the asker of question 3" };
  const asked = server.socket.commands.at(-1)!;
  expect(asked.command).toEqual({ type: "participant.purge", ...whom });
  server.socket.say({ type: "delta", position: "e:2", changes: { "purges/asker:q3": { participant: "asker:q3", name: "", by: { participant: "p1", name: "Mona", role: "moderator" }, at: WELCOME.now } } });
  server.socket.say({ type: "reply", id: asked.id, position: "e:2" });
  await settled();
  purge().click();
  await settled();
  expect(server.socket.commands.at(-1)!.command).toEqual({ type: "participant.restore", ...whom });
});

test("an organizer who may know asks for the name, and it is shown in the sheet alone", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ participant: "p2", name: "Luis", role: "attendee" })));
  const { sheet } = await atTheSheet("organizer", "organizers", { asker: null, alias: "asker:q3" });
  expect(document.body.textContent).not.toContain("Luis");
  sheet().querySelector<HTMLButtonElement>("[data-deed=show-asker]")!.click();
  await settled();
  await settled();
  expect(sheet().textContent).toContain("Luis");
  expect(document.querySelector(".card-question")!.textContent).not.toContain("Luis");
});

test("where staff are told, the sheet names the asker and says that the hall does not see it", async () => {
  const { room, sheet } = await atTheSheet("moderator", undefined);
  expect(sheet().textContent).toContain("Luis");
  expect(sheet().textContent).toContain(room.words.t("questions.anonymous_to_hall"));
  expect(sheet().querySelectorAll(".deeds button")).toHaveLength(4);
});
