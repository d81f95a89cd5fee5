// Reporting a message or a question: a line of why, and thanks once it is with the moderators.

import { useRoom } from "../../context";
import { Icon } from "../../icons";
import { isSendable, TextBox } from "../text_box";

const FALLBACK_LIMIT = 300;

export interface ReportFormProps {
  readonly kind: "message" | "question";
  readonly subject: string;
  readonly name: string;
  readonly onDone: () => void;
}

export function ReportForm({ kind, subject, name, onDone }: ReportFormProps) {
  const room = useRoom();
  const { words, store, drafts } = room;
  const draft = drafts.of(`report/${subject}`);
  const limit = store.welcome.value?.limits.report ?? FALLBACK_LIMIT;
  if (store.get<boolean>(`my/reports/${subject}`) === true) return <p class="meta">{words.t("reports.filed")}</p>;
  const send = () => {
    if (!isSendable(draft.text.peek(), limit)) return;
    const text = draft.text.peek().trim();
    draft.text.value = "";
    draft.refusal.value = null;
    room.give({ type: "report.file", kind, subject, text });
    onDone();
  };
  return (
    <form class="report-form" onSubmit={(submit) => {
      submit.preventDefault();
      send();
    }}>
      <TextBox draft={draft} label={words.t("reports.why", { name })} placeholder={words.t("reports.why", { name })} limit={limit} autoFocus hint={words.t("reports.hint")} onSend={send} onEscape={onDone} />
      <div class="cluster">
        <button type="submit" class="button button-small button-primary" aria-disabled={!isSendable(draft.text.value, limit)}>{words.t("reports.send")}</button>
        <button type="button" class="button button-small button-quiet" onClick={onDone}>{words.t("room.cancel")}</button>
      </div>
    </form>
  );
}

/** With `bare` the flag alone, where it stands at every line of a list. */
export function ReportButton({ subject, onClick, bare = false }: { subject: string; onClick: () => void; bare?: boolean }) {
  const { words, store } = useRoom();
  if (store.get<boolean>(`my/reports/${subject}`) === true) return <span class="meta">{words.t("reports.filed")}</span>;
  const label = words.t("reports.report");
  return (
    <button type="button" class={`button button-small button-quiet ${bare ? "button-icon" : ""}`} data-deed="report" onClick={onClick} {...(bare ? { "aria-label": label, title: label } : {})}>
      <Icon name="flag" /> {!bare && label}
    </button>
  );
}
