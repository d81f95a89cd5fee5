// @vitest-environment happy-dom
// The strip about the connection while the connection itself is well.

// Lets components follow the signals that they read.
import "@preact/signals";
import { options, render } from "preact";
import { afterEach, expect, test } from "vitest";

import { RoomContext } from "@/context";
import { ConnectionStrip } from "@/panels/connection_strip";
import { aRoom } from "./builders";

// Effects follow their rendering at once, so that all is done when the queue of small tasks is empty.
options.requestAnimationFrame = (effects) => queueMicrotask(effects);
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
const strip = () => document.querySelector<HTMLElement>(".strip")!;

afterEach(() => render(null, document.body));

test("trouble behind a connection that is well is told until it is over, or until another server greets", async () => {
  const { room, server } = await aRoom();
  server.socket.welcome();
  render(<RoomContext.Provider value={room}><ConnectionStrip /></RoomContext.Provider>, document.body);
  await settled();
  expect(strip().dataset.shown).toBe("false");
  server.socket.say({ type: "trouble", troubles: ["apart"] });
  await settled();
  expect(strip().textContent).toContain("The connection between the servers is lost.");
  server.socket.say({ type: "trouble", troubles: ["apart", "unstored"] });
  await settled();
  expect(strip().textContent).toContain("Nothing can be stored just now.");
  server.socket.say({ type: "trouble", troubles: [] });
  await settled();
  expect(strip().dataset.shown).toBe("false");
  server.socket.say({ type: "trouble", troubles: ["apart"] });
  server.socket.welcome();
  await settled();
  expect(strip().dataset.shown).toBe("false");
});
