// The strip that says how the connection is, whenever it is not well.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

import type { Link } from "../connection";
import { useRoom } from "../context";
import { mainPart, useFocusHeir } from "../focus_heir";
import type { Words } from "../i18n";
import { pathIn } from "../language_switch";
import type { LiveRoom } from "../room";

/** Reasons that someone who comes back by themselves is told. */
const TOLD: ReadonlySet<string> = new Set(["restart", "slow", "full"]);

export function ConnectionStrip() {
  const room = useRoom();
  const link = room.connection.link.value;
  const waiting = room.underWayCount();
  const trouble = link.state === "live" ? troubleOf(room) : "";
  const shown = trouble !== "" || (link.state !== "live" && !(link.state === "opening" && link.attempt === 0));
  return (
    <div class="strip" data-state={link.state} data-shown={shown}>
      <p class="strip-text">
        {shown && link.state !== "ended" && <span class="spinner" aria-hidden="true" />}
        <span role="status">{shown && (trouble || wordsOf(room.words, link))}</span>
        {/* Outside of what is announced: a count each second would be noise. */}
        {link.state === "waiting" && !link.offline && <Seconds until={link.until} />}
        {shown && link.state !== "ended" && waiting > 0 && <span>{room.words.t("connection.kept", { count: waiting })}</span>}
      </p>
      {shown && <WayOut link={link} />}
    </div>
  );
}

/** What is wrong behind a connection that is well; the graver one, where there are two. */
function troubleOf({ store, words }: LiveRoom): string {
  const troubles = store.troubles.value;
  if (troubles.includes("unstored")) return words.t("connection.unstored");
  return troubles.includes("apart") ? words.t("connection.apart") : "";
}

function wordsOf(words: Words, link: Link): string {
  switch (link.state) {
    case "opening":
      return words.t("connection.opening");
    case "waiting":
      if (link.offline) return words.t("connection.offline");
      return words.t(TOLD.has(link.why) ? `close.${link.why}` : "connection.lost");
    case "ended":
      return words.t(`close.${link.why}`);
    case "live":
      return "";
  }
}

function Seconds({ until }: { until: number }) {
  const { words, clock, timers } = useRoom();
  // Reading the second makes this text tick; `until` is on this machine's clock.
  void clock.second.value;
  const seconds = Math.max(1, Math.ceil((until - timers.now()) / 1000));
  return <span class="figures" aria-hidden="true">{words.t("connection.again_in", { count: seconds })}</span>;
}

function WayOut({ link }: { link: Link }) {
  const room = useRoom();
  const buttons = useRef<HTMLDivElement>(null);
  useFocusHeir(buttons, mainPart);
  return <div ref={buttons} class="cluster">{wayOut(room, link)}</div>;
}

function wayOut(room: LiveRoom, link: Link): ComponentChildren {
  const { words, connection, page } = room;
  if (link.state === "waiting") {
    return <button class="button button-small" type="button" onClick={() => connection.open()}>{words.t("connection.now")}</button>;
  }
  if (link.state !== "ended") return null;
  const home = <a class="button button-small" href={pathIn(page.links.home, words.language)}>{words.t("connection.home")}</a>;
  switch (link.why) {
    case "replaced":
      return <button class="button button-small" type="button" onClick={() => connection.open()}>{words.t("connection.here")}</button>;
    case "version":
    case "malformed":
      return <button class="button button-small" type="button" onClick={() => location.reload()}>{words.t("connection.reload")}</button>;
    case "removed":
      return (
        <>
          <button class="button button-small" type="button" onClick={() => connection.open()}>{words.t("connection.ask_again")}</button>
          {home}
        </>
      );
    default:
      return home;
  }
}
