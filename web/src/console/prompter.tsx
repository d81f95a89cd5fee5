// The prompter: the question on stage in large type, the next ones, and the time that is left, to the second.

import { useComputed } from "@preact/signals";

import { figuresOf } from "../clock";
import { useRoom } from "../context";
import { baseLanguage } from "../i18n";
import { CueList } from "../panels/cues/cue_list";
import { ConnectionStrip } from "../panels/connection_strip";
import { LocalizedText } from "../panels/localized";
import { Written } from "../panels/written";
import { overrunOf, programmeAt } from "../programme";
import type { Question, Session } from "../views";
import { votesIn } from "../votes";
import { inOwnOrder } from "./board";

const NEXT = 4;
const SOON_MS = 5 * 60_000;

export function Prompter() {
  const room = useRoom();
  const { store, words, me } = room;
  const all = useComputed(() => store.values<Question>("questions/"));
  const staged = all.value.find(({ state }) => state === "staged");
  const next = inOwnOrder(all.value.filter(({ state }) => state === "open")).slice(0, NEXT);
  return (
    <div class="prompter">
      <ConnectionStrip />
      <TimeLeft />
      <CueList />
      <section class="prompter-stage" aria-labelledby="prompter-staged" aria-live="polite">
        <h2 id="prompter-staged" class="screen-title">{words.t("questions.staged")}</h2>
        {staged ? <Large question={staged} mine={staged.assigned === me.name} /> : <p class="screen-none">{words.t("console.nothing_staged")}</p>}
      </section>
      <section class="prompter-next" aria-labelledby="prompter-next">
        <h2 id="prompter-next" class="screen-title">{words.t("console.next")}</h2>
        {next.length === 0 && <p class="screen-none">{words.t("questions.none_open")}</p>}
        <ol class="list-plain screen-list">
          {next.map((question) => (
            <li key={question.question} data-mine={question.assigned === me.name}>
              <Written text={question.text} language={question.language} about={`question/${question.question}`} screen />
              <About question={question} />
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

export function Large({ question, mine }: { question: Question; mine?: boolean }) {
  return (
    <div class="screen-question" data-mine={mine ?? false} data-length={question.text.length > 280 ? "long" : question.text.length > 120 ? "middle" : "short"}>
      <Written text={question.text} language={question.language} about={`question/${question.question}`} screen />
      <About question={question} />
    </div>
  );
}

/** Who asks, the language of the original where it is not the reader's, and whom it is for. */
export function About({ question }: { question: Question }) {
  const { words, store } = useRoom();
  const { asker, anonymous, language, assigned } = question;
  const count = votesIn(store)(question.question);
  return (
    <p class="screen-about">
      <span>{asker === null || anonymous ? words.t("questions.anonymous") : <bdi>{asker.name}</bdi>}</span>
      {baseLanguage(language) !== baseLanguage(words.language) && <span class="badge badge-language">{words.t("console.original", { language: words.languageName(language) })}</span>}
      {assigned && <span class="badge badge-now">{words.t("console.for_speaker", { name: assigned })}</span>}
      <span class="figures">{words.t("questions.upvotes", { count })}</span>
    </p>
  );
}

function TimeLeft() {
  const { store, words, clock } = useRoom();
  const moment = clock.second.value;
  const { now, next } = programmeAt(store.values<Session>("sessions/"), moment);
  const until = now?.ends ?? next?.starts;
  const left = until === undefined ? null : until - moment;
  const over = now === null ? 0 : overrunOf(now, moment);
  return (
    <header class="prompter-time" data-soon={now !== null && left !== null && left < SOON_MS}>
      <p class="prompter-session">{now ? <LocalizedText text={now.title} /> : next ? <LocalizedText text={next.title} /> : words.t("room.over")}</p>
      {left !== null && (
        <p class="prompter-left"><span>{words.t(over > 0 ? "clock.over_by" : now ? "console.time_left" : "room.starts_in")}</span> <span class="figures">{figuresOf(over > 0 ? over : left)}</span></p>
      )}
    </header>
  );
}
