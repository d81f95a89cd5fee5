// Translations of what people write, as the panels read and correct them (PROTOCOL.md §6, translations). No DOM.

import { baseLanguage } from "./i18n";
import type { LiveRoom } from "./room";

export interface Translation {
  readonly text: string;
  /** Who wrote it; null where an engine did. */
  readonly by: string | null;
  readonly engine?: string;
}

export type Translations = { readonly [language: string]: Translation };

export interface TranslationState {
  readonly state: "off" | "working" | "failing";
  readonly engine: string;
  readonly reason: string;
  readonly since: number;
}

export type TranslationCommand = {
  readonly type: "translation.correct"; readonly about: string; readonly language: string; readonly text: string; readonly seen?: string | null;
};

/** What a correction's box is about: the language, and the translation that its writer saw. */
export interface Correcting {
  readonly language: string;
  readonly seen: string | null;
}

export const correctionBox = (about: string) => `translation/${about}`;

/** The translations of a text, by language. */
export function translationsOf(room: LiveRoom, about: string): Translations {
  return room.store.get<Translations>(`translations/${about}`) ?? {};
}

/** The translation in a language or a variety of it. */
export function inLanguageOf(made: Translations, language: string): (Translation & { readonly language: string }) | null {
  const tag = Object.keys(made).find((each) => baseLanguage(each) === baseLanguage(language));
  return tag === undefined ? null : { ...made[tag]!, language: tag };
}

/** The translation that this reader is shown of a text, null where they read the original or there is none. */
export function translationFor(room: LiveRoom, about: string, language: string): (Translation & { readonly language: string }) | null {
  if (room.choice.translations === "off" || room.choice.understands(language)) return null;
  const made = translationsOf(room, about);
  for (const tag of room.choice.understood) {
    const found = inLanguageOf(made, tag);
    if (found !== null) return found;
  }
  return null;
}
