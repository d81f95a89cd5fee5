// What people write: the original text with its language, links made safe, and where the reader needs one its translation,
// which says whose it is and never stands without a way to the original.

import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";

import { useRoom } from "../context";
import { baseLanguage } from "../i18n";
import { piecesOf } from "../links";
import { translationFor } from "../translations";
import { Correction, CorrectionButton } from "./correction";

export interface WrittenProps {
  readonly text: string;
  readonly language: string;
  /** Whether Tab stops at the links; it does unless said otherwise. */
  readonly stop?: boolean;
  /** The text's name among the translations (`chat/m1`); without one it is not translated. */
  readonly about?: string;
  /** On a screen that nobody touches the translation stands in place of the original. */
  readonly screen?: boolean;
  /** Whether translators find a way to write one here although nothing is translated for them. */
  readonly open?: boolean;
}

export function Written({ text, language, stop = true, about, screen = false, open = false }: WrittenProps) {
  const room = useRoom();
  const translation = about === undefined ? null : translationFor(room, about, language);
  const asked = useSignal(false);
  const plain = <Words text={text} language={language} stop={stop} />;
  if (about === undefined) return plain;
  if (translation === null) {
    if (!open || screen || !room.may("translation.correct")) return plain;
    return (
      <div class="translated">
        {plain}
        <p class="translated-by"><CorrectionButton about={about} language={language} stop={stop} /></p>
        <Correction about={about} language={language} text={text} />
      </div>
    );
  }
  const { words } = room;
  const beside = !screen && room.choice.translations === "beside";
  const both = beside || asked.value;
  return (
    <div class="translated" data-shows={beside ? "both" : "translation"}>
      {beside && plain}
      <div class="translation">
        <Words text={translation.text} language={translation.language} stop={stop} />
      </div>
      <p class="translated-by">
        <span class="translated-label">{translation.by === null ? words.t("translations.automatic") : words.t("translations.by", { name: translation.by })}</span>
        {!beside && !screen && (
          <button type="button" class="link-button" aria-expanded={asked.value} tabIndex={stop ? 0 : -1} onClick={() => (asked.value = !asked.value)}>
            {words.t(asked.value ? "translations.hide_original" : "translations.show_original", { language: words.languageName(language) })}
          </button>
        )}
        {!screen && <CorrectionButton about={about} language={language} stop={stop} />}
      </p>
      {both && !beside && <div class="translated-original">{plain}</div>}
      {!screen && <Correction about={about} language={language} text={text} />}
    </div>
  );
}

function Words({ text, language, stop }: { text: string; language: string; stop: boolean }) {
  const pieces = useMemo(() => piecesOf(text), [text]);
  return (
    <p class="written" lang={language} dir="auto">
      {pieces.map(({ text: part, href }) =>
        href === undefined ? part : (
          <a href={href} tabIndex={stop ? 0 : -1} target="_blank" rel="noopener noreferrer nofollow ugc">{part}</a>
        ),
      )}
    </p>
  );
}

/** A short text in a line, such as an option of a poll, in the reader's language; its original is its title. */
export function WrittenLine({ text, language, about }: { text: string; language: string; about: string }) {
  const room = useRoom();
  const translation = translationFor(room, about, language);
  if (translation === null) return <span lang={language} dir="auto">{text}</span>;
  const beside = room.choice.translations === "beside";
  return (
    <span class="written-line">
      {beside && <span lang={language} dir="auto">{text} </span>}
      <span class={beside ? "written-line-beside" : ""} lang={translation.language} dir="auto" title={text}>{translation.text}</span>
    </span>
  );
}

/** Names the language of a text where it is not the reader's. */
export function LanguageBadge({ language }: { language: string }) {
  const { words } = useRoom();
  if (baseLanguage(language) === baseLanguage(words.language)) return null;
  const name = words.languageName(language);
  return (
    <span class="badge badge-language" title={words.t("room.written_in", { language: name })}>
      <span class="visually-hidden">{words.t("room.written_in", { language: name })}</span>
      <span aria-hidden="true">{name}</span>
    </span>
  );
}

/** The hour of a moment in the viewer's zone; the whole date is its title once it is pointed at. */
export function Hour({ at }: { at: number }) {
  const { words } = useRoom();
  return (
    <time class="hour figures" datetime={new Date(at).toISOString()}
      onPointerEnter={(pointer) => (pointer.currentTarget.title = words.moment(at))}>{words.time(at)}</time>
  );
}
