// What takes back a moderator's command about questions: the commands that bring a question to what it was before. No DOM.
//
// Each carries the state in which the command left the question, so that undoing what another moderator has changed since is
// refused and told, and undoes nothing of theirs.

import type { Command, QuestionState } from "../../frames";
import type { LiveRoom } from "../../room";
import type { Question, QuestionSettings, QueueMark } from "../../views";
import { predecessor } from "../board";
import type { Inverse, Inverses, Of } from "./inverse";

export const QUESTIONS: Inverses<"question"> = {
  "question.ask": null,
  "question.withdraw": null,
  "question.upvote": null,
  "question.withdraw_upvote": null,
  "question.approve": left("open"),
  "question.unstage": left("open"),
  // What the hall never saw waits again.
  "question.reopen": (command, room) => restored(command.question, room, was(command.question, room)?.private ? "held" : "open"),
  "question.hold": left("held"),
  "question.dismiss": left("dismissed"),
  "question.answer": left("answered"),
  "question.stage": ({ question }, room) => {
    const other = room.store.values<Question>("questions/").find(({ state }) => state === "staged")?.question ?? question;
    return [...restored(question, room, "staged"), ...(other === question ? [] : [{ type: "question.stage", question: other, seen: "open" } as const])];
  },
  "question.merge": ({ question }) => [{ type: "question.separate", question }],
  "question.separate": ({ question }, room) => {
    const into = was(question, room)?.merged_into;
    return into === undefined ? [] : [{ type: "question.merge", question, into }];
  },
  "question.edit": ({ question, text }, room) => {
    const before = was(question, room);
    return before === undefined ? [] : [{ type: "question.edit", question, text: before.text, seen_text: text.trim().normalize("NFC") }];
  },
  "question.label": ({ question, label }) => [{ type: "question.unlabel", question, label: labelKept(label) }],
  "question.unlabel": ({ question, label }) => [{ type: "question.label", question, label }],
  "question.assign": ({ question }, room) => [{ type: "question.assign", question, speaker: was(question, room)?.assigned ?? null }],
  "question.move": ({ question }, { store }) => [{ type: "question.move", question, after: predecessor(store.values<Question>("questions/"), question) }],
  "question.handle": ({ question }) => [{ type: "question.release", question }],
  "question.release": ({ question }) => [{ type: "question.handle", question }],
  "question.set_mode": (_, { store }) => [{ type: "question.set_mode", mode: store.peek<QuestionSettings>("questions")?.mode ?? "moderated" }],
};

/** A label as the server keeps it. */
export function labelKept(label: string): string {
  return label.trim().normalize("NFC").split(/\s+/).join(" ");
}

type Moving = "question.approve" | "question.unstage" | "question.hold" | "question.dismiss" | "question.answer";

/** Of a command that leaves a question in a state. */
function left<T extends Moving>(seen: QuestionState): Inverse<T> {
  return (command: Of<T>, room) => restored((command as Of<Moving>).question, room, seen);
}

function was(question: string, { store }: LiveRoom): Question | undefined {
  return store.peek<Question>(`questions/${question}`);
}

/** From a state back to how the question is before the command. */
function restored(question: string, room: LiveRoom, seen: QuestionState): Command[] {
  const before = was(question, room);
  if (before === undefined) return [];
  const { state, answer } = before;
  switch (state) {
    case "held":
      return [{ type: "question.hold", question, seen }];
    case "open":
      return [{ type: seen === "held" ? "question.approve" : seen === "staged" ? "question.unstage" : "question.reopen", question, seen }];
    case "staged":
      return [{ type: "question.stage", question, seen }];
    case "answered":
      // What stayed between the moderators and its asker goes by way of those that wait, so that the hall does not see it.
      if (before.private && answer !== undefined) {
        const held = seen === "held" ? [] : [{ type: "question.hold", question, seen } as const];
        return [...held, { type: "question.answer", question, seen: "held", text: answer.text, to: answer.to }];
      }
      if (answer !== undefined && seen !== "dismissed") return [{ type: "question.answer", question, seen, text: answer.text, to: answer.to }];
      return [...(seen === "held" ? [{ type: "question.approve", question, seen } as const] : []), { type: "question.answer", question }];
    case "dismissed": {
      const mark = room.store.peek<QueueMark>(`queue/${question}`);
      return [{
        type: "question.dismiss", question, seen,
        ...(mark?.reason === undefined ? {} : { reason: mark.reason }),
        ...(mark?.note === undefined ? {} : { text: mark.note.text }),
      }];
    }
    default:
      return [];
  }
}
