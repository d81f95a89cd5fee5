// The dock's panels of safety: messages that wait, reports in their order, and the settings with the lists of words.

import { useId, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";

import { neighbourOrHeading, useFocusHeir } from "../focus_heir";
import { Icon } from "../icons";
import { ParticipantDeeds } from "../panels/participant_deeds";
import { PersonName } from "../panels/person_name";
import { SafetyRows } from "../panels/safety/settings";
import { WaitingList } from "../panels/safety/waiting";
import { Hour, LanguageBadge, Written } from "../panels/written";
import { calledIn, EVERY_LANGUAGE, reportsOf, wordsIn, type Act, type Purged, type Report, type WordList } from "../safety";
import { lengthOf } from "../drafts";
import type { ChatSettings } from "../views";
import type { Desk } from "./desk";

const PACES_S = [0, 5, 10, 30, 60, 120, 300, 600];

const MOVES = { handle: "report.handle", dismiss: "report.dismiss", reopen: "report.reopen" } as const;

const actOf = (desk: Desk): Act => (commands, said) => void desk.act(commands, said);

export function WaitingPanel({ desk }: { desk: Desk }) {
  return <WaitingList act={actOf(desk)} />;
}

export function ReportsPanel({ desk }: { desk: Desk }) {
  const { words, store } = desk.room;
  const reports = reportsOf(store);
  const open = reports.filter(({ state }) => state === "open");
  const done = reports.filter(({ state }) => state !== "open").reverse();
  return (
    <section class="stack stack-tight" aria-labelledby="reports-title">
      <h3 id="reports-title" class="panel-subtitle" tabIndex={-1}>{words.t("reports.open")} <span class="count figures">{words.number(open.length)}</span></h3>
      {open.length === 0 && <p class="meta">{words.t("reports.none")}</p>}
      <ol class="list-plain waiting-list">{open.map((report) => <ReportItem key={report.report} desk={desk} report={report} />)}</ol>
      {done.length > 0 && (
        <details class="waiting-dismissed">
          <summary>{words.t("reports.done", { count: done.length })}</summary>
          <ol class="list-plain waiting-list">{done.map((report) => <ReportItem key={report.report} desk={desk} report={report} />)}</ol>
        </details>
      )}
    </section>
  );
}

function ReportItem({ desk, report: { report, number, kind, subject, author, alias, said, said_in, reporter, text, language, at, state, by } }: { desk: Desk; report: Report }) {
  const { room } = desk;
  const { words, store } = room;
  const item = useRef<HTMLLIElement>(null);
  useFocusHeir(item, neighbourOrHeading);
  const under = room.underWay("report.handle", "report.dismiss", "report.reopen").some(({ command }) => command.report === report);
  const deed = (name: "handle" | "dismiss" | "reopen", strong = false) => (
    <button type="button" class={`button button-small ${strong ? "button-primary" : ""}`} data-deed={name} aria-disabled={under}
      onClick={() => under || void desk.act([{ type: MOVES[name], report }], () => words.t(`reports.did.${name}`, { number }))}>{words.t(`reports.do.${name}`)}</button>
  );
  const shown = kind === "message" ? store.get(`chat/${subject}`) !== undefined : store.get(`questions/${subject}`) !== undefined;
  const removing = room.underWay("chat.remove").some(({ command }) => command.message === subject);
  return (
    <li ref={item} class="waiting-item" data-report={report} data-state={state} tabIndex={-1}>
      <p class="hand-who">
        <span class="figures">#{words.number(number)}</span>
        <span>{words.t(`reports.about.${kind}`)}</span>
        {author === null ? <span class="badge">{words.t("askers.not_named")}</span> : <PersonName person={author} />}
        <Hour at={at} />
      </p>
      <blockquote class="sheet-quote"><Written text={said} language={said_in} /></blockquote>
      <p class="hand-who"><span class="meta">{words.t("reports.by")}</span> <PersonName person={reporter} /> <LanguageBadge language={language} /></p>
      <Written text={text} language={language} about={`report/${report}`} />
      {state === "open" ? (
        <>
          <div class="cluster" role="group" aria-label={words.t("reports.deeds", { number })}>
            {deed("handle", true)}
            {deed("dismiss")}
            {kind === "message" && shown && (
              <button type="button" class="button button-small" data-deed="hold" aria-disabled={removing}
                onClick={() => void desk.act([{ type: "chat.hold", message: subject }], () => words.t("safety.did.take", { count: 1 }))}>{words.t("safety.do.take")}</button>
            )}
          </div>
          {author !== null && room.mayModerate(author.participant, author.role) && <ParticipantDeeds participant={author.participant} name={author.name} act={actOf(desk)} />}
          {alias !== undefined && <ParticipantDeeds participant={alias} name={calledIn(room, alias, "")} act={actOf(desk)} />}
        </>
      ) : (
        <p class="hand-who"><span class="badge">{words.t(`reports.state.${state}`)}</span>{by && <span class="meta">{by.name}</span>} {deed("reopen")}</p>
      )}
    </li>
  );
}

export function SafetyPanel({ desk }: { desk: Desk }) {
  const { words, store } = desk.room;
  const act = actOf(desk);
  const purged = store.values<Purged>("purges/").map((each) => ({ ...each, name: calledIn(desk.room, each.participant, each.name) })).sort((a, b) => b.at - a.at);
  return (
    <div class="stack safety">
      <div class="moderation-rows">
        <SafetyRows act={act} />
        <Pace act={act} desk={desk} />
      </div>
      {purged.length > 0 && (
        <section class="stack stack-tight" aria-labelledby="purged-title">
          <h3 id="purged-title" class="panel-subtitle" tabIndex={-1}>{words.t("safety.purged")}</h3>
          <ul class="list-plain waiting-list">
            {purged.map(({ participant, name, by, at }) => (
              <li key={participant} class="waiting-item">
                <p class="hand-who"><strong><bdi>{name}</bdi></strong> <span class="meta">{words.t("safety.purged_by", { name: by.name })}</span> <Hour at={at} /></p>
                <div class="cluster"><button type="button" class="button button-small" data-deed="restore"
                  onClick={() => act([{ type: "participant.restore", participant, name }], () => words.t("safety.did.restore", { name }))}>{words.t("safety.do.restore")}</button></div>
              </li>
            ))}
          </ul>
        </section>
      )}
      <WordLists desk={desk} />
    </div>
  );
}

function Pace({ act, desk }: { act: Act; desk: Desk }) {
  const id = useId();
  const { words, store } = desk.room;
  const pace = store.get<ChatSettings>("chat")?.slow_mode_s ?? 0;
  const paces = PACES_S.includes(pace) ? PACES_S : [...PACES_S, pace].sort((a, b) => a - b);
  return (
    <div class="moderation-row" data-setting="slow_mode">
      <label for={id}><strong>{words.t("moderation.slow_mode")}</strong><br /><span class="meta">{words.t("moderation.slow_mode_hint")}</span></label>
      <select id={id} class="input moderation-choice" value={pace} onChange={(change) => {
        const seconds = Number(change.currentTarget.value);
        act([{ type: "chat.slow_mode", seconds }], () => words.t(seconds === 0 ? "safety.did.fast" : "safety.did.slow", { count: seconds }));
      }}>
        {paces.map((seconds) => <option key={seconds} value={seconds}>{seconds === 0 ? words.t("moderation.slow_mode_off") : words.t("moderation.seconds", { count: seconds })}</option>)}
      </select>
    </div>
  );
}

/** The listed words, a list for each language and one for all. */
function WordLists({ desk }: { desk: Desk }) {
  const id = useId();
  const { room } = desk;
  const { words, store, page } = room;
  const language = useSignal(EVERY_LANGUAGE);
  const draft = room.drafts.of("words");
  const lists = store.values<WordList>("words/");
  const languages = [EVERY_LANGUAGE, ...new Set([...page.languages, ...lists.map((list) => list.language).filter((tag) => tag !== EVERY_LANGUAGE)])];
  const chosen = lists.find((list) => list.language === language.value);
  const listed = chosen?.words ?? [];
  const ofConference = chosen?.conference ?? [];
  const countOf = (tag: string) => lists.filter((each) => each.language === tag).reduce((sum, { words: own, conference = [] }) => sum + own.length + conference.length, 0);
  const nameOf = (tag: string) => (tag === EVERY_LANGUAGE ? words.t("safety.every_language") : words.languageName(tag));
  const given = wordsIn(draft.text.value);
  const sendable = given.length > 0 && given.every((word) => lengthOf(word) <= (store.welcome.value?.limits.word ?? 60));
  const list = async () => {
    if (!sendable) return;
    const text = draft.text.peek();
    draft.text.value = "";
    const [refused] = await desk.act([{ type: "word.list", language: language.peek(), words: given }], () => words.t("safety.did.list", { count: given.length }));
    if (refused !== undefined && draft.text.peek() === "") draft.text.value = text;
  };
  return (
    <section class="stack stack-tight" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`} class="panel-subtitle" tabIndex={-1}>{words.t("safety.words")}</h3>
      <p class="meta">{words.t("safety.words_hint")}</p>
      <label class="field"><span class="field-label">{words.t("safety.words_language")}</span>
        <select class="input" value={language.value} onChange={(change) => (language.value = change.currentTarget.value)}>
          {languages.map((tag) => <option key={tag} value={tag}>{nameOf(tag)} ({words.number(countOf(tag))})</option>)}
        </select>
      </label>
      <form class="word-form" onSubmit={(submit) => {
        submit.preventDefault();
        void list();
      }}>
        <label class="visually-hidden" for={id}>{words.t("safety.words_add")}</label>
        <input id={id} class="input" value={draft.text.value} placeholder={words.t("safety.words_add")} autocomplete="off" onInput={(input) => (draft.text.value = input.currentTarget.value)} />
        <button type="submit" class="button button-small" aria-disabled={!sendable}>{words.t("safety.words_list")}</button>
      </form>
      {listed.length + ofConference.length === 0 ? <p class="meta">{words.t("safety.no_words")}</p> : (
        <ul class="list-plain cluster word-list" lang={language.value === EVERY_LANGUAGE ? undefined : language.value}>
          {ofConference.map((word) => <li key={`of ${word}`} class="badge word-chip" data-of="conference"><bdi>{word}</bdi></li>)}
          {listed.map((word) => (
            <li key={word} class="badge word-chip"><bdi>{word}</bdi>
              <button type="button" class="button button-quiet button-small button-icon" aria-label={words.t("safety.unlist", { word })}
                onClick={() => act(word)}><Icon name="close" /></button></li>
          ))}
        </ul>
      )}
      {ofConference.length > 0 && <p class="meta">{words.t("safety.words_of_conference", { count: ofConference.length })}</p>}
    </section>
  );
  function act(word: string) {
    void desk.act([{ type: "word.unlist", language: language.peek(), words: [word] }], () => words.t("safety.did.unlist", { word }));
  }
}
