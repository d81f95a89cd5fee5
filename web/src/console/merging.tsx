// Merging: which question is to stand for these. Their votes are united, each person counting once.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import type { Command } from "../frames";
import { LanguageBadge, Written } from "../panels/written";
import type { Question } from "../views";
import { byVotes } from "../votes";
import { NO_FILTERS, passes } from "./board";
import { useDesk } from "./context";
import { SheetFrame } from "./sheet";
import { About, useGiving } from "./sheets";

const STANDING: ReadonlySet<Question["state"]> = new Set(["held", "open", "staged", "answered"]);

export function MergeSheet({ questions }: { questions: readonly Question[] }) {
  const desk = useDesk();
  const { words } = desk.room;
  const id = useId();
  const wanted = useSignal("");
  const into = useSignal<string | null>(null);
  const { give, under, refusal } = useGiving(desk);
  const ids = new Set(questions.map(({ question }) => question));
  const several = questions.length > 1;
  // Of several the one that is to stand for the others is one of them, or any other.
  const targets = desk.all.value
    .filter(({ question, state }) => STANDING.has(state) && (several || !ids.has(question)))
    .filter((question) => passes(question, desk.mark(question.question), [], { ...NO_FILTERS, text: wanted.value }))
    .sort(byVotes(desk.votes));
  const merge = () => {
    const target = into.peek();
    if (target === null) return;
    const commands = questions.filter(({ question }) => question !== target).map(({ question }): Command => ({ type: "question.merge", question, into: target }));
    const number = desk.question(target)?.number ?? 0;
    void give(commands, () => words.t("console.did.merge", { count: commands.length, number })).then(() => desk.clearSelection());
  };
  return (
    <SheetFrame title={words.t("console.merge_title", { count: questions.length })} deed={words.t("console.do.merge")} disabled={under || into.value === null} refusal={refusal} onDo={merge}>
      <About questions={questions} />
      <div class="field">
        <label class="field-label" for={id}>{words.t("console.merge_search")}</label>
        <input id={id} class="input" type="search" value={wanted.value} autofocus onInput={(input) => (wanted.value = input.currentTarget.value)} />
      </div>
      <fieldset class="sheet-choices sheet-targets">
        <legend>{words.t("console.merge_into")}</legend>
        {targets.length === 0 && <p class="meta">{words.t("console.nothing_found")}</p>}
        {targets.map(({ question, number, text, language }) => (
          <label key={question} class="choice sheet-target">
            <input type="radio" name="into" checked={into.value === question} onChange={() => (into.value = question)} />
            <span>
              <Written text={text} language={language} about={`question/${question}`} screen />
              <span class="meta">#{words.number(number)} · {words.t("questions.upvotes", { count: desk.votes(question) })}</span> <LanguageBadge language={language} />
            </span>
          </label>
        ))}
      </fieldset>
    </SheetFrame>
  );
}
