// What becomes of a refused command: its words, and the box to which its text goes back.

import type { Drafts } from "./drafts";
import type { Command } from "./frames";
import type { Words } from "./i18n";
import type { Pending, Refusal } from "./pending";
import { editBox, formOf, NEW_POLL } from "./polls";

/** The reader's words for a refusal. */
export function refusalText(words: Words, { code, data }: Refusal): string {
  const key = `error.${code}`;
  if (!words.has(key)) return words.t("error.unknown", { code });
  const shown: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(data)) {
    if (name === "wait_s") shown[name] = Math.max(1, Math.ceil(Number(value)));
    else if (name === "state") shown[name] = words.t(`${code.startsWith("poll.") ? "polls" : "questions"}.state.${String(value)}`);
    else if (typeof value === "number") shown[name] = value;
    else shown[name] = String(value);
  }
  return words.t(key, shown);
}

/** The box that a command's text was written in, null for a command without text. */
export function boxOf(command: Command): string | null {
  switch (command.type) {
    case "chat.send":
      return "chat";
    case "chat.edit":
      return `edit/${command.message}`;
    case "question.ask":
      return "question";
    case "poll.draft":
      return NEW_POLL;
    case "poll.edit":
      return editBox(command.poll);
    default:
      return null;
  }
}

/** Puts a refused text back into its box, with the refusal. False when the box has a newer text, which is not overwritten. */
export function putBack(drafts: Drafts, { command, refusal }: Pending): boolean {
  const box = boxOf(command);
  if (box === null || !("text" in command) || command.text === undefined) return false;
  const draft = drafts.of(box);
  if (draft.text.peek() !== "") return false;
  draft.text.value = command.text;
  draft.refusal.value = refusal;
  if (command.type === "chat.edit") draft.about.value = true;
  else if (command.type === "question.ask") draft.about.value = command.anonymous;
  else if (command.type === "poll.draft" || command.type === "poll.edit") draft.about.value = formOf(command);
  else if (command.type === "chat.send") draft.about.value = command.reply_to ?? null;
  return true;
}
