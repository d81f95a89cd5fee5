// What a speaker means to say, pasted or read from a text file, for interpreters and captioners to read beforehand.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import { useRoom } from "../context";
import { lengthOf } from "../drafts";
import { Icon } from "../icons";
import { canBeHandedIn, handInText, LONGEST_MANUSCRIPT, type Manuscript as Text } from "../manuscripts";
import { Hour } from "../panels/written";
import { MediaProblem } from "../peer/door";
import { refusalText } from "../refusals";

const COUNTED_FROM = 0.9;

export function Manuscript() {
  const room = useRoom();
  const { words, store, me, drafts } = room;
  const changing = useSignal(false);
  if (!room.may("manuscript.hand_in")) return null;
  const all = store.values<Text>("manuscripts/");
  const mine = all.find(({ owner }) => owner.participant === me.participant);
  const others = room.backstage ? all.filter((each) => each !== mine) : [];
  const withdraw = (participant: string) => room.give({ type: "manuscript.withdraw", participant });
  const change = () => {
    drafts.of("manuscript").text.value = mine?.text ?? "";
    changing.value = true;
  };
  return (
    <section class="card check manuscript-desk" aria-labelledby="manuscript-title">
      <h2 id="manuscript-title" class="check-title"><Icon name="edit" /> {words.t("backstage.manuscript")}</h2>
      <p class="field-hint">{words.t("backstage.manuscript_hint")}</p>
      {mine !== undefined && !changing.value ? (
        <>
          <p role="status">{words.t("backstage.manuscript_in")} <Hour at={mine.at} /></p>
          <details class="manuscript-own">
            <summary>{words.t("backstage.manuscript_read")}</summary>
            <p class="written manuscript-text" lang={mine.language} dir="auto" tabIndex={0}>{mine.text}</p>
          </details>
          <div class="cluster">
            <button type="button" class="button button-small" onClick={change}>{words.t("backstage.manuscript_change")}</button>
            <button type="button" class="button button-small button-quiet" onClick={() => withdraw(me.participant)}>{words.t("backstage.manuscript_withdraw")}</button>
          </div>
        </>
      ) : <Form leave={mine === undefined ? null : () => (changing.value = false)} />}
      {others.length > 0 && (
        <ul class="list-plain slides-decks">
          {others.map(({ owner, at }) => (
            <li key={owner.participant}>
              <span class="crew-name">{owner.name}</span> <Hour at={at} />
              <button type="button" class="button button-small button-quiet" aria-label={words.t("backstage.manuscript_remove", { name: owner.name })} onClick={() => withdraw(owner.participant)}><Icon name="remove" /></button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** `leave` is null where there is nothing to go back to. */
function Form({ leave }: { leave: (() => void) | null }) {
  const room = useRoom();
  const { words, drafts } = room;
  const [text, file] = [useId(), useId()];
  const draft = drafts.of("manuscript").text;
  const state = useSignal<"idle" | "sending" | MediaProblem>("idle");
  const length = lengthOf(draft.value);
  const problem = state.value;
  const read = async (input: HTMLInputElement) => {
    const chosen = input.files?.[0];
    if (chosen === undefined) return;
    draft.value = (await chosen.text()).trim();
    input.value = "";
  };
  const send = async () => {
    if (!canBeHandedIn(draft.peek()) || state.peek() === "sending") return;
    state.value = "sending";
    try {
      await handInText((address, request) => fetch(address, request), room.page.socket, draft.peek());
      draft.value = "";
      state.value = "idle";
      leave?.();
    } catch (fault) {
      if (!(fault instanceof MediaProblem)) throw fault;
      state.value = fault;
    }
  };
  return (
    <form class="stack stack-tight" onSubmit={(submit) => {
      submit.preventDefault();
      void send();
    }}>
      <label class="field-label" for={text}>{words.t("backstage.manuscript_text")}</label>
      <textarea id={text} class="input manuscript-box" rows={5} dir="auto" value={draft.value} onInput={({ currentTarget }) => (draft.value = currentTarget.value)} />
      {length > LONGEST_MANUSCRIPT * COUNTED_FROM && (
        <p class={length > LONGEST_MANUSCRIPT ? "field-error figures" : "field-hint figures"}>
          {length > LONGEST_MANUSCRIPT ? words.t("room.over_limit", { count: length - LONGEST_MANUSCRIPT }) : words.t("room.left", { count: LONGEST_MANUSCRIPT - length })}
        </p>
      )}
      <label class="field-label" for={file}>{words.t("backstage.manuscript_file")}</label>
      <input id={file} class="input" type="file" accept="text/plain,.txt,.md" onChange={({ currentTarget }) => void read(currentTarget)} />
      {problem instanceof MediaProblem && (
        <p role="alert" class="field-error">{problem.code === "network" ? words.t("backstage.problem.network") : refusalText(words, { code: problem.code, data: problem.data as never, temporary: false })}</p>
      )}
      <div class="cluster">
        <button type="submit" class="button button-small button-primary" aria-disabled={!canBeHandedIn(draft.value) || problem === "sending"}>{words.t("backstage.manuscript_send")}</button>
        {leave !== null && <button type="button" class="button button-small button-quiet" onClick={leave}>{words.t("room.cancel")}</button>}
      </div>
    </form>
  );
}
