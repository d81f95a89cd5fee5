// The moderators' board as a value: columns, orders, filters, and what takes a command back.

import { describe, expect, it } from "vitest";

import { choices, columnOf, NO_FILTERS, passes, predecessor, sorted } from "../../web/src/console/board";
import { deedTo } from "../../web/src/console/deeds";
import { inverse, type Before } from "../../web/src/console/inverses";
import type { Question, QueueMark } from "../../web/src/views";

function question(number: number, change: Partial<Question> = {}): Question {
  return {
    question: `q${number}`, number, text: `Question ${number}?`, language: "en", asker: { participant: `p${number}`, name: `Person ${number}`, role: "attendee" },
    anonymous: false, at: 1000 * number, state: "open", upvotes: 0, answered_at: null, ...change,
  };
}

const ids = (questions: readonly Question[]) => questions.map(({ question: id }) => id);
const before = (was: Question, change: Partial<Before> = {}): Before => ({
  question: was, mark: undefined, predecessor: null, staged: null, mode: "moderated", ...change,
});

describe("order", () => {
  const three = [question(1, { upvotes: 1 }), question(2, { rank: 0.5 }), question(3, { upvotes: 5 })];

  it("puts questions in the moderators' own order, unmoved ones by number", () => {
    expect(ids(sorted(three, "own", "open"))).toEqual(["q2", "q1", "q3"]);
    expect(predecessor(three, "q1")).toBe("q2");
    expect(predecessor(three, "q2")).toBeNull();
  });

  it("puts the most wanted first, and of equals the older", () => {
    expect(ids(sorted(three, "upvotes", "open"))).toEqual(["q3", "q1", "q2"]);
  });

  it("reads waiting questions as a queue and answered ones newest first", () => {
    expect(ids(sorted(three, "time", "held"))).toEqual(["q1", "q2", "q3"]);
    expect(ids(sorted(three, "time", "answered"))).toEqual(["q3", "q2", "q1"]);
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
    for (const text of ["donde", "person 1", "money", "#1"]) expect(passes(asked, mark, { ...NO_FILTERS, text })).toBe(true);
    expect(passes(asked, mark, { ...NO_FILTERS, text: "where" })).toBe(false);
  });

  it("narrows down by language, label and asker", () => {
    const asked = question(1, { language: "es-MX" });
    expect(passes(asked, mark, { text: "", language: "es", label: "Money", asker: "p1" })).toBe(true);
    expect(passes(asked, mark, { ...NO_FILTERS, language: "en" })).toBe(false);
    expect(passes(asked, undefined, { ...NO_FILTERS, label: "Money" })).toBe(false);
    expect(passes(asked, mark, { ...NO_FILTERS, asker: "p2" })).toBe(false);
  });

  it("offers what there is", () => {
    expect(choices([question(1, { language: "es-MX" }), question(2)], [mark])).toMatchObject({ languages: ["en", "es"], labels: ["Money"] });
  });
});

describe("undo", () => {
  const held = question(1, { state: "held" });
  const answered = question(1, { state: "answered", answer: { text: "So.", language: "en", to: "asker", at: 1 } });

  it("brings a question back to the state that it was in, and says which state it expects", () => {
    expect(inverse({ type: "question.approve", question: "q1" }, before(held))).toEqual([{ type: "question.hold", question: "q1", seen: "open" }]);
    expect(inverse({ type: "question.dismiss", question: "q1" }, before(held))).toEqual([{ type: "question.hold", question: "q1", seen: "dismissed" }]);
    expect(inverse({ type: "question.unstage", question: "q1" }, before(question(1, { state: "staged" })))).toEqual([
      { type: "question.stage", question: "q1", seen: "open" },
    ]);
  });

  it("gives the stage back to the question that was on it", () => {
    expect(inverse({ type: "question.stage", question: "q1" }, before(question(1), { staged: "q2" }))).toEqual([
      { type: "question.unstage", question: "q1", seen: "staged" },
      { type: "question.stage", question: "q2", seen: "open" },
    ]);
  });

  it("keeps what was written: answers, reasons, texts", () => {
    expect(inverse({ type: "question.reopen", question: "q1" }, before(answered))).toEqual([
      { type: "question.answer", question: "q1", seen: "open", text: "So.", to: "asker" },
    ]);
    const mark: QueueMark = { question: "q1", reason: "unclear", note: { text: "Again, please", language: "en" } };
    expect(inverse({ type: "question.reopen", question: "q1" }, before(question(1, { state: "dismissed" }), { mark }))).toEqual([
      { type: "question.dismiss", question: "q1", seen: "open", reason: "unclear", text: "Again, please" },
    ]);
    expect(inverse({ type: "question.edit", question: "q1", text: " New " }, before(held))).toEqual([
      { type: "question.edit", question: "q1", text: "Question 1?", seen_text: "New" },
    ]);
  });

  it("takes back order, labels, speakers, merging and the mode", () => {
    expect(inverse({ type: "question.move", question: "q1", after: null }, before(held, { predecessor: "q3" }))).toEqual([
      { type: "question.move", question: "q1", after: "q3" },
    ]);
    expect(inverse({ type: "question.label", question: "q1", label: " Big  money " }, before(held))).toEqual([
      { type: "question.unlabel", question: "q1", label: "Big money" },
    ]);
    expect(inverse({ type: "question.assign", question: "q1", speaker: "Sofía" }, before(held))).toEqual([{ type: "question.assign", question: "q1", speaker: null }]);
    expect(inverse({ type: "question.merge", question: "q1", into: "q2" }, before(held))).toEqual([{ type: "question.separate", question: "q1" }]);
    expect(inverse({ type: "question.separate", question: "q1" }, before(question(1, { state: "merged", merged_into: "q2" })))).toEqual([
      { type: "question.merge", question: "q1", into: "q2" },
    ]);
    expect(inverse({ type: "question.set_mode", mode: "open" }, before(held))).toEqual([{ type: "question.set_mode", mode: "moderated" }]);
  });
});
