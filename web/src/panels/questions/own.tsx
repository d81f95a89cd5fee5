// One's own questions with their standing, so that nobody wonders what became of theirs; and those on their way.

import { useRoom } from "../../context";
import type { OwnQuestion, QuestionState } from "../../views";
import { PendingItem } from "../chat/pending_messages";
import { Hour, Written } from "../written";
import { underWayFor, WrittenAnswer } from "./question";

const GOOD: ReadonlySet<QuestionState> = new Set(["open", "staged", "answered"]);

export function OwnQuestions() {
  const room = useRoom();
  const { store, words } = room;
  const own = store.values<OwnQuestion>("my/questions/").sort((a, b) => b.at - a.at);
  const sending = room.pending.list.value.filter(({ command }) => command.type === "question.ask");
  if (own.length + sending.length === 0) return null;
  return (
    <section class="question-group" data-group="own">
      <h3 class="panel-subtitle">{words.t("questions.own")}</h3>
      {sending.length > 0 && <ul class="list-plain pending-list">{sending.map((pending) => <PendingItem key={pending.id} pending={pending} />)}</ul>}
      <ul class="list-plain question-list">
        {own.map((question) => <OwnItem key={question.question} question={question} />)}
      </ul>
    </section>
  );
}

function OwnItem({ question: { question, text, language, at, anonymous, state, answer, original, reason, note, merged_state } }: { question: OwnQuestion }) {
  const room = useRoom();
  const { words } = room;
  const leaving = underWayFor(room, question, "question.withdraw").length > 0;
  return (
    <li class="own-question" data-state={state}>
      <Written text={text} language={language} />
      {original !== undefined && (
        <details class="question-original">
          <summary>{words.t("questions.edited_for_clarity")}</summary>
          <Written text={original} language={language} />
        </details>
      )}
      {reason && <p class="meta">{words.t(`questions.reason.${reason}`)}</p>}
      {note && <Written text={note.text} language={note.language} />}
      {merged_state !== undefined && <p class="meta">{words.t("questions.merged_is", { state: words.t(`questions.state.${merged_state}`) })}</p>}
      {answer && <WrittenAnswer answer={answer} about={`answer/${question}`} />}
      {answer?.to === "asker" && <p class="meta">{words.t("questions.only_you")}</p>}
      <p class="question-about">
        <span class={`badge ${GOOD.has(state) ? "badge-good" : ""}`}>{words.t(`questions.state.${state}`)}</span>
        {anonymous && <span class="meta">{words.t("questions.asked_anonymously")}</span>}
        <Hour at={at} />
        {(state === "held" || state === "open") && (
          <button type="button" class="button button-small button-quiet" aria-disabled={leaving}
            onClick={() => leaving || room.give({ type: "question.withdraw", question })}>
            {words.t(leaving ? "room.under_way" : "questions.withdraw")}
          </button>
        )}
      </p>
    </li>
  );
}
