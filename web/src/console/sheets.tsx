// What opens over the board: dismiss with a reason, answer in writing, edit, assign. What was written stays until it is stored.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import { lengthOf, type Draft } from "../drafts";
import { REASONS, type Command, type Reason } from "../frames";
import { Written } from "../panels/written";
import type { Refusal } from "../pending";
import { programmeAt } from "../programme";
import { refusalText } from "../refusals";
import type { Question, Session } from "../views";
import { useDesk } from "./context";
import type { Desk } from "./desk";
import { AskerSheet } from "./asker";
import { HelpSheet } from "./help";
import { LabelsSheet } from "./labels";
import { MergeSheet } from "./merging";
import { SheetFrame } from "./sheet";

const ANSWER_LIMIT = 2000;
const QUESTION_LIMIT = 1000;

export function Sheets() {
  const desk = useDesk();
  const sheet = desk.sheet.value;
  if (sheet === null) return null;
  if (sheet.name === "help") return <HelpSheet />;
  const questions = sheet.questions.map((id) => desk.question(id)).filter((each): each is Question => each !== undefined);
  const [first] = questions;
  if (first === undefined) return null;
  const key = `${sheet.name} ${sheet.questions.join(" ")}`;
  switch (sheet.name) {
    case "dismiss":
      return <DismissSheet key={key} questions={questions} />;
    case "answer":
      return <AnswerSheet key={key} question={first} />;
    case "edit":
      return <EditSheet key={key} question={first} />;
    case "labels":
      return <LabelsSheet key={key} questions={questions} />;
    case "assign":
      return <AssignSheet key={key} question={first} />;
    case "asker":
      return <AskerSheet key={key} question={first} />;
    case "merge":
      return <MergeSheet key={key} questions={questions} />;
  }
}

/** Gives commands; closes the sheet when they are stored, and else says why not. */
export function useGiving(desk: Desk, draft?: Draft) {
  const refusal = useSignal<Refusal | null>(null);
  const under = useSignal(false);
  const give = async (commands: readonly Command[], said: () => string) => {
    under.value = true;
    const [refused] = await desk.act(commands, said);
    under.value = false;
    refusal.value = refused ?? null;
    if (refused !== undefined) return;
    if (draft) draft.text.value = "";
    desk.close();
  };
  return { give, under: under.value, refusal: refusal.value === null ? null : refusalText(desk.room.words, refusal.value) };
}

function DismissSheet({ questions }: { questions: readonly Question[] }) {
  const desk = useDesk();
  const { words, drafts } = desk.room;
  const [first] = questions;
  const draft = drafts.of(`dismiss/${first!.question}`);
  const reason = useSignal<Reason | null>(null);
  const { give, under, refusal } = useGiving(desk, draft);
  const over = lengthOf(draft.text.value) > QUESTION_LIMIT;
  const dismiss = () => {
    const text = draft.text.peek().trim();
    const commands = questions.map(({ question, state }): Command => ({
      type: "question.dismiss", question, seen: state,
      ...(reason.value === null ? {} : { reason: reason.value }),
      ...(text === "" ? {} : { text }),
    }));
    void give(commands, () => (questions.length === 1 ? words.t("console.did.dismiss", { number: first!.number }) : words.t("console.did_many.dismiss", { count: questions.length })));
  };
  return (
    <SheetFrame title={words.t("console.dismiss_title", { count: questions.length })} deed={words.t("console.do.dismiss")} disabled={under || over}
      handles={questions.length === 1 ? first!.question : undefined} refusal={refusal} onDo={dismiss}>
      <About questions={questions} />
      <fieldset class="sheet-choices">
        <legend>{words.t("console.reason")}</legend>
        {([null, ...REASONS] as const).map((each, place) => (
          <label key={each ?? "none"} class="choice">
            <input type="radio" name="reason" checked={reason.value === each} autofocus={place === 0} onChange={() => (reason.value = each)} />
            {each === null ? words.t("console.no_reason") : words.t(`questions.reason.${each}`)}
          </label>
        ))}
      </fieldset>
      <TextField draft={draft} label={words.t("console.note")} hint={words.t("console.note_hint")} limit={QUESTION_LIMIT} />
    </SheetFrame>
  );
}

