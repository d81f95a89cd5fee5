// What one speaks: one press when one goes over to another language, so that captions and interpreters' alarms follow.

import { useId } from "preact/hooks";

import { useRoom } from "../context";
import { baseLanguage } from "../i18n";
import type { GreenRoom } from "./green_room";

export function Tongue({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words, page } = useRoom();
  const id = useId();
  const tongue = greenRoom.tongue.value;
  if (page.spoken.length < 2) return null;
  return (
    <div class="tongue">
      <span id={id} class="field-label">{words.t("captions.i_speak")}</span>
      <div class="segmented" role="group" aria-labelledby={id}>
        {page.spoken.map((tag) => (
          <button key={tag} type="button" class="button button-small" data-tongue={tag} aria-pressed={baseLanguage(tag) === baseLanguage(tongue)} onClick={() => greenRoom.speak(tag)}>{words.languageName(tag)}</button>
        ))}
      </div>
    </div>
  );
}
