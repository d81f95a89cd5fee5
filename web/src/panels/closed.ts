// Whether this person may write in the room now.

import { useRoom } from "../context";
import type { Moderation, Standing } from "../views";

/** Why this person may not write at all, in words; null when they may. */
export function useClosed(): string | null {
  const { store, words, backstage, connection } = useRoom();
  const link = connection.link.value;
  if (link.state === "ended") return words.t(`close.${link.why}`);
  if (store.get<Standing>("my/standing")?.muted) return words.t("error.participant.muted");
  if (store.get<Moderation>("moderation")?.locked && !backstage) return words.t("error.room.locked");
  return null;
}
