// The captions alone, large, on a second screen.

import { captionLanguages, floorLanguage } from "../captions";
import { useSignal } from "@preact/signals";
import { useRoom } from "../context";
import { CaptionSettings, Rows } from "../panels/captions";
import { ConnectionStrip } from "../panels/connection_strip";

const LINES = 5;

export function CaptionScreen() {
  const room = useRoom();
  const open = useSignal(false);
  const { words, choice, looks } = room;
  const languages = captionLanguages(room);
  // On a screen that is there for captions they are never off.
  const language = choice.captionsFor(floorLanguage(room)) ?? words.language;
  const { size, contrast } = looks.value.value;
  return (
    <div class="caption-screen" data-size={size} data-contrast={contrast}>
      <ConnectionStrip />
      <Rows language={language} lines={LINES} />
      <div class="captions-bar">
        <button type="button" class="button button-small" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
          {words.t("captions.in", { language: words.languageName(language) })}
        </button>
      </div>
      {open.value && <CaptionSettings room={room} languages={languages.length > 0 ? languages : room.page.spoken} />}
    </div>
  );
}
