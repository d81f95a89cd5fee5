// One's own picture as the others get it, and how loud one is, in a bar and in words.

import { useRoom } from "../context";
import type { Backstage } from "../stage";
import { Icon } from "../icons";
import { Video } from "../video";
import type { GreenRoom } from "./green_room";
import { TroubleText } from "./trouble";

/** With `pictured` false there is no camera to show, nor to miss. */
export function OwnView({ greenRoom, pictured = true }: { greenRoom: GreenRoom; pictured?: boolean }) {
  const { words, me } = useRoom();
  const { camera } = greenRoom.studio.own;
  const { track, on, opening, trouble } = camera.value;
  const shown = track !== null && on;
  return (
    <div class="own-view">
      {pictured && <div class="own-picture" data-shown={shown}>
        <Video video={shown ? track : null} muted mirrored label={words.t("backstage.own")} />
        {!shown && (
          <div class="own-absent">
            <Icon name="camera_off" />
            <p>{words.t(opening ? "backstage.opening" : track !== null ? "backstage.camera_is_off" : "backstage.no_picture")}</p>
          </div>
        )}
        <p class="tile-caption">{me.name}</p>
      </div>}
      <LevelMeter greenRoom={greenRoom} />
      <Unsuitable />
      {trouble !== null && <TroubleText trouble={trouble} kind="camera" again={() => void greenRoom.studio.open("camera")} />}
    </div>
  );
}

/** What this browser sends is not seen by those who watch from a distance; only another browser changes that. */
function Unsuitable() {
  const { words, me, store } = useRoom();
  const unsuitable = store.get<Backstage>(`backstage/${me.participant}`)?.unsuitable ?? [];
  if (unsuitable.length === 0) return null;
  return (
    <div class="notice notice-rehearsal" role="status" data-notice="unsuitable">
      <p class="notice-title">{words.t("backstage.unsuitable")}</p>
      <p>{words.t("backstage.unsuitable_text")}</p>
    </div>
  );
}

/** The bar moves all the time and is for the eye; the words change seldom and are told to everybody. */
export function LevelMeter({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words } = useRoom();
  const { studio } = greenRoom;
  const { track, on, trouble, opening } = studio.own.microphone.value;
  const { meter, verdict } = studio.meter.reading.value;
  const said = track === null ? (opening ? "opening" : "no_sound") : !on && (verdict === "good" || verdict === "clipping") ? "muted_speaking" : !on ? "muted" : verdict;
  return (
    <div class="level" data-verdict={track === null ? "none" : said}>
      <div class="level-bar" aria-hidden="true"><span style={{ inlineSize: `${Math.round(100 * (track === null ? 0 : meter))}%` }} /></div>
      <p class="level-words" role="status"><Icon name={track !== null && on ? "microphone" : "microphone_off"} /> {words.t(`backstage.level.${said}`)}</p>
      {/* What keeps both away is said once. */}
      {trouble !== null && trouble !== "insecure" && <TroubleText trouble={trouble} kind="microphone" again={() => void studio.open("microphone")} />}
    </div>
  );
}
