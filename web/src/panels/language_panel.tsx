// The room's languages in one place: one switch for all, and what may differ from it.

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";

import type { Translations } from "../choice";
import { useRoom } from "../context";
import { baseLanguage } from "../i18n";
import { Icon } from "../icons";
import { switchLanguage } from "../language_switch";
import { USUAL_SHARE } from "../player/ducking";
import type { LiveRoom } from "../room";

const WAYS: readonly Translations[] = ["beside", "instead", "off"];

export function LanguagePanel() {
  const room = useRoom();
  const { words } = room;
  const open = useSignal(false);
  return (
    <>
      <button type="button" class="button button-quiet button-small language-button" aria-haspopup="dialog" onClick={() => (open.value = true)}>
        <Icon name="languages" /> {words.t("translations.panel")}
      </button>
      {open.value && <LanguageDialog close={() => (open.value = false)} />}
    </>
  );
}

function LanguageDialog({ close }: { close: () => void }) {
  const room = useRoom();
  const { words, choice } = room;
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const leave = () => {
    dialog.current?.close();
    close();
  };
  return (
    <dialog ref={dialog} class="dialog language-dialog" aria-labelledby={title} onCancel={(cancel) => {
      cancel.preventDefault();
      leave();
    }} onClick={({ target }) => target === dialog.current && leave()}>
      <h2 id={title} class="dialog-title">{words.t("translations.panel")}</h2>
      <fieldset class="language-part">
        <legend>{words.t("translations.everything")}</legend>
        <div class="cluster">
          {room.page.languages.map((tag) => (
            <label key={tag} class="choice" lang={tag}>
              <input type="radio" name="language-everything" checked={words.language === tag} onChange={() => void switchLanguage(room, document, tag)} />
              {ownName(tag)}
            </label>
          ))}
        </div>
        <p class="field-hint">{words.t("translations.everything_hint")}</p>
      </fieldset>
      <Understood room={room} />
      <Sound room={room} />
      <CaptionChoice room={room} />
      <fieldset class="language-part">
        <legend>{words.t("translations.ways")}</legend>
        {WAYS.map((way) => (
          <label key={way} class="choice">
            <input type="radio" name="language-translations" checked={choice.translations === way} onChange={() => choice.set({ translations: way })} />
            {words.t(`translations.way_${way}`)}
          </label>
        ))}
      </fieldset>
      <div class="dialog-actions">
        {choice.differs && <button type="button" class="button button-quiet" onClick={() => choice.follow()}>{words.t("translations.follow")}</button>}
        <button type="button" class="button button-primary" onClick={leave}>{words.t("translations.done")}</button>
      </div>
    </dialog>
  );
}

/** The languages in which somebody reads the original. The interface's is always one of them. */
function Understood({ room }: { room: LiveRoom }) {
  const { words, choice, page } = room;
  const tags = [...new Map([...page.languages, ...page.spoken].map((tag) => [baseLanguage(tag), tag])).values()];
  const toggle = (tag: string, on: boolean) => {
    const others = choice.understood.filter((each) => baseLanguage(each) !== baseLanguage(tag));
    choice.set({ understands: on ? [...others, tag] : others });
  };
  return (
    <fieldset class="language-part">
      <legend>{words.t("translations.understand")}</legend>
      <div class="cluster">
        {tags.map((tag) => (
          <label key={tag} class="choice">
            <input type="checkbox" checked={choice.understands(tag)} disabled={baseLanguage(tag) === baseLanguage(words.language)}
              onChange={(change) => toggle(tag, change.currentTarget.checked)} />
            {words.languageName(tag)}
          </label>
        ))}
      </div>
      <p class="field-hint">{words.t("translations.understand_hint")}</p>
    </fieldset>
  );
}

/** The sound: as everything else, the original, or a channel. There is nothing to choose while the room has no channel. */
function Sound({ room: { words, choice } }: { room: LiveRoom }) {
  const [id, share, about] = [useId(), useId(), useId()];
  const channels = choice.channels.value;
  if (channels.length === 0) return null;
  const fixed = choice.mixed.value;
  const heard = fixed ? USUAL_SHARE : choice.share;
  return (
    <div class="language-part">
      <label class="field-label" for={id}>{words.t("translations.sound")}</label>
      <select id={id} class="input" value={choice.kept.value.sound ?? ""} onChange={({ currentTarget }) => choice.set({ sound: currentTarget.value || null })}>
        <option value="">{words.t("translations.as_everything")}</option>
        <option value="original">{words.t("translations.original_sound")}</option>
        {channels.map((tag) => <option key={tag} value={tag}>{words.languageName(tag)}</option>)}
      </select>
      <label class="field-label" for={share}>{words.t("translations.original_share")} <span class="figures">{words.percent(heard)}</span></label>
      <input id={share} class="language-share" type="range" min={0} max={1} step={0.05} value={heard} aria-valuetext={words.percent(heard)} disabled={fixed} aria-describedby={about}
        onInput={({ currentTarget }) => choice.turn(Number(currentTarget.value))} onChange={({ currentTarget }) => choice.set({ share: Number(currentTarget.value) })} />
      <label class="choice"><input type="checkbox" checked={heard === 0} disabled={fixed} onChange={({ currentTarget }) => choice.set({ share: currentTarget.checked ? 0 : null })} /> {words.t("translations.original_mute")}</label>
      <p id={about} class="field-hint">{words.t(fixed ? "translations.original_fixed" : "translations.original_hint", { share: words.percent(heard) })}</p>
    </div>
  );
}

/** The captions: as everything else, none, or a language. */
function CaptionChoice({ room: { words, choice, page } }: { room: LiveRoom }) {
  const id = useId();
  return (
    <div class="language-part">
      <label class="field-label" for={id}>{words.t("captions.title")}</label>
      <select id={id} class="input" value={choice.kept.value.captions ?? ""} onChange={({ currentTarget }) => choice.set({ captions: currentTarget.value || null })}>
        <option value="">{words.t("captions.follow")}</option>
        <option value="off">{words.t("captions.off")}</option>
        {page.spoken.map((tag) => <option key={tag} value={tag}>{words.languageName(tag)}</option>)}
      </select>
    </div>
  );
}

/** A language's name in itself. */
export function ownName(tag: string): string {
  const name = new Intl.DisplayNames(tag, { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}
