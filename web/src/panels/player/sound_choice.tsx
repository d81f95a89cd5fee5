// What is heard, in the player's bar: the original or a channel of interpretation, and a sign while its interpreter is silent.

import { useId } from "preact/hooks";

import { useRoom } from "../../context";
import type { Player } from "../../player/player";
import { ownName } from "../language_panel";

export function SoundChoice({ player }: { readonly player: Player }) {
  const { words, choice } = useRoom();
  const id = useId();
  // Whoever chooses what to hear wants to hear it, and has made the gesture that the browser waits for.
  const hear = (sound: string) => {
    choice.set({ sound });
    player.refused.value = false;
  };
  const channels = choice.channels.value;
  if (channels.length === 0) return null;
  return (
    <>
      <p class="player-silent" role="status" data-shown={player.silent.value}>{player.silent.value && words.t("player.interpreter_silent")}</p>
      <label class="visually-hidden" for={id}>{words.t("player.listen")}</label>
      <select id={id} class="player-listen" title={words.t("player.listen")} value={player.channel.value} onChange={({ currentTarget }) => hear(currentTarget.value)}>
        <option value="original">{words.t("translations.original_sound")}</option>
        {channels.map((tag) => <option key={tag} value={tag} lang={tag}>{ownName(tag)}</option>)}
      </select>
    </>
  );
}
