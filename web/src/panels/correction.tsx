// The box in which moderators and interpreters correct a translation or write one. What they wrote stays until it is stored.

import { useId } from "preact/hooks";

import { useRoom } from "../context";
import { baseLanguage } from "../i18n";
import type { LiveRoom } from "../room";
import { correctionBox, inLanguageOf, translationsOf, type Correcting } from "../translations";
import { isSendable, TextBox } from "./text_box";

const FALLBACK_LIMIT = 3000;

interface CorrectionProps {
  readonly about: string;
  /** The original's. */
  readonly language: string;
}

/** The languages that a text may be translated into: those of the conference and of the interface, but its own. */
export function targets(room: LiveRoom, language: string): string[] {
  const all = [room.words.language, ...room.page.spoken, ...room.page.languages];
  const bases = new Map(all.reverse().map((tag) => [baseLanguage(tag), tag]));
  bases.delete(baseLanguage(language));
  return [...bases.values()].reverse();
}

/** Opens the box; for those who may correct. */
export function CorrectionButton({ about, language, stop }: CorrectionProps & { stop: boolean }) {
  const room = useRoom();
  const draft = room.drafts.of(correctionBox(about));
  if (!room.may("translation.correct") || draft.about.value !== null) return null;
  const shown = inLanguageOf(translationsOf(room, about), room.words.language);
  const [first] = targets(room, language);
  if (first === undefined) return null;
  return (
    <button type="button" class="link-button" tabIndex={stop ? 0 : -1} onClick={() => choose(room, about, shown?.language ?? first)}>
      {room.words.t(shown === null ? "translations.write" : "translations.correct")}
    </button>
  );
}

export function Correction({ about, language, text: original }: CorrectionProps & { text: string }) {
  const room = useRoom();
  const { words } = room;
  const id = useId();
  const draft = room.drafts.of(correctionBox(about));
  const correcting = draft.about.value as unknown as Correcting | null;
  if (correcting === null || !room.may("translation.correct")) return null;
  const limit = room.store.welcome.value?.limits.translation ?? FALLBACK_LIMIT;
  const present = inLanguageOf(translationsOf(room, about), correcting.language);
  const changed = present !== null && present.text !== correcting.seen;
  const leave = () => {
    draft.text.value = "";
    draft.about.value = null;
    draft.refusal.value = null;
  };
  const save = () => {
    const text = draft.text.peek().trim();
    if (!isSendable(text, limit)) return;
    // Another one that came meanwhile stands above the box: whoever saves again has read it.
    const seen = draft.refusal.peek() === null ? correcting.seen : (present?.text ?? null);
    leave();
    room.give({ type: "translation.correct", about, language: correcting.language, text, seen });
  };
  return (
    <form class="correction" onKeyDown={(press) => press.stopPropagation()} onSubmit={(submit) => {
      submit.preventDefault();
      save();
    }}>
      <div class="correction-head">
        <label class="field-label" for={id}>{words.t("translations.into")}</label>
        <select id={id} class="input" value={correcting.language} onChange={(change) => choose(room, about, change.currentTarget.value)}>
          {targets(room, language).map((tag) => <option key={tag} value={tag}>{words.languageName(tag)}</option>)}
        </select>
      </div>
      {room.choice.translations === "instead" && <p class="written correction-original" lang={language} dir="auto">{original}</p>}
      {changed && (
        <div class="notice notice-info"><p>{words.t("translations.meanwhile", { name: present.by ?? words.t("translations.automatic") })}</p>
          <p class="written" lang={present.language} dir="auto">{present.text}</p></div>
      )}
      <TextBox draft={draft} label={words.t("translations.box", { language: words.languageName(correcting.language) })} limit={limit} autoFocus onSend={save} onEscape={leave} />
      <div class="cluster cluster-end">
        <button type="button" class="button button-small button-quiet" onClick={leave}>{words.t("room.cancel")}</button>
        <button type="submit" class="button button-small button-primary" aria-disabled={!isSendable(draft.text.value, limit)}>{words.t("translations.save")}</button>
      </div>
    </form>
  );
}

/** Opens the box for a language, with the translation that there is. */
export function choose(room: LiveRoom, about: string, language: string): void {
  const draft = room.drafts.of(correctionBox(about));
  const present = inLanguageOf(translationsOf(room, about), language);
  draft.text.value = present?.text ?? "";
  draft.refusal.value = null;
  draft.about.value = { language: present?.language ?? language, seen: present?.text ?? null };
}
