// What becomes of a refused command: its words, and the box to which its text goes back.

import type { Drafts } from "./drafts";
import type { Command } from "./frames";
import type { Words } from "./i18n";
import type { Pending, Refusal } from "./pending";
import { editBox, formOf, NEW_POLL } from "./polls";
import { talkBox } from "./talk";
import { correctionBox } from "./translations";

/** Where the words for the states of a feature stand, by the first part of its refusals' codes. */
const AREAS: { readonly [feature: string]: string } = { chat: "chat", question: "questions", poll: "polls", floor: "floor", session: "clock", report: "reports" };

/** The reader's words for a refusal. */
export function refusalText(words: Words, { code, data }: Refusal): string {
  const key = `error.${code}`;
  if (!words.has(key)) return words.t("error.unknown", { code });
  const shown: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(data)) {
    if (name === "wait_s") shown[name] = Math.max(1, Math.ceil(Number(value)));
    else if (name === "ends") shown[name] = words.time(Number(value));
    else if (name === "state") shown[name] = words.t(`${AREAS[code.split(".")[0]!] ?? "questions"}.state.${String(value)}`);
    else if (typeof value === "number") shown[name] = value;
    else shown[name] = String(value);
  }
  return words.t(key, shown);
}

/** The box of the slide that covers the stage. */
export const HOLDING_BOX = "holding";
const LISTLESS: ReadonlySet<Command["type"]> = new Set(["booth.send", "caption.write", "stage.hold"]);

/** The box that a command's text was written in, null for a command without text. */
export function boxOf(command: Command): string | null {
  switch (command.type) {
    case "chat.send":
      return "chat";
    case "chat.edit":
      return `edit/${command.message}`;
    case "question.ask":
      return "question";
    case "talk.send":
      return talkBox(command.circle);
    case "cue.send":
      return command.kind === "text" ? "cue" : null;
    case "booth.send":
      return `booth/${command.language}`;
    case "caption.write":
      return command.recognised === true ? null : `caption/${command.language}`;
    case "stage.hold":
      return HOLDING_BOX;
    case "report.file":
      return `report/${command.subject}`;
    case "floor.request":
      return "hand";
    case "poll.draft":
      return NEW_POLL;
    case "translation.correct":
      return correctionBox(command.about);
    case "poll.edit":
      return editBox(command.poll);
    default:
      return null;
  }
}

/** Puts a refused text back into its box, with the refusal. False when the box has a newer text, which is not overwritten. */
export function putBack(drafts: Drafts, { command, refusal }: Pending): boolean {
  const box = boxOf(command);
  const text = command.type === "floor.request" ? command.about : "text" in command ? command.text : undefined;
  if (box === null || text === undefined) return false;
  const draft = drafts.of(box);
  const newer = draft.text.peek();
  // These boxes have no list beside them in which a refused text could wait.
  if (newer !== "" && !LISTLESS.has(command.type)) return false;
  draft.text.value = newer === "" ? text : `${text} ${newer}`;
  draft.refusal.value = refusal;
  if (command.type === "chat.edit") draft.about.value = true;
  else if (command.type === "question.ask") draft.about.value = command.anonymous;
  else if (command.type === "cue.send") draft.about.value = command.participant ?? command.to;
  else if (command.type === "floor.request") draft.about.value = command.kind;
  else if (command.type === "translation.correct") draft.about.value = { language: command.language, seen: command.seen ?? null };
  else if (command.type === "poll.draft" || command.type === "poll.edit") draft.about.value = formOf(command);
  else if (command.type === "chat.send") draft.about.value = command.reply_to ?? null;
  return true;
}
