// What a moderator may do about one person, and undo: mute, remove from the room, ban from the conference.

import { useRoom } from "../context";
import type { ParticipantDeed } from "../frames";
import type { LiveRoom } from "../room";
import type { Restricted } from "../views";
import { Icon, type IconName } from "../icons";

interface Pair {
  readonly standing: "muted" | "removed" | "banned";
  readonly deed: ParticipantDeed;
  readonly undo: ParticipantDeed;
  readonly icon: IconName;
  readonly asks: boolean;
}

const PAIRS: readonly Pair[] = [
  { standing: "muted", deed: "participant.mute", undo: "participant.unmute", icon: "mute", asks: false },
  { standing: "removed", deed: "participant.remove", undo: "participant.readmit", icon: "leave", asks: true },
  { standing: "banned", deed: "participant.ban", undo: "participant.unban", icon: "ban", asks: true },
];

export function ParticipantDeeds({ participant, name, onlyUndo }: { participant: string; name: string; onlyUndo?: boolean }) {
  const room = useRoom();
  const held = room.store.get<Restricted>(`moderation/${participant}`);
  const underWay = new Set(
    room.underWay(...PAIRS.flatMap(({ deed, undo }) => [deed, undo]))
      .filter(({ command }) => command.participant === participant)
      .map(({ command }) => command.type),
  );
  return (
    <div class="cluster deeds" role="group" aria-label={room.words.t("moderation.deeds_for", { name })}>
      {PAIRS.map((pair) => {
        const done = held?.[pair.standing] ?? false;
        if (onlyUndo && !done) return null;
        const type = done ? pair.undo : pair.deed;
        return (
          <button key={pair.standing} type="button" class="button button-small button-quiet" data-done={done}
            aria-disabled={underWay.has(type)}
            aria-label={room.words.t(`moderation.${type.replace(".", "_")}_name`, { name })}
            onClick={() => underWay.has(type) || void act(room, pair, done, participant, name)}>
            <Icon name={pair.icon} />
            <span>{room.words.t(underWay.has(type) ? "room.under_way" : `moderation.${type.replace(".", "_")}`)}</span>
          </button>
        );
      })}
    </div>
  );
}

async function act(room: LiveRoom, { deed, undo, asks }: Pair, done: boolean, participant: string, name: string): Promise<void> {
  const key = `moderation.${deed.replace(".", "_")}`;
  if (!done && asks) {
    const { words } = room;
    if (!(await room.confirm(words.t(`${key}_title`, { name }), words.t(`${key}_text`), words.t(key)))) return;
  }
  room.give({ type: done ? undo : deed, participant, name });
}
