// Announcements as the panels read and write them (PROTOCOL.md §6, §7). No DOM.

import type { Participant } from "./frames";
import type { Localized } from "./views";

export interface Announcement {
  readonly announcement: string;
  readonly texts: Localized;
  readonly by: Participant;
  readonly at: number;
  readonly until: number | null;
  readonly everywhere: boolean;
}

export type AnnouncementCommand =
  | { readonly type: "announcement.post"; readonly announcement: string; readonly texts: Localized; readonly until: number | null }
  | { readonly type: "announcement.edit"; readonly announcement: string; readonly texts: Localized; readonly until: number | null }
  | { readonly type: "announcement.withdraw"; readonly announcement: string };

/** Those that stand at a moment, the newest first. */
export function current(all: readonly Announcement[], moment: number): Announcement[] {
  return all.filter(({ until }) => until === null || moment < until).sort((a, b) => b.at - a.at);
}

/** The languages of the conference in which an announcement is not written yet. */
export function untranslated({ texts }: Announcement, languages: readonly string[]): string[] {
  return languages.filter((language) => (texts[language] ?? "").trim() === "");
}
