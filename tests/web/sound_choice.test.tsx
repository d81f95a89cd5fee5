// @vitest-environment happy-dom
// The choice of what is heard in the player's bar, by somebody whose browser waits for a gesture before it plays sound.

import { signal } from "@preact/signals";
import { render } from "preact";
import { afterEach, expect, test } from "vitest";

import { RoomContext } from "@/context";
import { SoundChoice } from "@/panels/player/sound_choice";
import type { Player } from "@/player/player";
import { aRoom } from "./builders";

afterEach(() => {
  render(null, document.body);
  document.body.replaceChildren();
});

test("the sound starts for whoever chooses an interpreter, also where the browser waited for a gesture", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome({ "channels/fr": { language: "fr", on_air: null } }, "e:1");
  const player = { channel: signal("original"), silent: signal(false), refused: signal(true) };
  render(<RoomContext.Provider value={room}><SoundChoice player={player as unknown as Player} /></RoomContext.Provider>, document.body);
  const choice = document.querySelector<HTMLSelectElement>("select")!;
  choice.value = "fr";
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  expect([room.choice.soundFor("en"), player.refused.value]).toEqual(["fr", false]);
});
