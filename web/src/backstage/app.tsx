// The whole of the green room: the time, one's own picture and what can be done with it, the checks, the others, who is here.

import { Recognition } from "../captioning/recognition";
import { useRoom } from "../context";
import { Icon } from "../icons";
import { ConfirmationDialog } from "../panels/confirmation";
import { ConnectionStrip } from "../panels/connection_strip";
import { CueCall } from "../panels/cues/call";
import { CueList } from "../panels/cues/cue_list";
import { NoticeList } from "../panels/notices";
import { TalkPanel } from "../panels/talk/panel";
import { Bar } from "./bar";
import { Checks } from "./checks";
import { Crew } from "./crew";
import type { GreenRoom } from "./green_room";
import { Manuscript } from "./manuscript";
import { OwnView } from "./own_view";
import { Scene } from "./scene";
import { Slides } from "./slides";
import { useStaying } from "./staying";
import { TimeBand } from "./time_band";
import { Tongue } from "./tongue";

export function App({ greenRoom }: { greenRoom: GreenRoom }) {
  const room = useRoom();
  const { words } = room;
  const joined = greenRoom.joined.value;
  useStaying(greenRoom.onStage !== undefined);
  return (
    <div class="green-room" data-joined={joined} data-on-air={greenRoom.onStage !== undefined}>
      <ConnectionStrip />
      <TimeBand greenRoom={greenRoom} />
      <Elsewhere greenRoom={greenRoom} />
      <div class="green-room-body">
        <div class="green-room-middle">
          <section class="green-room-own" aria-labelledby="own-title">
            <h2 id="own-title" class="visually-hidden">{words.t("backstage.own")}</h2>
            <OwnView greenRoom={greenRoom} />
            <Bar greenRoom={greenRoom} />
            <Tongue greenRoom={greenRoom} />
          </section>
          {joined && <Scene greenRoom={greenRoom} />}
          <Checks greenRoom={greenRoom} folded={joined} />
        </div>
        <aside class="green-room-side" aria-label={words.t("backstage.side")}>
          <div class="green-room-cues"><CueList /><CueCall /></div>
          <Crew greenRoom={greenRoom} />
          <Slides />
          <Manuscript />
          {room.may("caption.write") && <section class="card green-room-talk"><Recognition language={greenRoom.tongue.value} /></section>}
          {room.may("talk.send") && (
            <section class="card green-room-talk" aria-labelledby="talk-title">
              <h2 id="talk-title" class="check-title"><Icon name="talk" /> {words.t("talk.title")}</h2>
              <TalkPanel />
            </section>
          )}
        </aside>
      </div>
      <NoticeList />
      <ConfirmationDialog />
    </div>
  );
}

/** The place is held by another tab, of this browser or of another machine. */
function Elsewhere({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words } = useRoom();
  const state = greenRoom.studio.publisher.value?.state.value;
  const taken = state?.state === "ended" && state.problem === "media.taken";
  if (!taken && !greenRoom.tabs.elsewhere.value) return null;
  return (
    <div class="notice notice-rehearsal green-room-elsewhere" role="alert">
      <p class="notice-title">{words.t("backstage.elsewhere")}</p>
      <p>{words.t("backstage.elsewhere_text")}</p>
      <p><button type="button" class="button button-small" onClick={() => void greenRoom.takeOver()}>{words.t("backstage.take_over")}</button></p>
    </div>
  );
}
