// Cues: which stand at a moment, before whom, and until when.

import { expect, test } from "vitest";

import { isFor, isRead, standing, type Cue } from "@/cues";

const MO = { participant: "p2", name: "Mo", role: "moderator" } as const;
const SOFIA = { participant: "p3", name: "Sofía", role: "speaker" } as const;
const INES = { participant: "p4", name: "Inés", role: "interpreter" } as const;
const cue = (id: string, fields: Partial<Cue> = {}): Cue => ({ cue: id, kind: "wrap_up", to: "speakers", by: MO, at: 1, until: 100, acknowledged: [], ...fields });

test("cues stand until their time is over, the newest first, and one's own stands in for the shared one", () => {
  const own = cue("k1", { by: INES });
  expect(standing([cue("k1", { by: null }), cue("k2", { at: 5 }), cue("k3", { until: 50 })], [own], 50).map((each) => each.cue)).toEqual(["k2", "k1"]);
  expect(standing([cue("k1", { by: null })], [own], 50)[0]).toBe(own);
});

test("a cue is for its circle or its person, and never for who sent it", () => {
  expect([isFor(cue("k"), SOFIA), isFor(cue("k"), INES), isFor(cue("k"), MO)]).toEqual([true, false, false]);
  expect([isFor(cue("k", { to: "green_room" }), INES), isFor(cue("k", { to: "interpreters" }), SOFIA)]).toEqual([true, false]);
  expect([isFor(cue("k", { to: "person", person: INES }), INES), isFor(cue("k", { to: "person", person: INES }), SOFIA)]).toEqual([true, false]);
  expect(isFor(cue("k", { to: "staff" }), MO)).toBe(false);
});

test("a cue is read once one is among those who acknowledged it", () => {
  expect([isRead(cue("k"), SOFIA), isRead(cue("k", { acknowledged: [SOFIA] }), SOFIA)]).toEqual([false, true]);
});
