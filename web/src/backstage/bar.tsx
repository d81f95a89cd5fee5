// What can be done with one's own sources: open them, mute, switch off, share a screen, come in and leave.

import { useRoom } from "../context";
import { Icon, type IconName } from "../icons";
import type { GreenRoom } from "./green_room";
import { TroubleText } from "./trouble";

export function Bar({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words } = useRoom();
  const { studio } = greenRoom;
  const joined = greenRoom.joined.value;
  const none = studio.own.camera.value.track === null && studio.own.microphone.value.track === null;
  return (
    <div class="bar" role="group" aria-label={words.t("backstage.controls")}>
      {none && !studio.own.microphone.value.opening && studio.devices.secure && (
        <div class="bar-open">
          <button type="button" class="button" onClick={() => void studio.openBoth()}><Icon name="camera" /> {words.t("backstage.open")}</button>
          <p class="field-hint">{words.t("backstage.open_hint")}</p>
        </div>
      )}
      <div class="bar-buttons">
        <Own greenRoom={greenRoom} source="microphone" />
        <Own greenRoom={greenRoom} source="camera" />
        {joined && <Share greenRoom={greenRoom} />}
        {joined ? (
          <button type="button" class="button button-danger" onClick={() => void greenRoom.leave()}><Icon name="leave" /> {words.t("backstage.leave")}</button>
        ) : (
          <button type="button" class="button button-primary bar-join" onClick={() => void greenRoom.join()}><Icon name="people" /> {words.t(none ? "backstage.join_without" : "backstage.join")}</button>
        )}
      </div>
      <Sending greenRoom={greenRoom} />
      {studio.screenTrouble.value !== null && <TroubleText trouble={studio.screenTrouble.value} kind="screen" again={() => void studio.share()} />}
    </div>
  );
}

const ICONS: { readonly [source in "camera" | "microphone"]: readonly [IconName, IconName] } = { camera: ["camera", "camera_off"], microphone: ["microphone", "microphone_off"] };

function Own({ greenRoom, source }: { greenRoom: GreenRoom; source: "camera" | "microphone" }) {
  const { words } = useRoom();
  const { track, on, opening } = greenRoom.studio.own[source].value;
  if (track === null) {
    return (
      <button type="button" class="button" data-source={source} disabled={opening} onClick={() => void greenRoom.studio.open(source)}>
        <Icon name={ICONS[source][1]} /> {words.t(`backstage.add_${source}`)}
      </button>
    );
  }
  return (
    <button type="button" class="button bar-own" data-source={source} aria-pressed={!on} onClick={() => greenRoom.turn(source, !on)}>
      <Icon name={ICONS[source][on ? 0 : 1]} /> {words.t(on ? `backstage.turn_off_${source}` : `backstage.turn_on_${source}`)}
    </button>
  );
}

function Share({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words } = useRoom();
  const { studio } = greenRoom;
  const { screen } = studio;
  if (screen.value !== null) {
    return (
      <button type="button" class="button" aria-pressed="true" onClick={() => void studio.stopScreen()}>
        <Icon name="screen" /> {words.t(screen.value.sound === null ? "backstage.stop_screen" : "backstage.stop_screen_sound")}
      </button>
    );
  }
  return (
    <button type="button" class="button" disabled={!studio.devices.screens} title={words.t("backstage.screen_hint")} onClick={() => void studio.share()}>
      <Icon name="screen" /> {words.t("backstage.screen")}
    </button>
  );
}

/** Whether what is sent arrives. */
function Sending({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words } = useRoom();
  const state = greenRoom.studio.publisher.value?.state.value;
  const problem = greenRoom.problem.value ?? (state?.state === "waiting" || state?.state === "ended" ? state.problem : null);
  return (
    <p class="bar-state meta" role="status" data-state={state?.state ?? "idle"}>
      {problem !== null && problem !== "media.taken" && words.t(`backstage.problem.${kindOf(problem)}`)}
      {problem === null && (state?.state === "live" || state?.state === "joining" || state?.state === "unsteady") && words.t(`backstage.sending.${state.state}`)}
    </p>
  );
}

/** The codes that have words of their own; others are told in general. */
function kindOf(code: string): string {
  switch (code) {
    case "network":
      return "network";
    case "media.route":
      return "route";
    case "media.full":
    case "media.busy":
      return "full";
    case "media.grant":
    case "media.token":
      return "grant";
    case "media.off":
      return "off";
    case "media.restarting":
      return "restarting";
    default:
      return "other";
  }
}
