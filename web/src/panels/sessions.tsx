// The programme of this room: now, next and after, with the hours of the conference and the viewer's own; and the clock.

import type { ReadonlySignal } from "@preact/signals";

import { figuresOf } from "../clock";
import { useRoom } from "../context";
import { pathIn } from "../language_switch";
import type { Programme } from "../programme";
import type { Session } from "../views";
import { LocalizedText } from "./localized";
import { Seats } from "./stage";

export function SessionsPanel({ programme }: { programme: ReadonlySignal<Programme> }) {
  const { words, page } = useRoom();
  const { now, next, later, past } = programme.value;
  return (
    <>
      <Clock />
      {now === null && next === null && <p class="meta">{words.t("room.no_more_sessions")}</p>}
      {now && <SessionCard session={now} label={words.t("room.now")} standing="now" />}
      {next && <SessionCard session={next} label={words.t("room.next")} standing="next" />}
      {later.length > 0 && (
        <>
          <h3 class="panel-subtitle">{words.t("room.later")}</h3>
          <ol class="list-plain session-list">
            {later.map((session) => <SessionLine key={session.session} session={session} />)}
          </ol>
        </>
      )}
      {past.length > 0 && (
        <details class="session-past">
          <summary>{words.t("room.past", { count: past.length })}</summary>
          <ol class="list-plain session-list">
            {past.map((session) => <SessionLine key={session.session} session={session} />)}
          </ol>
        </details>
      )}
      <p><a href={pathIn(page.links.programme, words.language)}>{words.t("room.whole_programme")}</a></p>
    </>
  );
}

function Clock() {
  const { words, clock, page } = useRoom();
  const moment = clock.second.value;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const differs = words.clock(moment) !== words.clock(moment, page.time_zone);
  return (
    <p class="clock">
      <span class="clock-figures figures" role="timer" aria-label={words.t("room.clock")}>{words.clock(moment, page.time_zone)}</span>
      <span class="meta">{cityOf(page.time_zone)}</span>
      {differs && <span class="meta figures">{words.t("room.your_time", { time: words.time(moment), city: cityOf(own) })}</span>}
    </p>
  );
}

function SessionCard({ session, label, standing }: { session: Session; label: string; standing: "now" | "next" }) {
  const { words, clock } = useRoom();
  return (
    <article class="session-card" data-standing={standing} aria-label={label}>
      <p class="session-label">
        <span class={standing === "now" ? "badge badge-live" : "badge badge-now"}>{label}</span>
        <span class="meta">{words.t(`kind.${session.kind}`)}</span>
        {standing === "next" && (
          <span class="meta figures">{words.t("room.in_time", { time: figuresOf(session.starts - clock.second.value) })}</span>
        )}
      </p>
      <h3 class="session-title"><LocalizedText text={session.title} /></h3>
      <Hours session={session} />
      <Seats people={session.people} />
    </article>
  );
}

function SessionLine({ session }: { session: Session }) {
  const { words, page } = useRoom();
  return (
    <li class="session-line" data-kind={session.kind}>
      <Hours session={session} />
      <p class="session-line-title"><LocalizedText text={session.title} /></p>
      {session.recording && (
        <p><a href={pathIn(`${page.links.home}sessions/${session.session}#recording`, words.language)}>{words.t("room.recording")}</a></p>
      )}
    </li>
  );
}

function Hours({ session: { starts, ends, planned } }: { session: Session }) {
  const { words, page } = useRoom();
  const own = words.hours(starts, ends);
  const theirs = words.hours(starts, ends, page.time_zone);
  return (
    <p class="session-hours figures">
      <time datetime={new Date(starts).toISOString()}>{theirs}</time>
      {planned && (
        <> <span class="badge badge-sun">{words.t("clock.new_time")}</span> <s class="meta"><span class="visually-hidden">{words.t("clock.planned")} </span>{words.hours(planned.starts, planned.ends, page.time_zone)}</s></>
      )}
      {own !== theirs && <span class="meta">{words.t("room.your_hours", { hours: own })}</span>}
    </p>
  );
}

/** `Toronto` of `America/Toronto`. */
function cityOf(zone: string): string {
  return (zone.split("/").pop() ?? zone).replaceAll("_", " ");
}
