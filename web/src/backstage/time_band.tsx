// When it begins and when it ends, to the second by the server's clock, and whether the hall hears one.

import { figuresOf } from "../clock";
import { useRoom } from "../context";
import { LocalizedText } from "../panels/localized";
import type { Session } from "../views";
import type { GreenRoom } from "./green_room";

/** So long before the end the figures change their colour. */
const SOON_MS = 5 * 60_000;

/** A session that a moderator started or ended is what they made of it; any other goes by its hours. */
export function standingOf({ state, starts, ends }: Pick<Session, "state" | "starts" | "ends">, now: number): "before" | "during" | "overrun" | "over" {
  if (state === "over") return "over";
  if (state === "live") return now < ends ? "during" : "overrun";
  return now < starts ? "before" : now < ends ? "during" : "over";
}

export function TimeBand({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words, clock, page } = useRoom();
  const session = greenRoom.session.value;
  const now = clock.second.value;
  const onAir = greenRoom.onStage !== undefined;
  const standing = session === undefined ? "unknown" : standingOf(session, now);
  const left = session === undefined ? 0 : standing === "before" ? session.starts - now : standing === "overrun" ? now - session.ends : session.ends - now;
  return (
    <section class="time-band" data-standing={standing} data-on-air={onAir} aria-labelledby="time-title">
      <div class="time-words">
        <p class="time-standing">
          <span class={onAir ? "badge badge-live" : "badge"}>{words.t(onAir ? "backstage.on_air" : greenRoom.joined.value ? "backstage.behind" : "backstage.outside")}</span>
          <span>{words.t(onAir ? "backstage.on_air_text" : greenRoom.joined.value ? "backstage.behind_text" : "backstage.outside_text")}</span>
        </p>
        <h2 id="time-title" class="time-title">{session === undefined ? words.t("backstage.title") : <LocalizedText text={session.title} />}</h2>
      </div>
      {session !== undefined && (
        <p class="time-left" data-soon={standing === "overrun" || (standing === "during" && left < SOON_MS)}>
          <span class="time-label">{words.t(`backstage.time.${standing}`)}</span>
          {standing !== "over" && <span class="time-figures figures">{figuresOf(left)}</span>}
          <span class="time-hours figures">{words.hours(session.starts, session.ends, page.time_zone)}</span>
        </p>
      )}
    </section>
  );
}
