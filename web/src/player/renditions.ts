// Which of a broadcast's sounds carries a channel. The first is the original, the others are named by their languages. Pure.

import { baseLanguage } from "../i18n";

export const ORIGINAL = "original";

/** The place of a channel among the sounds; -1 while it is not there. */
export function placeOf(channel: string, sounds: readonly { readonly lang?: string | undefined; readonly language?: string | undefined }[]): number {
  if (channel === ORIGINAL) return 0;
  const wanted = baseLanguage(channel);
  return sounds.findIndex(({ lang, language }, at) => at > 0 && baseLanguage(lang ?? language ?? "") === wanted);
}

/** Whether a multivariant playlist (RFC 8216bis §4.4.6.1) offers a channel. */
export function offers(playlist: string, channel: string): boolean {
  const groups = new Map<string, { lang: string }[]>();
  for (const line of playlist.split("\n")) {
    if (!line.startsWith("#EXT-X-MEDIA:TYPE=AUDIO")) continue;
    const of = (name: string) => new RegExp(`[:,]${name}="([^"]*)"`).exec(line)?.[1] ?? "";
    const group = of("GROUP-ID");
    groups.set(group, [...(groups.get(group) ?? []), { lang: of("LANGUAGE") }]);
  }
  return groups.size > 0 && [...groups.values()].every((sounds) => placeOf(channel, sounds) >= 0);
}
