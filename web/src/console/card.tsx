// One question on the board: what it says, who asked, what was done with it, and what may be done.

import { useEffect, useRef } from "preact/hooks";

import { neighbourOrHeading, useFocusHeir } from "../focus_heir";
import { Icon } from "../icons";
import { PersonName } from "../panels/person_name";
import { WrittenAnswer } from "../panels/questions/question";
import { Hour, LanguageBadge, Written } from "../panels/written";
import type { Question, QueueMark } from "../views";
import { useDesk } from "./context";
import { DEEDS, deedsOf, doDeed, PROMINENT, step, toggleHandled } from "./deeds";

const EXCERPT = 80;

export function Card({ question, list }: { question: Question; list: readonly Question[] }) {
  const desk = useDesk();
  const { room } = desk;
  const { words } = room;
  const { question: id, number, text, language, state } = question;
  const item = useRef<HTMLLIElement>(null);
  useFocusHeir(item, neighbourOrHeading);
  const selected = desk.selected.value.has(id);
  const mark = desk.mark(id);
  const title = `card-${id}`;
  return (
    <li ref={item} class="card-question" data-question={id} data-state={state} data-selected={selected} tabIndex={-1} draggable
      aria-labelledby={title}
      onFocus={() => (desk.focused = id)}
      onBlur={({ relatedTarget }) => {
        // Without another one that takes it, the focus was lost, not given away.
        if (relatedTarget !== null) desk.focused = null;
      }}
      onDragStart={(drag) => {
        drag.dataTransfer?.setData("text/plain", id);
        if (drag.dataTransfer) drag.dataTransfer.effectAllowed = "move";
        item.current?.setAttribute("data-dragged", "true");
      }}
      onDragEnd={() => item.current?.removeAttribute("data-dragged")}>
      <div class="card-head">
        <label class="card-choice">
          <input type="checkbox" checked={selected} aria-label={words.t("console.select", { number })}
            onChange={(change) => desk.select(id, change.currentTarget.checked)} />
          <span class="figures" aria-hidden="true">#{words.number(number)}</span>
        </label>
        <Upvotes question={id} />
        <Hour at={question.answered_at ?? question.at} />
        {state !== "withdrawn" && <More question={question} list={list} />}
      </div>
      <div id={title}><Written text={text} language={language} about={`question/${id}`} open /></div>
      <p class="card-about">
        {question.asker && <PersonName person={question.asker} />}
        {question.anonymous && <span class="badge">{words.t(question.alias === undefined ? "questions.anonymous_to_hall" : "askers.not_named")}</span>}
        <LanguageBadge language={language} />
        {state === "withdrawn" && <span class="badge">{words.t("questions.state.withdrawn")}</span>}
        {question.assigned && <span class="badge badge-now">{words.t("console.for_speaker", { name: question.assigned })}</span>}
        {mark?.listed && <span class="badge badge-sun">{words.t("safety.listed", { words: words.list(mark.listed) })}</span>}
        {mark?.labels?.map((label) => <span key={label} class="badge card-label">{label}</span>)}
      </p>
      <Marks question={question} mark={mark} />
      {question.answer && (
        <>
          {question.answer.to === "asker" && <p class="meta">{words.t("console.to_asker_only")}</p>}
          <WrittenAnswer answer={question.answer} about={`answer/${id}`} />
        </>
      )}
      <Merged into={id} />
      {state !== "withdrawn" && <Deeds question={question} excerpt={text.slice(0, EXCERPT)} />}
    </li>
  );
}

function Upvotes({ question }: { question: string }) {
  const desk = useDesk();
  const { words } = desk.room;
  const count = desk.votes(question);
  return (
    <span class="card-votes figures" title={words.t("questions.upvotes", { count })}>
      <Icon name="up" /><span aria-hidden="true">{words.number(count)}</span>
      <span class="visually-hidden">{words.t("questions.upvotes", { count })}</span>
    </span>
  );
}

