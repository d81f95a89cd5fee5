// Where others put what belongs to the picture or beside the player's buttons: captions over the picture, a choice of sound in the bar.
// A new one is one line here and a component that is given the player.

import type { ComponentType } from "preact";

import { captionLanguages, floorLanguage } from "../../captions";
import { useRoom } from "../../context";
import type { Player } from "../../player/player";
import { Rows } from "../captions";
import { SoundChoice } from "./sound_choice";

export type Place = ComponentType<{ readonly player: Player }>;

export const OVER_PICTURE: readonly Place[] = [CaptionsOver];
export const IN_BAR: readonly Place[] = [SoundChoice];

/** The captions over the picture, for those who want them there; in full screen, where the band is not seen, for everybody. */
function CaptionsOver() {
  const room = useRoom();
  const language = room.choice.captionsFor(floorLanguage(room));
  const { size, contrast, position } = room.looks.value.value;
  if (language === null || captionLanguages(room).length === 0) return null;
  return <div class="player-captions" data-size={size} data-contrast={contrast} data-position={position}><Rows language={language} lines={2} /></div>;
}
