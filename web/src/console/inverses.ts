// What takes back a moderator's command: the commands that bring a question to what it was before. No DOM.
//
// Each carries the state in which the command left the question, so that undoing what another moderator has changed since is
// refused and told, and undoes nothing of theirs.

import type { Command, QuestionMode, QuestionState } from "../frames";
import type { Question, QueueMark } from "../views";

/** How things stood before a command. */
export interface Before {
  readonly question: Question | undefined;
  readonly mark: QueueMark | undefined;
  /** The question before it in the moderators' own order. */
  readonly predecessor: string | null;
  readonly staged: string | null;
  readonly mode: QuestionMode;
}

/** The commands that undo `command`, in their order; none for what cannot be undone. */
export function inverse(command: Command, before: Before): Command[] {
  const { question: was, mark } = before;
  if (command.type === "question.set_mode") return [{ type: command.type, mode: before.mode }];
  if (was === undefined || !("question" in command)) return [];
  const { question } = command;
  switch (command.type) {
    case "question.approve":
    case "question.reopen":
    case "question.unstage":
      return restored(was, mark, "open");
    case "question.hold":
      return restored(was, mark, "held");
    case "question.dismiss":
      return restored(was, mark, "dismissed");
    case "question.answer":
      return restored(was, mark, "answered");
    case "question.stage": {
      const other = before.staged !== null && before.staged !== question ? before.staged : null;
      return [...restored(was, mark, "staged"), ...(other === null ? [] : [{ type: "question.stage", question: other, seen: "open" } as const])];
    }
    case "question.merge":
      return [{ type: "question.separate", question }];
    case "question.separate":
      return was.merged_into === undefined ? [] : [{ type: "question.merge", question, into: was.merged_into }];
    case "question.edit":
      return [{ type: "question.edit", question, text: was.text, seen_text: command.text.trim().normalize("NFC") }];
    case "question.label":
      return [{ type: "question.unlabel", question, label: labelKept(command.label) }];
    case "question.unlabel":
      return [{ type: "question.label", question, label: command.label }];
    case "question.assign":
      return [{ type: "question.assign", question, speaker: was.assigned ?? null }];
    case "question.move":
      return [{ type: "question.move", question, after: before.predecessor }];
    case "question.handle":
      return [{ type: "question.release", question }];
    case "question.release":
      return [{ type: "question.handle", question }];
    default:
      return [];
  }
}

/** A label as the server keeps it. */
export function labelKept(label: string): string {
  return label.trim().normalize("NFC").split(/\s+/).join(" ");
}

/** From a state back to how the question was. */
function restored(was: Question, mark: QueueMark | undefined, seen: QuestionState): Command[] {
  const { question } = was;
  switch (was.state) {
    case "held":
      return [{ type: "question.hold", question, seen }];
    case "open":
      return [{ type: seen === "held" ? "question.approve" : seen === "staged" ? "question.unstage" : "question.reopen", question, seen }];
    case "staged":
      return [{ type: "question.stage", question, seen }];
    case "answered":
      if (was.answer !== undefined && seen !== "dismissed" && seen !== "staged") {
        return [{ type: "question.answer", question, seen, text: was.answer.text, to: was.answer.to }];
      }
      return [...(seen === "held" ? [{ type: "question.approve", question, seen } as const] : []), { type: "question.answer", question }];
    case "dismissed":
      return [{
        type: "question.dismiss", question, seen,
        ...(mark?.reason === undefined ? {} : { reason: mark.reason }),
        ...(mark?.note === undefined ? {} : { text: mark.note.text }),
      }];
    default:
      return [];
  }
}
