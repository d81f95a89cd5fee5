// @vitest-environment happy-dom
// The programme of the room: what is over leads to what was recorded of it.

import { signal } from "@preact/signals";
import { render } from "preact";
import { afterEach, expect, test } from "vitest";

import { RoomContext } from "@/context";
import { SessionsPanel } from "@/panels/sessions";
import { programmeAt } from "@/programme";
import type { Session } from "@/views";
import { aRoom } from "./builders";
import { WELCOME } from "./scripted_server";

const over = (session: string): Session => ({ session, title: { en: "Rivers" }, kind: "panel", starts: 0, ends: 1, floor: "en", people: [], state: "over" });

afterEach(() => render(null, document.body));

test("a session that is over leads to its recording once attendees may see it", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome({ moderation: { locked: false } }, "e:1", WELCOME);
  const programme = signal(programmeAt([over("s1"), { ...over("s2"), recording: true }], 2));
  render(<RoomContext.Provider value={room}><SessionsPanel programme={programme} /></RoomContext.Provider>, document.body);
  expect([...document.querySelectorAll(".session-past a")].map((link) => link.getAttribute("href"))).toEqual(["/en/americas/sessions/s2#recording"]);
});
