// Captions in the room and on a screen of their own: the newest words in one language or two, and how they look.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import { captionLanguages, floorLanguage, readIn } from "../captions";
import { useRoom } from "../context";
import { Icon } from "../icons";
import type { LiveRoom } from "../room";

const SIZES = ["small", "medium", "large"] as const;
const POSITIONS = ["below", "over", "top"] as const;
const SHOWN = 2;

/** The captions of the room, where there are any: the words, and a button for how they look. */
export function Captions() {
  const room = useRoom();
  const open = useSignal(false);
  const languages = captionLanguages(room);
  if (languages.length === 0) return null;
  const { words, looks } = room;
  const language = room.choice.captionsFor(floorLanguage(room));
  return (
    <section class="captions" aria-label={words.t("captions.title")} data-size={looks.value.value.size} data-contrast={looks.value.value.contrast}
      data-position={looks.value.value.position}>
      {language !== null && <Rows language={language} lines={SHOWN} />}
      <div class="captions-bar">
        <button type="button" class="button button-small button-quiet" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
          <Icon name="captions" /> {language === null ? words.t("captions.are_off") : words.t("captions.in", { language: words.languageName(language) })}
        </button>
      </div>
      {open.value && <CaptionSettings room={room} languages={languages} />}
    </section>
  );
}

/** One row, or two in different languages. */
export function Rows({ language, lines }: { language: string; lines: number }) {
  const { second } = useRoom().looks.value.value;
  return (
    <div class="caption-rows">
      <Row language={language} lines={lines} />
      {second !== null && second !== language && <Row language={second} lines={lines} />}
    </div>
  );
}

function Row({ language, lines }: { language: string; lines: number }) {
  const room = useRoom();
  const { words, clock, interim, behind } = room;
  void clock.second.value;
  const cues = readIn(room, language, clock.now() - behind.value);
  const shown = cues.slice(-lines);
  const machine = shown.at(-1)?.source === "machine";
  const unfinished = interim.of(language);
  return (
    <div class="caption-row" data-machine={machine}>
      <p class="caption-lines" lang={language} dir="auto" aria-live="off">
        {shown.map(({ caption, text }) => <span key={caption} class="caption-line">{text} </span>)}
        {unfinished !== "" && !machine && <span class="caption-line caption-interim">{unfinished}</span>}
        {shown.length === 0 && unfinished === "" && <span class="meta" lang={words.language}>{words.t("captions.none_in", { language: words.languageName(language) })}</span>}
      </p>
      {machine && <p class="caption-source">{words.t("captions.source.machine")}</p>}
      {!machine && shown.at(-1)?.source === "recognition" && <p class="caption-source">{words.t("captions.source.recognition")}</p>}
    </div>
  );
}

export function CaptionSettings({ room, languages }: { room: LiveRoom; languages: readonly string[] }) {
  const { words, choice, looks } = room;
  const id = useId();
  const look = looks.value.value;
  const names = languages.map((tag) => <option key={tag} value={tag}>{words.languageName(tag)}</option>);
  return (
    <div class="caption-settings">
      <div class="field">
        <label class="field-label" for={`${id}-language`}>{words.t("captions.language")}</label>
        <select id={`${id}-language`} class="input" value={choice.kept.value.captions ?? ""} onChange={({ currentTarget }) => choice.set({ captions: currentTarget.value || null })}>
          <option value="">{words.t("captions.follow")}</option>
          <option value="off">{words.t("captions.off")}</option>
          {names}
        </select>
      </div>
      <div class="field">
        <label class="field-label" for={`${id}-second`}>{words.t("captions.second")}</label>
        <select id={`${id}-second`} class="input" value={look.second ?? ""} onChange={({ currentTarget }) => looks.set({ second: currentTarget.value || null })}>
          <option value="">{words.t("captions.no_second")}</option>
          {names}
        </select>
      </div>
      <fieldset class="caption-choices">
        <legend>{words.t("captions.size")}</legend>
        {SIZES.map((size) => (
          <label key={size} class="choice"><input type="radio" name={`${id}-size`} checked={look.size === size} onChange={() => looks.set({ size })} />{words.t(`captions.size_${size}`)}</label>
        ))}
      </fieldset>
      <fieldset class="caption-choices">
        <legend>{words.t("captions.position")}</legend>
        {POSITIONS.map((position) => (
          <label key={position} class="choice"><input type="radio" name={`${id}-position`} checked={look.position === position} onChange={() => looks.set({ position })} />{words.t(`captions.position_${position}`)}</label>
        ))}
      </fieldset>
      <label class="choice"><input type="checkbox" checked={look.contrast} onChange={({ currentTarget }) => looks.set({ contrast: currentTarget.checked })} />{words.t("captions.contrast")}</label>
      <p class="cluster">
        <a class="link-more" href={`/${words.language}/${room.page.conference.slug}/captions/${room.page.room.slug}`} target="_blank" rel="noopener">{words.t("captions.own_screen")}</a>
        <a class="link-more" href={`/${words.language}/${room.page.conference.slug}/transcript/${room.page.room.slug}/${choice.captionsFor(floorLanguage(room)) ?? words.language}`}>{words.t("captions.transcript")}</a>
      </p>
    </div>
  );
}
