// One question: its upvotes, its text and language, who asked, and what a moderator may do with it.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { neighbourOrHeading, useFocusHeir } from "../../focus_heir";
import type { Command, QuestionDeed } from "../../frames";
import { Icon } from "../../icons";
import type { LiveRoom } from "../../room";
import type { Answer, Question, QuestionState } from "../../views";
import { votesIn } from "../../votes";
import { PersonName } from "../person_name";
import { ReportButton, ReportForm } from "../safety/report";
import { Hour, LanguageBadge, Written } from "../written";
import { useClosed } from "../closed";

/** What a moderator may do in each state, the likeliest first. */
const DEEDS: { readonly [state in QuestionState]: readonly QuestionDeed[] } = {
  held: ["question.approve", "question.dismiss"],
  open: ["question.answer", "question.dismiss"],
  staged: ["question.answer", "question.dismiss"],
  answered: ["question.reopen"],
  dismissed: ["question.reopen"],
  merged: [],
  withdrawn: [],
};

/** Where votes were or are given; in the other states there are none to show. */
const VOTED: ReadonlySet<QuestionState> = new Set(["open", "staged", "answered"]);

/** Those that the hall does not see any more. */
export const GONE: ReadonlySet<QuestionState> = new Set(["dismissed", "merged", "withdrawn"]);

export function QuestionItem({ id }: { id: string }) {
  const room = useRoom();
  const item = useRef<HTMLLIElement>(null);
  const reporting = useSignal(false);
  useFocusHeir(item, neighbourOrHeading);
  const { store, words } = room;
  const question = store.get<Question>(`questions/${id}`);
  if (question === undefined) return null;
  const own = store.get(`my/questions/${id}`) !== undefined || question.asker?.participant === room.me.participant;
  const reportable = !own && room.may("report.file") && !room.may("question.approve");
  return (
    <li ref={item} tabIndex={-1} class="question" data-state={question.state} data-own={own}>
      {VOTED.has(question.state) && <Upvotes question={question} own={own} />}
      <div class="question-body">
        <Written text={question.text} language={question.language} about={`question/${id}`} open />
        <p class="question-about">
          {question.asker ? <PersonName person={question.asker} /> : <span>{words.t("questions.anonymous")}</span>}
          {question.asker && question.anonymous && <span class="badge">{words.t("questions.anonymous_to_hall")}</span>}
          {own && <span class="badge badge-sun">{words.t("questions.yours")}</span>}
          {GONE.has(question.state) && <span class="badge">{words.t(`questions.state.${question.state}`)}</span>}
          <LanguageBadge language={question.language} />
          {question.assigned && <span class="badge badge-now">{words.t("console.for_speaker", { name: question.assigned })}</span>}
          {question.edited_at !== undefined && <span title={words.moment(question.edited_at)}>{words.t("questions.edited")}</span>}
          {question.merged !== undefined && <span>{words.t("questions.merged_here", { count: question.merged })}</span>}
          <Hour at={question.answered_at ?? question.at} />
          {reportable && !reporting.value && <ReportButton bare subject={id} onClick={() => (reporting.value = true)} />}
        </p>
        {room.may("question.approve") && <Deeds question={question} />}
        {reportable && reporting.value && (
          <ReportForm kind="question" subject={id} name={question.asker?.name ?? words.t("questions.anonymous")} onDone={() => (reporting.value = false)} />
        )}
        {question.answer && <WrittenAnswer answer={question.answer} about={`answer/${id}`} />}
      </div>
    </li>
  );
}

export function WrittenAnswer({ answer: { text, language }, about }: { answer: Answer; about: string }) {
  const { words } = useRoom();
  return (
    <div class="answer">
      <p class="meta">{words.t("questions.answer")} <LanguageBadge language={language} /></p>
      <Written text={text} language={language} about={about} open />
    </div>
  );
}

function Upvotes({ question: { question, state, text }, own }: { question: Question; own: boolean }) {
  const room = useRoom();
  const { words, store } = room;
  const closed = useClosed();
  const given = store.get<boolean>(`my/upvotes/${question}`) === true;
  const under = underWayFor(room, question, "question.upvote", "question.withdraw_upvote").at(-1);
  const pressed = under === undefined ? given : under === "question.upvote";
  const shown = votesIn(store)(question) + Number(pressed) - Number(given);
  const count = <span class="figures upvotes-count">{words.number(shown)}</span>;
  if (own || (state !== "open" && state !== "staged")) {
    return <p class="upvotes"><span class="visually-hidden">{words.t("questions.upvotes", { count: shown })}</span><span aria-hidden="true">{count}</span><Icon name="up" /></p>;
  }
  const withheld = closed !== null && !pressed;
  return (
    <button type="button" class="upvotes upvotes-button" aria-pressed={pressed} data-pending={under !== undefined} aria-disabled={withheld || under !== undefined}
      aria-label={words.t("questions.upvote_label", { count: shown, text: text.slice(0, 80) })} title={withheld ? (closed ?? "") : words.t(pressed ? "questions.withdraw_upvote" : "questions.upvote")}
      onClick={() => withheld || under !== undefined || room.give({ type: pressed ? "question.withdraw_upvote" : "question.upvote", question })}>
      <span aria-hidden="true">{count}</span><Icon name="up" />
    </button>
  );
}

function Deeds({ question: { question, state, text } }: { question: Question }) {
  const room = useRoom();
  const { words } = room;
  const deeds = DEEDS[state];
  if (deeds.length === 0) return null;
  const under = underWayFor(room, question, ...deeds).at(-1);
  return (
    <div class="cluster" role="group" aria-label={words.t("questions.deeds_for", { text: text.slice(0, 80) })}>
      {deeds.map((type, place) => (
        <button key={type} type="button" class={`button button-small ${place === 0 && state === "held" ? "button-primary" : ""}`}
          aria-disabled={under !== undefined} onClick={() => under !== undefined || room.give({ type, question })}>
          {words.t(under === type ? "room.under_way" : `questions.deed.${type.split(".")[1]}`)}
        </button>
      ))}
    </div>
  );
}

/** The kinds of commands about one question that are not answered yet. */
export function underWayFor(room: LiveRoom, question: string, ...types: QuestionDeed[]): Command["type"][] {
  return room.underWay(...types).filter(({ command }) => command.question === question).map(({ command }) => command.type);
}
