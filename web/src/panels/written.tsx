// What people write: the original text with its language, links made safe.

import { useMemo } from "preact/hooks";

import { useRoom } from "../context";
import { baseLanguage } from "../i18n";
import { piecesOf } from "../links";

export interface WrittenProps {
  readonly text: string;
  readonly language: string;
  /** Whether Tab stops at the links; it does unless said otherwise. */
  readonly stop?: boolean;
}

export function Written({ text, language, stop = true }: WrittenProps) {
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
