// The box in which an author edits a message, in its place in the list.

import { useRoom } from "../../context";
import type { Message } from "../../views";
import { isSendable, TextBox } from "../text_box";
import { elementId } from "./desk";

const FALLBACK_LIMIT = 2000;

export function EditBox({ message: { message, text } }: { message: Message }) {
  const room = useRoom();
  const { words } = room;
  const draft = room.drafts.of(`edit/${message}`);
  const limit = room.store.welcome.value?.limits.chat ?? FALLBACK_LIMIT;
  const leave = () => {
    draft.text.value = "";
    draft.about.value = null;
    draft.refusal.value = null;
    document.getElementById(elementId(message))?.focus();
  };
  const save = () => {
    const edited = draft.text.peek();
    if (!isSendable(edited, limit)) return;
    leave();
    if (edited.trim() !== text) room.give({ type: "chat.edit", message, text: edited.trim() });
  };
  return (
    <form class="edit-box" onSubmit={(submit) => {
      submit.preventDefault();
      save();
    }}>
      <TextBox draft={draft} label={words.t("chat.edit_label")} limit={limit} autoFocus onSend={save} onEscape={leave} />
      <div class="cluster cluster-end">
        <button type="button" class="button button-small button-quiet" onClick={leave}>{words.t("room.cancel")}</button>
        <button type="submit" class="button button-small button-primary" disabled={!isSendable(draft.text.value, limit)}>{words.t("chat.save")}</button>
      </div>
    </form>
  );
}