function AnswerSheet({ question: { question, number, state, text, language, answer } }: { question: Question }) {
  const desk = useDesk();
  const { words, drafts } = desk.room;
  const draft = drafts.of(`answer/${question}`);
  const to = useSignal<"all" | "asker">(answer?.to ?? "all");
  if (draft.text.peek() === "" && answer !== undefined && draft.about.peek() === null) {
    draft.text.value = answer.text;
    draft.about.value = true;
  }
  const { give, under, refusal } = useGiving(desk, draft);
  const length = lengthOf(draft.text.value);
  return (
    <SheetFrame title={words.t("console.answer_title", { number })} deed={words.t("console.do.write")} disabled={under || length === 0 || length > ANSWER_LIMIT}
      handles={question} refusal={refusal}
      onDo={() => void give([{ type: "question.answer", question, seen: state, text: draft.text.peek(), to: to.peek() }], () => words.t("console.did.write", { number }))}>
      <div class="sheet-quote"><Written text={text} language={language} about={`question/${question}`} /></div>
      <TextField draft={draft} label={words.t("console.answer_text")} limit={ANSWER_LIMIT} autoFocus />
      <fieldset class="sheet-choices">
        <legend>{words.t("console.answer_to")}</legend>
        {(["all", "asker"] as const).map((each) => (
          <label key={each} class="choice">
            <input type="radio" name="to" checked={to.value === each} onChange={() => (to.value = each)} />{words.t(`console.answer_to_${each}`)}
          </label>
        ))}
      </fieldset>
    </SheetFrame>
  );
}

function EditSheet({ question: { question, number, text } }: { question: Question }) {
  const desk = useDesk();
  const { words, drafts } = desk.room;
  const draft = drafts.of(`reword/${question}`);
  // What the moderator saw when they began: an edit of another one meanwhile is refused, and nothing is lost.
  const seen = useSignal(text);
  if (draft.text.peek() === "") draft.text.value = text;
  const { give, under, refusal } = useGiving(desk, draft);
  const length = lengthOf(draft.text.value);
  return (
    <SheetFrame title={words.t("console.edit_title", { number })} deed={words.t("console.do.edit")} disabled={under || length === 0 || length > QUESTION_LIMIT}
      handles={question} refusal={refusal}
      onDo={() => {
        const seen_text = seen.peek();
        seen.value = text;
        void give([{ type: "question.edit", question, text: draft.text.peek(), seen_text }], () => words.t("console.did.edit", { number }));
      }}>
      {seen.value !== text && <div class="sheet-quote"><Written text={text} language="" /></div>}
      <TextField draft={draft} label={words.t("console.edit_text")} hint={words.t("console.edit_hint")} limit={QUESTION_LIMIT} autoFocus />
    </SheetFrame>
  );
}

function AssignSheet({ question: { question, number, assigned } }: { question: Question }) {
  const desk = useDesk();
  const { room } = desk;
  const { words, store, clock } = room;
  const id = useId();
  const name = useSignal(assigned ?? "");
  const { give, under, refusal } = useGiving(desk);
  const { now, next } = programmeAt(store.values<Session>("sessions/"), clock.second.peek());
  const people = [...new Set([now, next].flatMap((session) => session?.people.flatMap(({ name: each }) => (each === null ? [] : [each])) ?? []))];
  const assign = () => {
    const speaker = name.peek().trim() === "" ? null : name.peek().trim();
    const said = () => (speaker === null ? words.t("console.did.unassign", { number }) : words.t("console.did.assign", { number, name: speaker }));
    void give([{ type: "question.assign", question, speaker }], said);
  };
  return (
    <SheetFrame title={words.t("console.assign_title", { number })} deed={words.t("console.do.assign")} disabled={under || lengthOf(name.value) > 80} refusal={refusal} onDo={assign}>
      <div class="field">
        <label class="field-label" for={id}>{words.t("console.speaker")}</label>
        <input id={id} class="input" list={`${id}-people`} value={name.value} autofocus onInput={(input) => (name.value = input.currentTarget.value)} />
        <datalist id={`${id}-people`}>{people.map((each) => <option key={each} value={each} />)}</datalist>
        <p class="field-hint">{words.t("console.speaker_hint")}</p>
      </div>
      <div class="cluster">
        {people.map((each) => (
          <button key={each} type="button" class="button button-small" aria-pressed={name.value === each} onClick={() => (name.value = each)}>{each}</button>
        ))}
        <button type="button" class="button button-small button-quiet" onClick={() => (name.value = "")}>{words.t("console.nobody")}</button>
      </div>
    </SheetFrame>
  );
}

/** The questions that a sheet is about. */
export function About({ questions }: { questions: readonly Question[] }) {
  return <div class="sheet-quote">{questions.slice(0, 3).map(({ question, text, language }) => <Written key={question} text={text} language={language} about={`question/${question}`} />)}</div>;
}

function TextField({ draft, label, hint, limit, autoFocus }: { draft: Draft; label: string; hint?: string; limit: number; autoFocus?: boolean }) {
  const { words } = useDesk().room;
  const id = useId();
  const left = limit - lengthOf(draft.text.value);
  return (
    <div class="field">
      <label class="field-label" for={id}>{label}</label>
      <textarea id={id} class="input" rows={4} value={draft.text.value} autofocus={autoFocus ?? false} aria-describedby={`${id}-hint`}
        aria-invalid={left < 0} onInput={(input) => (draft.text.value = input.currentTarget.value)} />
      <p id={`${id}-hint`} class={left < 0 ? "field-error" : "field-hint"}>
        {left < 0 ? words.t("room.over_limit", { count: -left }) : (hint ?? words.t("room.left", { count: left }))}
      </p>
    </div>
  );
}
