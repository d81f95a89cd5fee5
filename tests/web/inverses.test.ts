// What takes each command of the console back, by how things stand before it.

import { describe, expect, test } from "vitest";

import type { Given } from "@/console/everywhere";
import { backOf } from "@/console/inverses/table";
import type { Question } from "@/views";
import { aQuestion, aRoom, questionView } from "./builders";

const BASE = { chat: { slow_mode_s: 10, hold_all: false }, moderation: { locked: false, locked_down: false }, questions: { mode: "moderated" } };
const question = (number: number, change: Partial<Question> = {}) => aQuestion(number, { text: `Question ${number}?`, ...change });

/** What takes commands back in a room that shows `view`. */
async function inRoom(view: object): Promise<(command: Given) => readonly Given[]> {
  const { room, server } = await aRoom();
  server.socket.welcome({ ...BASE, ...view } as never);
  return (command) => {
    const back = backOf(command, room);
    return typeof back === "function" ? back() : back;
  };
}

describe("questions", () => {
  const held = question(1, { state: "held" });
  const answered = question(1, { state: "answered", answer: { text: "So.", language: "en", to: "asker", at: 1 } });

  test("come back to the state that they were in, with the state that is expected", async () => {
    const back = await inRoom(questionView(held, question(2, { state: "staged" })));
    expect(back({ type: "question.approve", question: "q1" })).toEqual([{ type: "question.hold", question: "q1", seen: "open" }]);
    expect(back({ type: "question.dismiss", question: "q1" })).toEqual([{ type: "question.hold", question: "q1", seen: "dismissed" }]);
    expect(back({ type: "question.unstage", question: "q2" })).toEqual([{ type: "question.stage", question: "q2", seen: "open" }]);
    expect(back({ type: "question.approve", question: "unknown" })).toEqual([]);
  });

  test("give the stage back to the one that was on it", async () => {
    const back = await inRoom(questionView(question(1), question(2, { state: "staged" })));
    expect(back({ type: "question.stage", question: "q1" })).toEqual([
      { type: "question.unstage", question: "q1", seen: "staged" },
      { type: "question.stage", question: "q2", seen: "open" },
    ]);
  });

  test("keep what was written: answers, reasons, texts", async () => {
    const back = await inRoom({ ...questionView(answered, question(2, { state: "dismissed" }), question(3, { state: "held" })), "queue/q2": { question: "q2", reason: "unclear", note: { text: "Again, please", language: "en" } } });
    expect(back({ type: "question.reopen", question: "q1" })).toEqual([{ type: "question.answer", question: "q1", seen: "open", text: "So.", to: "asker" }]);
    expect(back({ type: "question.reopen", question: "q2" })).toEqual([{ type: "question.dismiss", question: "q2", seen: "open", reason: "unclear", text: "Again, please" }]);
    expect(back({ type: "question.edit", question: "q3", text: " New " })).toEqual([{ type: "question.edit", question: "q3", text: "Question 3?", seen_text: "New" }]);
  });

  test("that were answered to their asker alone come back without the hall seeing them", async () => {
    const back = await inRoom(questionView(question(1, { state: "answered", private: true, answer: { text: "To you", language: "en", to: "asker", at: 1 } })));
    // Brought back it waits again: see rooms/questions/rules.py.
    expect(back({ type: "question.reopen", question: "q1" })).toEqual([{ type: "question.answer", question: "q1", seen: "held", text: "To you", to: "asker" }]);
    expect(back({ type: "question.stage", question: "q1" })[0]).toEqual({ type: "question.hold", question: "q1", seen: "staged" });
  });

  test("have order, labels, speakers, merging and the mode taken back", async () => {
    const back = await inRoom(questionView(question(3, { rank: 0.5 }), held, question(4, { state: "merged", merged_into: "q2" })));
    expect(back({ type: "question.move", question: "q1", after: null })).toEqual([{ type: "question.move", question: "q1", after: "q3" }]);
    expect(back({ type: "question.label", question: "q1", label: " Big  money " })).toEqual([{ type: "question.unlabel", question: "q1", label: "Big money" }]);
    expect(back({ type: "question.assign", question: "q1", speaker: "Sofía" })).toEqual([{ type: "question.assign", question: "q1", speaker: null }]);
    expect(back({ type: "question.merge", question: "q1", into: "q2" })).toEqual([{ type: "question.separate", question: "q1" }]);
    expect(back({ type: "question.separate", question: "q4" })).toEqual([{ type: "question.merge", question: "q4", into: "q2" }]);
    expect(back({ type: "question.set_mode", mode: "open" })).toEqual([{ type: "question.set_mode", mode: "moderated" }]);
  });
});

