// @vitest-environment happy-dom
// How much waits in each panel of the dock.

import { signal } from "@preact/signals";
import { options, render } from "preact";
import { afterEach, expect, test } from "vitest";

import { Console } from "@/console/app";
import { Desk } from "@/console/desk";
import type { DockName } from "@/console/docks";
import { RoomContext } from "@/context";
import { aRoom } from "./builders";
import { BASE, cue, hand, MODERATOR, said } from "./pushes";

options.requestAnimationFrame = (effects) => queueMicrotask(effects);
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

afterEach(() => {
  render(null, document.body);
  document.body.replaceChildren();
});

test("the count of what waits is right on the rail while the panel is closed", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome({ ...BASE } as never, "e:1", MODERATOR as never);
  render(<RoomContext.Provider value={room}><Console desk={new Desk(room)} layout={signal("wide")} /></RoomContext.Provider>, document.body);
  const mark = (name: DockName) => document.querySelector(`#dock-tab-${name} .dock-mark [aria-hidden]`)?.textContent ?? "0";
  server.socket.say({ type: "delta", position: "e:2", changes: { "hands/a": hand("a", 1), "hands/b": hand("b", 2), "talk/t1": said(1, "Hello"), "cues/k": cue("k", { to: "staff", kind: "help" }) } as never });
  await settled();
  expect([mark("hands"), mark("talk"), mark("cues")]).toEqual(["2", "1", "1"]);
  server.socket.say({ type: "delta", position: "e:3", changes: { "hands/a": hand("a", 1, "granted"), "cues/k": null } as never });
  await settled();
  expect([mark("hands"), mark("cues")]).toEqual(["1", "0"]);
});
