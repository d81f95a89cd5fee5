import { expect, test } from "vitest";

import type { SignalFrame } from "@/frames";
import { aRoom } from "./builders";

test("a signal reaches those who listen for its name, until they stop", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  const heard: SignalFrame[] = [];
  const stop = room.signals.on("media.levels", (frame) => heard.push(frame));
  server.socket.say({ type: "signal", signal: "media.levels", levels: { p1: 24 } });
  server.socket.say({ type: "signal", signal: "unheard.of" });
  stop();
  server.socket.say({ type: "signal", signal: "media.levels", levels: {} });
  expect(heard).toEqual([{ type: "signal", signal: "media.levels", levels: { p1: 24 } }]);
});

test("a signal goes out over a live connection and is lost without one", async () => {
  const { room, server } = await aRoom();
  room.connection.signal("caption.interim", { language: "en", text: "early" });
  server.socket.welcome();
  room.connection.signal("caption.interim", { language: "en", text: "now" });
  expect(server.socket.heard.filter((frame) => (frame as { type: string }).type === "signal")).toEqual([
    { type: "signal", signal: "caption.interim", language: "en", text: "now" },
  ]);
});
