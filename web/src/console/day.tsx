// The whole day: every room's sessions, who is there and ready, and what waits for a moderator, live over one socket a room.

import { useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";

import { RoomContext, useRoom } from "../context";
import { isFor, isRead, standing, type Cue } from "../cues";
import { handsInOrder, type Hand } from "../floor";
import type { Role } from "../frames";
import { ConfirmationDialog } from "../panels/confirmation";
import { ConnectionStrip } from "../panels/connection_strip";
import { LocalizedText } from "../panels/localized";
import { NoticeList } from "../panels/notices";
import { overrunOf, programmeAt } from "../programme";
import type { LiveRoom } from "../room";
import type { Question, Session } from "../views";
import type { Channel } from "../interpretation";
import { Acts } from "./acts";
import { ChannelAlarm } from "./channels";
import { RunOfShow } from "./run_of_show";
import { Toast, UndoButton } from "./toast";

const ROLES: readonly Role[] = ["speaker", "interpreter", "captioner", "moderator", "organizer", "attendee"];

/** What waits in a room, as numbers. */
export function waitingIn({ store, clock, me }: LiveRoom): { held: number; hands: number; cues: number; over: number } {
  const moment = clock.second.value;
  return {
    held: store.values<Question>("questions/").filter(({ state }) => state === "held").length,
    hands: handsInOrder(store.values<Hand>("hands/")).waiting.length,
    cues: standing(store.values<Cue>("cues/"), [], moment).filter((cue) => isFor(cue, me) && !isRead(cue, me)).length,
    over: store.values<Session>("sessions/").filter((session) => overrunOf(session, moment) > 0).length,
  };
}

export function Day({ rooms }: { rooms: readonly LiveRoom[] }) {
  return (
    <div class="day">
      <RoomContext.Provider value={rooms[0]!}><Summary rooms={rooms} /></RoomContext.Provider>
      <div class="day-rooms">
        {rooms.map((room) => (
          <RoomContext.Provider key={room.page.room.slug} value={room}><RoomColumn room={room} /></RoomContext.Provider>
        ))}
      </div>
    </div>
  );
}

function Summary({ rooms }: { rooms: readonly LiveRoom[] }) {
  const { words, clock, page } = useRoom();
  const waiting = useComputed(() => rooms.map(waitingIn));
  const live = useComputed(() => rooms.filter(({ store, clock: own }) => programmeAt(store.values<Session>("sessions/"), own.second.value).now !== null).length);
  const sum = (what: "held" | "hands" | "cues" | "over") => waiting.value.reduce((total, each) => total + each[what], 0);
  return (
    <header class="day-summary" aria-label={words.t("day.summary")}>
      <p class="clock-figures figures" role="timer" aria-label={words.t("room.clock")}>{words.clock(clock.second.value, page.time_zone)}</p>
      <ul class="list-plain cluster">
        <li class="badge badge-live">{words.t("day.live", { count: live.value })}</li>
        <li class={sum("over") > 0 ? "badge badge-danger" : "badge"} data-sum="over">{words.t("day.over", { count: sum("over") })}</li>
        <li class={sum("held") > 0 ? "badge badge-sun" : "badge"} data-sum="held">{words.t("day.held", { count: sum("held") })}</li>
        <li class={sum("hands") > 0 ? "badge badge-sun" : "badge"} data-sum="hands">{words.t("day.hands", { count: sum("hands") })}</li>
      </ul>
    </header>
  );
}

function RoomColumn({ room }: { room: LiveRoom }) {
  const { words, store, page } = room;
  const acts = useMemo(() => new Acts(room), [room]);
  const title = `day-${page.room.slug}`;
  const counts = store.counts.value;
  const waiting = waitingIn(room);
  const behind = store.values<{ readonly state: string }>("backstage/");
  const channels = store.values<Channel>("channels/");
  const ready = behind.filter(({ state }) => state === "ready").length;
  const console_ = `/${words.language}/${page.conference.slug}/moderate/${page.room.slug}`;
  return (
    <section class="day-room" data-room={page.room.slug} aria-labelledby={title}>
      <ConnectionStrip />
      <div class="day-head">
        <div class="day-name">
          <h2 id={title} class="day-title"><a href={console_}><LocalizedText text={page.room.name} /></a></h2>
          <UndoButton acts={acts} />
        </div>
        <ul class="list-plain cluster" aria-label={words.t("day.who")}>
          {ROLES.filter((role) => (counts[role] ?? 0) > 0).map((role) => <li key={role} class="badge">{words.t(`people_panel.count.${role}`, { count: counts[role]! })}</li>)}
          {channels.map(({ language, on_air: onAir }) => (
            <li key={language} class={room.soundings.of(language)?.alarm === true ? "badge badge-danger" : onAir === null ? "badge badge-sun" : "badge"} data-channel={language}>
              {words.t(onAir === null ? "channels.day_empty" : "channels.day", { language: words.languageName(language), name: onAir?.name ?? "" })}
            </li>
          ))}
          {behind.length > 0 && <li class={ready === behind.length ? "badge badge-good" : "badge"}>{words.t("clock.ready", { ready, count: behind.length })}</li>}
        </ul>
        <ul class="list-plain cluster" aria-label={words.t("day.waits")}>
          <Waits what="held" count={waiting.held} address={console_} />
          <Waits what="hands" count={waiting.hands} address={console_} />
          <Waits what="cues" count={waiting.cues} address={console_} />
        </ul>
      </div>
      <ChannelAlarm />
      <RunOfShow room={room} act={(command, said) => void acts.act([command], said)} />
      <Toast acts={acts} />
      <NoticeList />
      <ConfirmationDialog />
    </section>
  );
}

function Waits({ what, count, address }: { what: "held" | "hands" | "cues"; count: number; address: string }) {
  const { words } = useRoom();
  if (count === 0) return null;
  return <li data-waits={what}><a class="badge badge-sun" href={address}>{words.t(`day.${what}`, { count })}</a></li>;
}
