// The projector's view for the hall: the question on stage, those with the most votes, the results of a poll, the way to ask; or the one of
// these that a moderator chose, or a calm picture between sessions. Nothing here wants a hand.

import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { useRoom } from "../context";
import { ConnectionStrip } from "../panels/connection_strip";
import { LocalizedText } from "../panels/localized";
import { ResultsView } from "../panels/polls/results";
import { Written, WrittenLine } from "../panels/written";
import { programmeAt } from "../programme";
import { polledNow, sceneIn, type Scene } from "../projection";
import type { Poll, Results } from "../polls";
import type { GuestSettings } from "../safety";
import type { Question, Session } from "../views";
import { votesIn } from "../votes";
import { sorted } from "./board";
import { About, Large } from "./prompter";

const TOP = 5;
const TOP_BESIDE = 3;
const TOP_BELOW = 2;

export function Projector() {
  const { store, clock, words } = useRoom();
  const scene = sceneIn(store);
  const all = useComputed(() => store.values<Question>("questions/"));
  const staged = all.value.find(({ state }) => state === "staged");
  const poll = useComputed(() => polledNow(store, clock.second.value, sceneIn(store))).value;
  const most = scene === "top" || (staged === undefined && poll === undefined) ? TOP : poll ? TOP_BELOW : TOP_BESIDE;
  const top = sorted(all.value.filter(({ state }) => state === "open"), "upvotes", "open", votesIn(store)).slice(0, most);
  const welcome = store.get<GuestSettings>("guests")?.welcome ?? true;
  useEffect(() => {
    document.body.dataset.guests = String(welcome);
  }, [welcome]);
  useEffect(() => {
    document.body.dataset.scene = scene;
  }, [scene]);
  const shows = (what: Scene) => scene === "all" || scene === what;
  return (
    <div class="projector" data-scene={scene} data-staged={staged !== undefined && shows("question")}>
      <ConnectionStrip />
      {staged && shows("question") && (
        <section class="projector-stage" aria-labelledby="projector-staged">
          <h2 id="projector-staged" class="screen-title">{words.t("questions.staged")}</h2>
          <Large question={staged} />
        </section>
      )}
      {!staged && scene === "question" && <p class="projector-stage screen-none">{words.t("console.nothing_staged")}</p>}
      {(shows("top") || shows("poll")) && (
        <section class="projector-top" aria-labelledby={shows("top") ? "projector-top" : "projector-poll"}>
          {poll && shows("poll") && <PollShown poll={poll} />}
          {!poll && scene === "poll" && <p id="projector-poll" class="screen-none">{words.t("projector.no_poll")}</p>}
          {shows("top") && <Top questions={top} />}
        </section>
      )}
      {scene === "holding" && <Holding />}
    </div>
  );
}

function PollShown({ poll }: { poll: Poll }) {
  const { store } = useRoom();
  return (
    <div class="projector-poll" data-poll={poll.poll}>
      <h2 id="projector-poll" class="screen-title"><WrittenLine text={poll.text} language={poll.language} about={`poll/${poll.poll}`} /></h2>
      <ResultsView poll={poll} results={store.get<Results>(`results/${poll.poll}`)!} labelledBy="projector-poll" />
    </div>
  );
}

function Top({ questions }: { questions: readonly Question[] }) {
  const { words } = useRoom();
  return (
    <>
      <h2 id="projector-top" class="screen-title">{words.t("console.top")}</h2>
      {questions.length === 0 && <p class="screen-none">{words.t("questions.none_open")}</p>}
      <ol class="list-plain screen-list">
        {questions.map((question) => (
          <li key={question.question}><Written text={question.text} language={question.language} about={`question/${question.question}`} screen /><About question={question} /></li>
        ))}
      </ol>
    </>
  );
}

/** Between sessions, or while something is put right: where one is, and what comes next. */
function Holding() {
  const { store, words, clock, page } = useRoom();
  const moment = clock.second.value;
  const { now, next } = programmeAt(store.values<Session>("sessions/"), moment);
  const session = now ?? next;
  return (
    <section class="projector-holding" aria-labelledby="projector-holding">
      <p class="screen-title"><LocalizedText text={page.conference.name} /></p>
      <h2 id="projector-holding"><LocalizedText text={page.room.name} /></h2>
      {session && <p class="projector-next"><span class="meta">{words.t(now ? "room.now" : "room.next")}</span> <LocalizedText text={session.title} /> <span class="figures">{words.hours(session.starts, session.ends, page.time_zone)}</span></p>}
      <p class="figures projector-clock">{words.time(moment, page.time_zone)}</p>
    </section>
  );
}
