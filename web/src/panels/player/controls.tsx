// The player's buttons.

import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useId } from "preact/hooks";

import { useRoom } from "../../context";
import { Icon, type IconName } from "../../icons";
import type { Player } from "../../player/player";
import { fullScreen, inset, mute } from "./keys";
import { IN_BAR } from "./places";

export const CONNECTION_BUTTON = "player-connection";

export function Controls({ player, frame, panel }: { player: Player; frame: RefObject<HTMLDivElement | null>; panel: Signal<boolean> }) {
  const { words } = useRoom();
  const volume = useId();
  const quiet = player.muted.value || player.refused.value;
  return (
    <div class="player-bar" role="group" aria-label={words.t("player.controls")}>
      <Key icon={player.paused.value ? "play" : "pause"} name={words.t(player.paused.value ? "player.play" : "player.pause")} press={() => (player.paused.value = !player.paused.peek())} />
      <Key icon={quiet ? "mute" : "speaker"} name={words.t(quiet ? "player.unmute" : "player.mute")} press={() => mute(player)} />
      <label class="visually-hidden" for={volume}>{words.t("player.volume")}</label>
      <input id={volume} class="player-volume" type="range" min={0} max={1} step={0.1} value={player.volume.value} aria-valuetext={words.percent(player.volume.value)}
        onInput={(input) => (player.volume.value = Number(input.currentTarget.value))} />
      <span class="player-gap" />
      {IN_BAR.map((Place, at) => <Place key={at} player={player} />)}
      <button type="button" id={CONNECTION_BUTTON} class="player-key" aria-expanded={panel.value} title={words.t("player.connection")} onClick={() => (panel.value = !panel.peek())}>
        <Icon name="signal" /> <span class="player-key-words">{words.t("player.connection")}</span>
      </button>
      {document.pictureInPictureEnabled && <Key icon="inset" name={words.t("player.inset")} press={() => void inset(frame.current!)} />}
      <Key icon="full" name={words.t("player.full")} press={() => void fullScreen(frame.current!)} />
    </div>
  );
}

function Key({ icon, name, press }: { icon: IconName; name: string; press: () => void }) {
  return <button type="button" class="player-key" aria-label={name} title={name} onClick={press}><Icon name={icon} /></button>;
}