test("what keeps the room safe is taken back to what was before", async () => {
  const waiting = (message: string, state = "held") => ({ message, author: { participant: "p2", name: "Luis", role: "attendee" }, text: message, language: "en", at: 1, edited_at: null, reply_to: null, state });
  const back = await inRoom({ "held/m1": waiting("m1"), "held/m2": waiting("m2", "dismissed"), "words/und": { language: "und", words: ["casino"] }, "reports/r1": { report: "r1", state: "dismissed" } });
  expect(back({ type: "chat.approve", message: "m1" })).toEqual([{ type: "chat.hold", message: "m1" }]);
  expect(back({ type: "chat.hold", message: "m2" })).toEqual([{ type: "chat.dismiss", message: "m2" }]);
  expect(back({ type: "chat.hold", message: "m9" })).toEqual([{ type: "chat.approve", message: "m9" }]);
  expect(back({ type: "chat.hold_all", on: true })).toEqual([{ type: "chat.hold_all", on: false }]);
  expect(back({ type: "chat.slow_mode", seconds: 60 })).toEqual([{ type: "chat.slow_mode", seconds: 10 }]);
  expect(back({ type: "room.lock_down" })).toEqual([{ type: "room.lift_lock_down" }]);
  expect(back({ type: "room.unlock" })).toEqual([]);
  for (const [deed, undo] of [["mute", "unmute"], ["remove", "readmit"], ["ban", "unban"], ["purge", "restore"]] as const) {
    const whom = { participant: "asker:q1", name: "somebody" };
    expect(back({ type: `participant.${deed}`, ...whom })).toEqual([{ type: `participant.${undo}`, ...whom }]);
    expect(back({ type: `participant.${undo}`, ...whom })).toEqual([{ type: `participant.${deed}`, ...whom }]);
  }
  expect(back({ type: "report.reopen", report: "r1" })).toEqual([{ type: "report.dismiss", report: "r1" }]);
  expect(back({ type: "word.list", language: "und", words: ["casino", "free"] })).toEqual([{ type: "word.unlist", language: "und", words: ["free"] }]);
});

test("a poll's edit is taken back to its terms, and its opening by closing it, unless that would show its results", async () => {
  const terms = { kind: "single", text: "Again?", options: ["Yes", "No"], anonymous: true, reveal: "later" } as const;
  const poll = { number: 1, ...terms, most: 1, language: "en", state: "draft", revealed: false, opened_at: null, closed_at: null };
  const back = await inRoom({ "polls/v1": { poll: "v1", ...poll }, "polls/v2": { poll: "v2", ...poll, reveal: "close" } });
  expect(back({ type: "poll.edit", poll: "v1", ...terms, text: "Once more?", most: null })).toEqual([{ type: "poll.edit", poll: "v1", ...terms, most: null }]);
  expect(back({ type: "poll.open", poll: "v1" })).toEqual([{ type: "poll.close", poll: "v1" }]);
  expect(back({ type: "poll.open", poll: "v2" })).toEqual([]);
  expect(back({ type: "poll.close", poll: "v2" })).toEqual([{ type: "poll.open", poll: "v2" }]);
  expect(back({ type: "poll.discard", poll: "v1" })).toEqual([]);
});
