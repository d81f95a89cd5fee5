// The talk behind the stage, parted by the session during which it was said.

import { expect, test } from "vitest";

import { bySession, type Said } from "@/talk";
import { aSession } from "./builders";

const MO = { participant: "p2", name: "Mo", role: "moderator" } as const;
const said = (number: number, at: number, circle: Said["circle"] = "backstage"): Said => ({ talk: `t${number}`, number, circle, author: MO, text: "Hi", language: "en", at });

test("what was said stands with its session, in its order, and in its circle alone", () => {
  const sessions = [aSession("one", 10, 20), aSession("two", 20, 30)];
  const all = [said(3, 21), said(1, 5), said(2, 12), said(4, 13, "staff"), said(5, 40)];
  const told = bySession(all, "backstage", sessions).map(({ session, said: within }) => [session?.session, within.map(({ talk }) => talk)]);
  expect(told).toEqual([[undefined, ["t1"]], ["one", ["t2"]], ["two", ["t3"]], [undefined, ["t5"]]]);
});
