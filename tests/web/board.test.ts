// The moderators' board as a value: columns, orders, filters.

import { describe, expect, it } from "vitest";

import { choices, columnOf, NO_FILTERS, passes, predecessor, sorted } from "../../web/src/console/board";
import { deedTo } from "../../web/src/console/deeds";
import type { Question, QueueMark } from "../../web/src/views";
import { aSession } from "./builders";

function question(number: number, change: Partial<Question> = {}): Question {
  return {
    question: `q${number}`, number, text: `Question ${number}?`, language: "en", asker: { participant: `p${number}`, name: `Person ${number}`, role: "attendee" },
    anonymous: false, at: 1000 * number, state: "open", answered_at: null, ...change,
  };
}

const ids = (questions: readonly Question[]) => questions.map(({ question: id }) => id);

describe("order", () => {
  const three = [question(1), question(2, { rank: 0.5 }), question(3)];
  const votes = (id: string) => ({ q1: 1, q3: 5 })[id] ?? 0;

  it("puts questions in the moderators' own order, unmoved ones by number", () => {
    expect(ids(sorted(three, "own", "open", votes))).toEqual(["q2", "q1", "q3"]);
    expect(predecessor(three, "q1")).toBe("q2");
    expect(predecessor(three, "q2")).toBeNull();
  });

  it("puts the most wanted first, and of equals the older", () => {
    expect(ids(sorted(three, "upvotes", "open", votes))).toEqual(["q3", "q1", "q2"]);
  });

  it("reads waiting questions as a queue and answered ones newest first", () => {
    expect(ids(sorted(three, "time", "held", votes))).toEqual(["q1", "q2", "q3"]);
    expect(ids(sorted(three, "time", "answered", votes))).toEqual(["q3", "q2", "q1"]);
  });
});

describe("columns", () => {
  it("shows merged questions with the one that stands for them, and withdrawn ones with the dismissed", () => {
    expect(columnOf("merged")).toBeNull();
    expect(columnOf("withdrawn")).toBe("dismissed");
    expect(columnOf("staged")).toBe("staged");
  });

  it("knows which deed brings a question from one to another, and where there is none", () => {
    expect(deedTo("held", "open")).toBe("approve");
    expect(deedTo("open", "held")).toBe("hold");
    expect(deedTo("answered", "dismissed")).toBeNull();
  });
});

describe("filters", () => {
  const mark: QueueMark = { question: "q1", labels: ["Money"] };

  it("finds texts without accents or case, names, labels and numbers", () => {
    const asked = question(1, { text: "¿Dónde están?", language: "es-MX" });
    for (const text of ["donde", "person 1", "money", "#1"]) expect(passes(asked, mark, [], { ...NO_FILTERS, text })).toBe(true);
    expect(passes(asked, mark, [], { ...NO_FILTERS, text: "where" })).toBe(false);
  });

  it("narrows down by language, label and asker", () => {
    const asked = question(1, { language: "es-MX" });
    expect(passes(asked, mark, [], { ...NO_FILTERS, language: "es", label: "Money", asker: "p1" })).toBe(true);
    expect(passes(asked, mark, [], { ...NO_FILTERS, language: "en" })).toBe(false);
    expect(passes(asked, undefined, [], { ...NO_FILTERS, label: "Money" })).toBe(false);
    expect(passes(asked, mark, [], { ...NO_FILTERS, asker: "p2" })).toBe(false);
  });

  it("narrows down to what was asked for a session: during it, or since the one before", () => {
    const sessions = [aSession("morning", 5_000, 10_000), aSession("tea", 10_000, 12_000, { kind: "break" }), aSession("noon", 12_000, 20_000)];
    const of = (at: number, session: string) => passes(question(1, { at }), undefined, sessions, { ...NO_FILTERS, session });
    expect([1_000, 6_000, 11_000, 13_000, 30_000].map((at) => of(at, "morning"))).toEqual([true, true, false, false, false]);
    expect([6_000, 11_000, 13_000, 30_000].map((at) => of(at, "noon"))).toEqual([false, true, true, true]);
    expect(choices([question(1, { at: 11_000 })], [], sessions).sessions.map(({ session }) => session)).toEqual(["noon"]);
  });

  it("offers what there is", () => {
    expect(choices([question(1, { language: "es-MX" }), question(2)], [mark], [])).toMatchObject({ languages: ["en", "es"], labels: ["Money"] });
  });
});
