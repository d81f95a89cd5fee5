// @vitest-environment happy-dom
// The channels as the booth shows them: whoever sits there is alarmed when one of them is missed.

import "@preact/signals";
import { render } from "preact";
import { expect, test } from "vitest";

import { Channels } from "@/booth/channels";
import { RoomContext } from "@/context";
import { aRoom } from "./builders";
import { WELCOME } from "./scripted_server";

const IRIS = { participant: "p7", name: "Iris", role: "interpreter" } as const;

test("a channel that is silent while the floor speaks alarms the booths until it is heard again", async () => {
  const { room, server } = await aRoom();
  const view = { "channels/es": { language: "es", on_air: IRIS }, "channels/fr": { language: "fr", on_air: null } };
  server.socket.welcome(view as never, "e:1", { ...WELCOME, audience: "booth" } as never);
  render(<RoomContext.Provider value={room}><Channels /></RoomContext.Provider>, document.body);
  const sound = (fields: object) => ({ level: 127, silent_s: 0, missed_s: 0, listeners: 3, alarm: false, ...fields });
  const hear = async (es: object) => {
    server.socket.say({ type: "signal", signal: "channel.levels", floor: 20, spoken: "en", channels: { es: sound(es), fr: sound({}) } } as never);
    await new Promise<void>((resolve) => setTimeout(resolve));
  };
  const alarms = () => [...document.querySelectorAll("[role=alert]")].map(({ parentElement, textContent }) => [parentElement?.querySelector("strong")?.textContent, textContent]);

  await hear({ silent_s: 19, missed_s: 19 });
  expect(alarms()).toEqual([]);
  await hear({ silent_s: 21, missed_s: 21, alarm: true });
  expect(alarms()).toEqual([["Spanish", room.words.t("channels.missed", { count: 21 })]]);
  expect(document.body.textContent).toContain("3 listeners");
  await hear({ level: 24 });
  expect(alarms()).toEqual([]);
  render(null, document.body);
});
