// Labels: those that are used already at a touch, and new ones.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import type { Question } from "../views";
import { useDesk } from "./context";
import { labelKept } from "./inverses/questions";
import { SheetFrame } from "./sheet";
import { About, useGiving } from "./sheets";

const LIMIT = 40;

export function LabelsSheet({ questions }: { questions: readonly Question[] }) {
  const desk = useDesk();
  const { words } = desk.room;
  const id = useId();
  const fresh = useSignal("");
  const { refusal } = useGiving(desk);
  const has = (label: string) => questions.every(({ question }) => desk.mark(question)?.labels?.includes(label) ?? false);
  const set = (label: string, on: boolean) => {
    const type = on ? "question.label" : "question.unlabel";
    const concerned = questions.filter(({ question }) => (desk.mark(question)?.labels?.includes(label) ?? false) !== on);
    if (concerned.length === 0) return;
    void desk.act(concerned.map(({ question }) => ({ type, question, label })), () => words.t(on ? "console.did.label" : "console.did.unlabel", { label }));
  };
  const add = () => {
    const label = labelKept(fresh.peek());
    if (label === "" || label.length > LIMIT) return;
    fresh.value = "";
    set(label, true);
  };
  const known = desk.choices.value.labels;
  return (
    <SheetFrame title={words.t("console.labels_title", { count: questions.length })} refusal={refusal} onDo={add}>
      <About questions={questions} />
      {known.length > 0 && (
        <div class="cluster" role="group" aria-label={words.t("console.labels")}>
          {known.map((label) => (
            <button key={label} type="button" class="button button-small" aria-pressed={has(label)} onClick={() => set(label, !has(label))}>{label}</button>
          ))}
        </div>
      )}
      <div class="field">
        <label class="field-label" for={id}>{words.t("console.new_label")}</label>
        <div class="sheet-line">
          <input id={id} class="input" maxLength={LIMIT} value={fresh.value} autofocus onInput={(input) => (fresh.value = input.currentTarget.value)} />
          <button type="submit" class="button">{words.t("console.add_label")}</button>
        </div>
      </div>
    </SheetFrame>
  );
}
