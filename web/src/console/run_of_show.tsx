// The run of show: the room's sessions with their hours and state, started, extended and ended here. What an extension does to those
// that follow is shown with old and new times before it is applied.

import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";

import { extension, FOLLOWS, MOST_MINUTES, type Change, type Follow } from "../arrangement";
import { figuresOf } from "../clock";
import { LocalizedText } from "../panels/localized";
import { overrunOf, programmeAt } from "../programme";
import type { LiveRoom } from "../room";
import type { Session } from "../views";

const MINUTES = [5, 10, 15] as const;

/** Gives a command and says what was done. */
export type Act = (command: Parameters<LiveRoom["give"]>[0], said: () => string) => void;

export function RunOfShow({ room, act }: { room: LiveRoom; act: Act }) {
  const { words, store, clock } = room;
  const extending = useSignal<string | null>(null);
  const sessions = store.values<Session>("sessions/");
  const moment = clock.second.value;
  const { now, next, later, past } = programmeAt(sessions, moment);
  const ahead = [now, next, ...later].filter((each): each is Session => each !== null);
  const row = (session: Session) => (
    <SessionRow key={session.session} room={room} act={act} session={session} sessions={sessions} standing={session === now ? "now" : session === next ? "next" : "later"}
      extending={extending.value === session.session} extend={(on) => (extending.value = on ? session.session : null)} />
  );
  return (
    <div class="run stack">
      {ahead.length === 0 && <p class="meta">{words.t("clock.none")}</p>}
      <ol class="list-plain run-list">{ahead.map(row)}</ol>
      {past.length > 0 && (
        <details class="run-past"><summary>{words.t("room.past", { count: past.length })}</summary>
          <ol class="list-plain run-list">{past.map((session) => <PastRow key={session.session} room={room} session={session} />)}</ol></details>
      )}
    </div>
  );
}

interface RowProps {
  readonly room: LiveRoom;
  readonly act: Act;
  readonly session: Session;
  readonly sessions: readonly Session[];
  readonly standing: "now" | "next" | "later";
  readonly extending: boolean;
  readonly extend: (on: boolean) => void;
}

function SessionRow({ room, act, session, sessions, standing, extending, extend }: RowProps) {
  const { words, clock } = room;
  const item = useRef<HTMLLIElement>(null);
  const moment = clock.second.value;
  const { session: id, state, starts, ends } = session;
  const title = room.localized(session.title).text;
  const over = overrunOf(session, moment);
  const begun = state === "live" || starts <= moment;
  const under = room.underWay("session.start", "session.end").some(({ command }) => command.session === id);
  const deed = (type: "session.start" | "session.end") => {
    if (under) return;
    act({ type, session: id }, () => words.t(type === "session.start" ? "clock.did.start" : "clock.did.end", { title }));
  };
  const back = () => {
    extend(false);
    requestAnimationFrame(() => item.current?.querySelector<HTMLElement>("[data-deed=extend]")?.focus());
  };
  return (
    <li ref={item} class="run-session" data-session={id} data-standing={standing} data-over={over > 0}>
      <div class="run-head">
        <SessionHours room={room} session={session} />
        <span class={state === "live" ? "badge badge-live" : standing === "now" || standing === "next" ? "badge badge-now" : "badge"}>
          {words.t(state === "live" ? "clock.state.live" : `clock.standing.${standing}`)}
        </span>
      </div>
      <p class="run-title"><LocalizedText text={session.title} /></p>
      {(standing === "now" || standing === "next") && (
        <p class="run-left figures" data-over={over > 0} role="timer">
          {over > 0 ? words.t("clock.overrun", { time: figuresOf(over) }) : begun ? words.t("clock.left", { time: figuresOf(ends - moment) }) : words.t("clock.starts_in", { time: figuresOf(starts - moment) })}
        </p>
      )}
      <div class="cluster" role="group" aria-label={title}>
        {state === "planned" && (
          <button type="button" class={standing === "later" ? "button button-small button-quiet" : "button button-small button-primary"} data-deed="start" aria-disabled={under}
            onClick={() => deed("session.start")}>{words.t(standing === "next" ? "clock.start_next" : "clock.start")}</button>
        )}
        {begun && <button type="button" class="button button-small" data-deed="end" aria-disabled={under} onClick={() => deed("session.end")}>{words.t("clock.end")}</button>}
        <button type="button" class="button button-small button-quiet" data-deed="extend" aria-expanded={extending} onClick={() => extend(!extending)}>{words.t("clock.extend")}…</button>
      </div>
      {extending && <Extension room={room} act={act} session={session} sessions={sessions} close={back} />}
    </li>
  );
}