/** What was done to a question: handled, edited, why dismissed. */
function Marks({ question, mark }: { question: Question; mark: QueueMark | undefined }) {
  const { room } = useDesk();
  const { words } = room;
  if (mark === undefined) return null;
  const { handled_by: by, edits, reason, note } = mark;
  return (
    <>
      {by && (
        <p class="card-handled">
          <Icon name="people" /> {by.participant === room.me.participant ? words.t("console.you_handle") : words.t("console.handled_by", { name: by.name })}
        </p>
      )}
      {question.state === "dismissed" && reason && <p class="meta">{words.t(`questions.reason.${reason}`)}</p>}
      {question.state === "dismissed" && note && <Written text={note.text} language={note.language} />}
      {edits && (
        <details class="card-edits">
          <summary>{words.t("console.edited", { count: edits.length })}</summary>
          <ol class="list-plain">
            {edits.map((edit) => (
              <li key={edit.at}><Written text={edit.text} language={edit.language} />
                <p class="meta">{words.t("console.edited_by", { name: edit.by.name })} <Hour at={edit.at} /></p></li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

/** The questions that were merged into this one, each with the way back. */
function Merged({ into }: { into: string }) {
  const desk = useDesk();
  const { words } = desk.room;
  const merged = desk.all.value.filter((each) => each.merged_into === into);
  if (merged.length === 0) return null;
  return (
    <ul class="list-plain card-merged" aria-label={words.t("console.merged", { count: merged.length })}>
      {merged.map(({ question, number, text, language, asker }) => (
        <li key={question}>
          <Written text={text} language={language} about={`question/${question}`} />
          <p class="card-about">
            {asker && <PersonName person={asker} />}
            <LanguageBadge language={language} />
            <button type="button" class="button button-small button-quiet"
              onClick={() => void desk.act([{ type: "question.separate", question }], () => words.t("console.did.separate", { number }))}>
              {words.t("console.do.separate")}
            </button>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** The likeliest deeds. */
function Deeds({ question: { question, state }, excerpt }: { question: Question; excerpt: string }) {
  const desk = useDesk();
  const { words } = desk.room;
  return (
    <div class="card-deeds" role="group" aria-label={words.t("questions.deeds_for", { text: excerpt })}>
      {(PROMINENT[state] ?? []).map((name, place) => (
        <button key={name} type="button" class={`button button-small ${place === 0 && (state === "held" || state === "staged") ? "button-primary" : ""}`}
          data-deed={name} onClick={() => doDeed(desk, name, [question])}>{words.t(`console.do.${name}`)}</button>
      ))}
    </div>
  );
}

/** All other deeds, with their keys. */
function More({ question, list }: { question: Question; list: readonly Question[] }) {
  const desk = useDesk();
  const { words } = desk.room;
  const { question: id, number, state } = question;
  const more = useRef<HTMLDetailsElement>(null);
  const prominent = PROMINENT[state] ?? [];
  const at = list.findIndex((each) => each.question === id);
  useEffect(() => {
    const close = (press: Event) => {
      if (more.current?.open && !more.current.contains(press.target as Node)) more.current.open = false;
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, []);
  const handled = desk.mark(id)?.handled_by !== undefined;
  const item = (name: string, key: string, deed: () => void) => (
    <button key={name} type="button" class="menu-item" data-deed={name} onClick={() => {
      if (more.current) more.current.open = false;
      deed();
    }}>
      <span>{words.t(`console.do.${name}`)}</span><kbd>{key}</kbd>
    </button>
  );
  return (
    <details ref={more} class="card-more" onKeyDown={(press) => {
      if (press.key !== "Escape" || !more.current?.open) return;
      press.stopPropagation();
      more.current.open = false;
      more.current.querySelector("summary")?.focus();
    }}>
      <summary class="button button-small button-quiet button-icon" aria-label={words.t("console.more", { number })}><Icon name="more" /></summary>
      <div class="menu card-menu">
        {deedsOf(state).filter((name) => !prominent.includes(name)).map((name) => item(name, DEEDS[name]!.key, () => doDeed(desk, name, [id])))}
        {at > 0 && item("up", "⇧↑", () => step(desk, question, list, -1))}
        {at < list.length - 1 && item("down", "⇧↓", () => step(desk, question, list, 1))}
        {item(handled ? "release" : "handle", "h", () => toggleHandled(desk, question))}
      </div>
    </details>
  );
}
