// @vitest-environment happy-dom
// The interpretation channels in the console: how they sound, the alarm, and closing one only after a question.

import { signal } from "@preact/signals";
import { options, render } from "preact";
import { afterEach, expect, test } from "vitest";

import { Console } from "@/console/app";
import { Desk } from "@/console/desk";
import { RoomContext } from "@/context";
import { aRoom } from "./builders";
import { WELCOME } from "./scripted_server";

const IRIS = { participant: "p7", name: "Iris", role: "interpreter" } as const;
const MODERATOR = { ...WELCOME, participant: { participant: "p1", name: "Mona", role: "moderator" }, audience: "backstage", capabilities: [...WELCOME.capabilities, "channel.open", "channel.close"] } as const;
const VIEW = {
  moderation: { locked: false }, questions: { mode: "moderated" },
  "channels/es": { language: "es", on_air: IRIS }, "booths/es": { language: "es", into: "es", members: [IRIS, { ...IRIS, participant: "p8", name: "Ivo" }], on_air: IRIS, since: 0, turn_until: 0, offer: null },
};
const sound = (fields = {}) => ({ level: 24, silent_s: 0, missed_s: 0, listeners: 12, alarm: false, ...fields });

options.requestAnimationFrame = (effects) => queueMicrotask(effects);
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

afterEach(() => {
  render(null, document.body);
  document.body.replaceChildren();
});

async function aConsole() {
  const { room, server, clock } = await aRoom();
  server.socket.welcome(VIEW as never, "e:1", MODERATOR as never);
  const desk = new Desk(room);
  desk.dock.value = "channels";
  render(<RoomContext.Provider value={room}><Console desk={desk} layout={signal("wide")} /></RoomContext.Provider>, document.body);
  await settled();
  const hear = async (es: object) => {
    server.socket.say({ type: "signal", signal: "channel.levels", floor: 20, spoken: "en", channels: { es } } as never);
    await settled();
  };
  const text = (selector: string) => document.querySelector(selector)?.textContent ?? "";
  return { room, server, clock, hear, text };
}

test("staff see who is on air, who listens and for how long nothing was heard", async () => {
  const { hear, text, clock } = await aConsole();
  expect(text("[data-channel=es]")).toContain("Iris");
  expect(text(".channels-desk")).toContain("not known");
  await hear(sound());
  expect(text("[data-channel=es]")).toContain("12 listeners");
  expect(text("[data-channel=es]")).toContain("is heard");
  expect(text("[data-channel=es]")).toContain("Ivo");
  expect(text("[data-floor]")).toContain("English");
  await hear(sound({ silent_s: 9, level: 127 }));
  expect(text("[data-channel=es]")).toContain("silent for 9 seconds");
  clock.wind(5_000);
  await settled();
  expect(text(".channels-desk")).toContain("not known");
});

test("a channel that is missed alarms, on the rail and over the board, until it is heard", async () => {
  const { hear, text } = await aConsole();
  await hear(sound({ silent_s: 31, missed_s: 22, alarm: true }));
  expect(document.querySelector("[data-channel=es]")?.getAttribute("data-state")).toBe("alarm");
  expect(text(".channel-alarm[role=alert]")).toContain("Spanish");
  expect(text("#dock-tab-channels .dock-mark [aria-hidden]")).toBe("1");
  await hear(sound());
  expect(text(".channel-alarm")).toBe("");
  expect(text("#dock-tab-channels .dock-mark [aria-hidden]")).toBe("");
});

test("what a booth says to the technician waits for an answer, which goes to the booth", async () => {
  const { server, text, room } = await aConsole();
  const message = { message: "b1", booth: "es", to: "technician", author: IRIS, text: "No sound here", language: "en", at: 1 };
  server.socket.say({ type: "delta", position: "e:2", changes: { "booth_messages/b1": message } as never });
  await settled();
  expect(text(".channel-said")).toContain("No sound here");
  expect(document.querySelector<HTMLDetailsElement>(".channel-said")!.open).toBe(true);
  expect(text("#dock-tab-channels .dock-mark [aria-hidden]")).toBe("1");
  room.drafts.of("booth/es").text.value = "Coming";
  document.querySelector<HTMLFormElement>(".channel-said form")!.requestSubmit();
  expect(server.socket.commands.at(-1)).toMatchObject({ command: { type: "booth.send", language: "es", to: "technician", text: "Coming" } });
  server.socket.say({ type: "delta", position: "e:3", changes: { "booth_messages/b2": { ...message, message: "b2", author: { ...IRIS, role: "moderator" }, text: "Coming", at: 2 } } as never });
  await settled();
  expect(text("#dock-tab-channels .dock-mark [aria-hidden]")).toBe("");
});

test("a channel is closed only after a question that says who is cut off", async () => {
  const { room, server } = await aConsole();
  const commands = () => server.socket.commands;
  const press = async () => {
    document.querySelector<HTMLButtonElement>("[data-channel=es] [data-deed=close]")!.click();
    await settled();
  };
  await press();
  expect(room.confirmation.value?.text).toContain("Iris");
  room.confirmation.value!.answer(false);
  await settled();
  expect(commands()).toHaveLength(0);
  await press();
  room.confirmation.value!.answer(true);
  await settled();
  expect(commands().at(-1)).toMatchObject({ command: { type: "channel.close", language: "es" } });
});
