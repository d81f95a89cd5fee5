// A poll in the making: question, kind, options, and on which terms people vote. What is written survives a reload and a refusal.

import { useId } from "preact/hooks";

import { useRoom } from "../../context";
import type { Draft } from "../../drafts";
import { formOf, KINDS, MOST_OPTIONS, MOST_WORDS, REVEALS, type Act, type PollKind, type PollTerms, type Reveal } from "../../polls";
import { isSendable, TextBox } from "../text_box";

const BLANK: PollTerms = { kind: "single", text: "", options: ["", ""], most: null, anonymous: true, reveal: "close" };

export function startPoll(draft: Draft): void {
  draft.about.value = formOf(BLANK);
}

export function startEdit(draft: Draft, terms: PollTerms): void {
  draft.text.value = terms.text;
  draft.about.value = formOf(terms);
}

export function PollForm({ draft, poll, act }: { draft: Draft; poll?: string; act: Act }) {
  const room = useRoom();
  const { words, store } = room;
  const id = useId();
  const terms = draft.about.value as unknown as PollTerms;
  const listed = terms.kind === "single" || terms.kind === "multiple";
  const limits = store.welcome.value?.limits;
  const change = (changed: Partial<PollTerms>) => {
    draft.about.value = formOf({ ...terms, ...changed });
    draft.refusal.value = null;
  };
  const close = () => {
    draft.text.value = "";
    draft.about.value = null;
    draft.refusal.value = null;
  };
  const options = terms.options.map((option) => option.trim());
  const most = terms.kind === "words" ? (terms.most ?? 1) : terms.kind === "multiple" ? (terms.most === null ? null : Math.min(terms.most, options.length)) : null;
  const sendable = isSendable(draft.text.value, limits?.poll ?? 300);
  const keep = () => {
    if (!sendable) return;
    const kept: PollTerms = { ...terms, text: draft.text.value.trim(), options: listed ? options : [], most };
    close();
    if (poll === undefined) act({ type: "poll.draft", ...kept }, () => words.t("polls.did.draft"));
    else act({ type: "poll.edit", poll, ...kept }, () => words.t("polls.did.edit"));
  };
  return (
    <form class="poll-form" aria-label={words.t(poll === undefined ? "polls.new" : "polls.edit")} onSubmit={(submit) => { submit.preventDefault(); keep(); }}>
      <TextBox draft={draft} label={words.t("polls.question")} placeholder={words.t("polls.question")} limit={limits?.poll ?? 300} autoFocus onSend={keep} onEscape={close} />
      <label class="field" for={`${id}-kind`}><span class="field-label">{words.t("polls.kind")}</span>
        <select id={`${id}-kind`} class="input" value={terms.kind} onChange={({ currentTarget }) => change({ kind: currentTarget.value as PollKind, most: null })}>
          {KINDS.map((kind) => <option key={kind} value={kind}>{words.t(`polls.kind.${kind}`)}</option>)}
        </select></label>
      {listed && <Options options={terms.options} limit={limits?.poll_option ?? 120} put={(changed) => change({ options: changed })} />}
      {(terms.kind === "multiple" || terms.kind === "words") && (
        <label class="field" for={`${id}-most`}><span class="field-label">{words.t("polls.most")}</span>
          <input id={`${id}-most`} class="input poll-number" type="number" min={1} max={terms.kind === "words" ? MOST_WORDS : options.length}
            value={most ?? options.length} onInput={({ currentTarget }) => change({ most: currentTarget.valueAsNumber || null })} /></label>
      )}
      <label class="field" for={`${id}-reveal`}><span class="field-label">{words.t("polls.reveal")}</span>
        <select id={`${id}-reveal`} class="input" value={terms.reveal} onChange={({ currentTarget }) => change({ reveal: currentTarget.value as Reveal })}>
          {REVEALS.map((reveal) => <option key={reveal} value={reveal}>{words.t(`polls.reveal.${reveal}`)}</option>)}
        </select></label>
      <label class="choice"><input type="checkbox" checked={terms.anonymous} onChange={({ currentTarget }) => change({ anonymous: currentTarget.checked })} /> {words.t("polls.ask_anonymously")}</label>
      {!terms.anonymous && <p class="field-hint">{words.t("polls.named_hint")}</p>}
      <div class="cluster">
        <button type="submit" class="button button-small button-primary" aria-disabled={!sendable}>{words.t("polls.keep")}</button>
        <button type="button" class="button button-small button-quiet" onClick={close}>{words.t("room.cancel")}</button>
      </div>
    </form>
  );
}

function Options({ options, limit, put }: { options: readonly string[]; limit: number; put: (options: readonly string[]) => void }) {
  const { words } = useRoom();
  return (
    <fieldset class="poll-form-options">
      <legend class="field-label">{words.t("polls.options")}</legend>
      {options.map((option, place) => (
        <div key={place} class="poll-form-option">
          <input class="input" type="text" maxLength={limit} value={option} aria-label={words.t("polls.option", { number: place + 1 })}
            onInput={({ currentTarget }) => put(options.map((each, at) => (at === place ? currentTarget.value : each)))} />
          {options.length > 2 && (
            <button type="button" class="button button-small button-quiet" aria-label={words.t("polls.remove_option", { number: place + 1 })}
              onClick={() => put(options.filter((_, at) => at !== place))}>✕</button>
          )}
        </div>
      ))}
      {options.length < MOST_OPTIONS && (
        <button type="button" class="button button-small poll-add" onClick={() => put([...options, ""])}>{words.t("polls.add_option")}</button>
      )}
    </fieldset>
  );
}