function Extension({ room, act, session, sessions, close }: { room: LiveRoom; act: Act; session: Session; sessions: readonly Session[]; close: () => void }) {
  const { words, clock } = room;
  const id = useId();
  const minutes = useSignal<number>(5);
  const follow = useSignal<Follow>("shift");
  // The moment is looked at once a second, so that an overrun's end does not stand still.
  const sound = Number.isInteger(minutes.value) && minutes.value >= 1 && minutes.value <= MOST_MINUTES;
  const changes = sound ? extension(sessions, session, minutes.value, follow.value, clock.second.value) : [];
  const apply = () => {
    if (!sound) return;
    const title = room.localized(session.title).text;
    act({ type: "session.extend", session: session.session, minutes: minutes.value, follow: follow.value, seen: session.ends }, () => words.t("clock.did.extend", { title, count: minutes.value }));
    close();
  };
  return (
    <form class="run-extension stack stack-tight" noValidate onSubmit={(submit) => {
      submit.preventDefault();
      apply();
    }} onKeyDown={(press) => {
      if (press.key !== "Escape") return;
      press.preventDefault();
      close();
    }}>
      <div class="cluster">
        <label for={id} class="field-label">{words.t("clock.minutes")}</label>
        <input id={id} class="input run-minutes" type="number" inputMode="numeric" min={1} max={MOST_MINUTES} value={Number.isNaN(minutes.value) ? "" : minutes.value} aria-invalid={!sound}
          ref={(box) => {
            if (box && box.dataset.focused === undefined) {
              box.dataset.focused = "once";
              box.focus();
              box.select();
            }
          }}
          onInput={(input) => (minutes.value = input.currentTarget.valueAsNumber)} />
        {MINUTES.map((each) => (
          <button key={each} type="button" class="button button-small" aria-pressed={minutes.value === each} onClick={() => (minutes.value = each)}>{words.t("clock.by", { count: each })}</button>
        ))}
      </div>
      {!sound && <p class="field-error">{words.t("error.session.minutes", { least: 1, most: MOST_MINUTES })}</p>}
      <fieldset class="run-follow">
        <legend class="field-label">{words.t("clock.follow")}</legend>
        {FOLLOWS.map((each) => (
          <label key={each} class="choice"><input type="radio" name={`${id}-follow`} checked={follow.value === each} onChange={() => (follow.value = each)} /> {words.t(`clock.follow.${each}`)}</label>
        ))}
      </fieldset>
      <Preview room={room} changes={changes} />
      <div class="cluster">
        <button type="submit" class="button button-small button-primary" data-deed="apply" aria-disabled={!sound}>{words.t("clock.apply")}</button>
        <button type="button" class="button button-small button-quiet" onClick={close}>{words.t("room.cancel")}</button>
      </div>
    </form>
  );
}

/** What would change, with the times that were and those that would be. */
function Preview({ room, changes }: { room: LiveRoom; changes: readonly Change[] }) {
  const { words, page } = room;
  if (changes.length === 0) return null;
  const span = ([starts, ends]: Change["before"]) => words.hours(starts, ends, page.time_zone);
  return (
    <table class="run-preview">
      <caption class="visually-hidden">{words.t("clock.preview")}</caption>
      <thead><tr><th scope="col">{words.t("clock.session")}</th><th scope="col">{words.t("clock.before")}</th><th scope="col">{words.t("clock.after")}</th></tr></thead>
      <tbody>
        {changes.map(({ session, before, after }) => (
          <tr key={session.session} data-preview={session.session}><th scope="row"><LocalizedText text={session.title} bare /></th><td class="figures"><s>{span(before)}</s></td><td class="figures"><strong>{span(after)}</strong></td></tr>
        ))}
      </tbody>
    </table>
  );
}

function PastRow({ room, session }: { room: LiveRoom; session: Session }) {
  return <li class="run-session" data-session={session.session} data-standing="past"><SessionHours room={room} session={session} /><p class="run-title"><LocalizedText text={session.title} /></p></li>;
}

/** The hours that count, with the programme's own where they were changed. */
export function SessionHours({ room, session: { starts, ends, planned } }: { room: LiveRoom; session: Session }) {
  const { words, page } = room;
  return (
    <p class="run-hours figures">
      <span>{words.hours(starts, ends, page.time_zone)}</span>
      {planned && <> <s class="meta"><span class="visually-hidden">{words.t("clock.planned")} </span>{words.hours(planned.starts, planned.ends, page.time_zone)}</s></>}
    </p>
  );
}
