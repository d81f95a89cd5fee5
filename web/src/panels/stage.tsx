// The stage: the session that is held, who speaks, and how much of it is left; between sessions, what comes and when.

import { useComputed, useSignal, type ReadonlySignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

import { figuresOf } from "../clock";
import { useRoom } from "../context";
import { fetched } from "../fetched";
import type { Programme } from "../programme";
import { overrunOf, progressOf } from "../programme";
import type { SlideShown } from "../slides";
import type { StageView } from "../stage";
import type { Session, SessionPerson } from "../views";
import { LocalizedText } from "./localized";

export function Stage({ programme }: { programme: ReadonlySignal<Programme> }) {
  const { words, store } = useRoom();
  const { now, next } = programme.value;
  const standing = now === null ? (next === null ? "over" : "before") : now.kind === "break" ? "break" : "live";
  const picture = useComputed(() => store.keys("stage/").size > 0 || (store.get<StageView>("stage")?.holding ?? null) !== null || (store.get<SlideShown>("slides")?.deck ?? null) !== null).value;
  return (
    <section class="stage" data-standing={standing} data-picture={picture} aria-labelledby="stage-title">
      {picture ? <Picture /> : <Arches />}
      <div class="stage-words">
        <p class="stage-standing">
          {standing === "live" ? <span class="badge badge-live">{words.t("room.live")}</span> : <span class="badge badge-now">{words.t(`room.standing.${standing}`)}</span>}
          {now && now.kind !== "break" && <span class="stage-kind">{words.t(`kind.${now.kind}`)}</span>}
          {now?.floor && <span class="stage-kind">{words.t("room.floor", { language: words.languageName(now.floor) })}</span>}
        </p>
        <h2 id="stage-title" class="stage-title">
          {now ? <LocalizedText text={now.title} /> : next ? <LocalizedText text={next.title} /> : words.t("room.over")}
        </h2>
        {(now ?? next) && <Seats people={(now ?? next)!.people} />}
      </div>
      {now ? <Running session={now} /> : next && <Countdown to={next.starts} label={words.t("room.starts_in")} />}
    </section>
  );
}

/** The player, which comes when there is something to see: a room without pictures stays light. */
function Picture() {
  const { words, timers } = useRoom();
  const view = useSignal<ComponentType | null>(null);
  const failed = useSignal(false);
  useEffect(
    () =>
      fetched(() => import("./player/frame"), timers, ({ default: frame }) => (view.value = frame), (fault) => {
        console.error("The player cannot be loaded:", fault);
        failed.value = true;
      }),
    [],
  );
  const View = view.value;
  if (View !== null) return <View />;
  return <div class="player"><div class="player-picture"><p class="player-words" role="status">{words.t(failed.value ? "player.failed" : "player.loading")}</p></div></div>;
}

function Running({ session }: { session: Session }) {
  const { words, clock, page } = useRoom();
  const moment = clock.second.value;
  const left = figuresOf(session.ends - moment);
  const over = overrunOf(session, moment);
  return (
    <div class="stage-time">
      <progress class="stage-progress" max={1} value={progressOf(session, moment)} aria-label={words.t("room.progress")} />
      <p class="stage-hours">
        <span class="figures">{words.hours(session.starts, session.ends, page.time_zone)}</span>
        <span class="figures stage-left">{over > 0 ? words.t("clock.overrun", { time: figuresOf(over) }) : words.t("room.left_of_session", { time: left })}</span>
      </p>
    </div>
  );
}

function Countdown({ to, label }: { to: number; label: string }) {
  const { clock, words, page } = useRoom();
  return (
    <div class="stage-time">
      <p class="stage-countdown"><span>{label}</span> <span class="figures stage-figures">{figuresOf(to - clock.second.value)}</span></p>
      <p class="stage-hours figures">{words.time(to, page.time_zone)}</p>
    </div>
  );
}

/** Everyone in a session, part by part; those without a name are to be announced. */
export function Seats({ people }: { people: readonly SessionPerson[] }) {
  const { words } = useRoom();
  const parts = new Map<string, SessionPerson[]>();
  for (const person of people) parts.set(person.part, [...(parts.get(person.part) ?? []), person]);
  if (parts.size === 0) return null;
  return (
    <dl class="stage-seats">
      {[...parts].map(([part, seated]) => {
        const names = seated.flatMap(({ name }) => (name === null ? [] : [name]));
        const unnamed = seated.length - names.length;
        return (
          <div key={part}>
            <dt>{words.t(`room.part.${part}`, { count: seated.length })}</dt>
            <dd>
              {words.list([...names, ...(unnamed > 0 ? [words.t("room.to_be_announced", { count: unnamed })] : [])])}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A bridge behind the words: five spans and their water. */
function Arches() {
  return (
    <svg class="stage-arches" viewBox="0 0 800 200" preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">
      <path class="stage-deck" d="M0 78Q400 28 800 78V200H752A66 66 0 0 0 620 200H596A82 82 0 0 0 432 200H368A82 82 0 0 0 204 200H180A66 66 0 0 0 48 200H0Z" />
      <path class="stage-rail" d="M0 66Q400 16 800 66" />
    </svg>
  );
}
