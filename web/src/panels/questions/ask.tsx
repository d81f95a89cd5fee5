// The form for a question, with its name or without; plain words on who sees it.

import { useId } from "preact/hooks";

import { useRoom } from "../../context";
import type { QuestionMode } from "../../frames";
import type { QuestionSettings } from "../../views";
import { useClosed } from "../closed";
import { isSendable, TextBox } from "../text_box";

const FALLBACK_LIMIT = 1000;

export function AskForm({ mode }: { mode: QuestionMode | undefined }) {
  const room = useRoom();
  const hint = useId();
  const { words, store } = room;
  const draft = room.drafts.of("question");
  const limit = store.welcome.value?.limits.question ?? FALLBACK_LIMIT;
  const closed = useClosed() ?? (mode === "closed" ? words.t("error.question.closed") : null);
  const sendable = closed === null && isSendable(draft.text.value, limit);
  const anonymous = draft.about.value === true;
  const told = store.get<QuestionSettings>("questions")?.askers_named_to;
  const send = () => {
    if (!sendable) return;
    const text = draft.text.peek().trim();
    draft.text.value = "";
    draft.about.value = null;
    draft.refusal.value = null;
    room.give({ type: "question.ask", text, anonymous });
    room.announcer.say(words.t(mode === "moderated" && !room.backstage ? "questions.sent_held" : "questions.sent"));
  };
  return (
    <form class="composer" onSubmit={(submit) => {
      submit.preventDefault();
      send();
    }}>
      <TextBox draft={draft} label={words.t("questions.box")} placeholder={words.t("questions.box")} limit={limit}
        disabled={closed !== null} hint={closed ?? undefined} onSend={send} />
      <div class="cluster cluster-between ask-line">
        <label class="choice">
          <input type="checkbox" checked={anonymous} aria-describedby={hint}
            onChange={(change) => (draft.about.value = change.currentTarget.checked ? true : null)} />
          {words.t("questions.ask_anonymously")}
        </label>
        <button type="submit" class="button button-primary button-small" aria-disabled={!sendable}>{words.t("questions.ask")}</button>
      </div>
      <p id={hint} class="meta ask-hint">{words.t(!anonymous ? "questions.who_sees" : told === undefined ? "questions.who_sees_anonymous" : `askers.who_sees.${told}`)}</p>
    </form>
  );
}
