// A text of the programme in the reader's language; one that stands in for a missing translation says so.

import { useRoom } from "../context";
import type { Localized } from "../views";

export function LocalizedText({ text, bare }: { text: Localized; bare?: boolean }) {
  const room = useRoom();
  const { text: shown, language, fallback } = room.localized(text);
  if (language === room.words.language) return <>{shown}</>;
  return (
    <>
      <span lang={language}>{shown}</span>
      {fallback && !bare && (
        <> <span class="fallback">({room.words.t("site.fallback", { language: room.words.languageName(language) })})</span></>
      )}
    </>
  );
}
