// @vitest-environment happy-dom
// What somebody is told whose camera or microphone cannot be had: the reason, what to try, and a way on that is one.

import { render } from "preact";
import { afterEach, expect, test } from "vitest";

import { TroubleText, type TroubleProps } from "@/backstage/trouble";
import { RoomContext } from "@/context";
import type { PageData } from "@/page_data";
import { aRoom } from "./builders";

const SHOW = "Your screen or your slides can be shown all the same.";

afterEach(() => render(null, document.body));

async function told(kind: TroubleProps["kind"], trouble: TroubleProps["trouble"], page: Partial<PageData>): Promise<string> {
  const { room } = await aRoom({ page });
  render(<RoomContext.Provider value={room}><TroubleText kind={kind} trouble={trouble} again={() => undefined} /></RoomContext.Provider>, document.body);
  return document.querySelector("[role=alert]")?.textContent ?? "";
}

test("whoever has no camera goes on with sound alone, with a screen, or by the organizer's telephone", async () => {
  const text = await told("camera", "denied", { session: "opening", phone: "+1 514 555-0100" });
  expect(text).toContain("You can go on with sound only.");
  expect(text).toContain(SHOW);
  const call = document.querySelector("a");
  expect([call?.getAttribute("href"), call?.textContent]).toEqual(["tel:+15145550100", "Call +1 514 555-0100"]);
});

test("where nobody shows a screen and no number was given, neither is told", async () => {
  expect(await told("microphone", "busy", {})).not.toContain(SHOW);
  expect(document.querySelector("a")).toBeNull();
});

test("a page over plain HTTP promises no sound, for it has no microphone either", async () => {
  const text = await told("camera", "insecure", { session: "opening" });
  expect(text).toContain("PUENTE_CERTIFICATE");
  expect(text).toContain("listen, watch and write");
  expect(text).not.toContain("sound only");
  expect(text).not.toContain(SHOW);
});
