// The booth's arithmetic: how loud a voice is made, and what the turn clock says.

import { expect, test } from "vitest";

import type { Command } from "@/frames";
import { aRoom } from "./builders";

import { levelled } from "@/booth/listening";
import { channelTrack, turnOf } from "@/interpretation";

test("a quiet voice is brought up and a loud one down, a step at a time, and never beyond fifteen decibels", () => {
  const settle = (level: number) => Array.from({ length: 100 }).reduce<number>((gain) => levelled(gain, level), 0);
  expect(levelled(0, -43)).toBeCloseTo(1.5);
  expect(settle(-33)).toBeCloseTo(10, 1);
  expect(settle(-10)).toBeCloseTo(-13, 1);
  expect(settle(-45)).toBeCloseTo(15, 1);
});

test("silence moves nothing, so that a pause does not end in a shout", () => {
  expect(levelled(4, -80)).toBe(4);
});

test("a turn has twenty minutes, is soon over in the last two, and nobody on air has none", () => {
  expect(turnOf({ turn_until: null }, 0)).toBeNull();
  expect(turnOf({ turn_until: 600_000 }, 0)).toEqual({ left: 600_000, soon: false, over: false });
  expect(turnOf({ turn_until: 600_000 }, 500_000)).toEqual({ left: 100_000, soon: true, over: false });
  expect(turnOf({ turn_until: 600_000 }, 700_000)).toEqual({ left: 0, soon: true, over: true });
});

test("a channel's track is named by its language", () => {
  expect(channelTrack("es")).toBe("channel/es/audio");
});

test("what is refused in a booth, of a caption or of a slide is back in its box, before what was written meanwhile", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  const refused = async (command: Command, box: string, meanwhile: string) => {
    room.give(command);
    room.drafts.of(box).text.value = meanwhile;
    const { id } = server.socket.commands.at(-1)!;
    server.socket.say({ type: "reply", id, code: "not_permitted", data: {}, temporary: false } as never);
    return room.drafts.of(box).text.value;
  };
  expect(await refused({ type: "booth.send", language: "es", to: "booth", text: "Names?" }, "booth/es", "")).toBe("Names?");
  expect(await refused({ type: "caption.write", language: "es", text: "Hola" }, "caption/es", "a todas")).toBe("Hola a todas");
  expect(await refused({ type: "stage.hold", text: "Back soon", until: null }, "holding", "")).toBe("Back soon");
});
