// What a moderator may do about one person, and undo: mute, remove from the room, ban from the conference.

import { useRoom } from "../context";
import type { ParticipantDeed } from "../frames";
import type { LiveRoom } from "../room";
import { isAlias, type Act } from "../safety";
import type { Restricted } from "../views";
import { Icon, type IconName } from "../icons";

interface Pair {
  readonly standing: "muted" | "removed" | "banned" | "purged";
  readonly deed: Deed;
  readonly undo: Deed;
  readonly icon: IconName;
  readonly asks: boolean;
}

type Deed = ParticipantDeed | "participant.purge" | "participant.restore";

const PAIRS: readonly Pair[] = [
  { standing: "muted", deed: "participant.mute", undo: "participant.unmute", icon: "mute", asks: false },
  { standing: "removed", deed: "participant.remove", undo: "participant.readmit", icon: "leave", asks: true },
  { standing: "banned", deed: "participant.ban", undo: "participant.unban", icon: "ban", asks: true },
  { standing: "purged", deed: "participant.purge", undo: "participant.restore", icon: "remove", asks: true },
];

export function ParticipantDeeds({ participant, name, onlyUndo, act: given }: { participant: string; name: string; onlyUndo?: boolean; act?: Act }) {
  const room = useRoom();
  const held = room.store.get<Restricted>(`moderation/${participant}`);
  const purged = room.store.get(`purges/${participant}`) !== undefined;
  const give: Act = given ?? ((commands) => commands.forEach((command) => room.give(command)));
  const underWay = new Set(
    room.underWay(...PAIRS.flatMap(({ deed, undo }) => [deed, undo]))
      .filter(({ command }) => command.participant === participant)
      .map(({ command }) => command.type),
  );
  return (
    <div class="cluster deeds" role="group" aria-label={room.words.t("moderation.deeds_for", { name })}>
      {PAIRS.map((pair) => {
        const done = pair.standing === "purged" ? purged : (held?.[pair.standing] ?? false);
        if (onlyUndo && !done) return null;
        const type = done ? pair.undo : pair.deed;
        return (
          <button key={pair.standing} type="button" class="button button-small button-quiet" data-done={done}
            aria-disabled={underWay.has(type)}
            aria-label={room.words.t(`moderation.${wordsFor(type, participant)}_name`, { name })}
            onClick={() => underWay.has(type) || void act(room, give, pair, done, participant, name)}>
            <Icon name={pair.icon} />
            <span>{room.words.t(underWay.has(type) ? "room.under_way" : `moderation.${wordsFor(type, participant)}`)}</span>
          </button>
        );
      })}
    </div>
  );
}

async function act(room: LiveRoom, give: Act, { deed, undo, asks }: Pair, done: boolean, participant: string, name: string): Promise<void> {
  const key = `moderation.${wordsFor(deed, participant)}`;
  if (!done && asks) {
    const { words } = room;
    if (!(await room.confirm(words.t(`${key}_title`, { name }), words.t(`${key}_text`), words.t(key)))) return;
  }
  const type = done ? undo : deed;
  give([{ type, participant, name }], () => room.words.t(`moderation.${wordsFor(type, participant)}_done`, { name }));
}

/** How the words of a deed begin. All that a hidden asker wrote under their name stays, or its going would tell who they are. */
function wordsFor(deed: Deed, participant: string): string {
  const name = deed.replace(".", "_");
  return deed === "participant.purge" && isAlias(participant) ? `${name}_hidden` : name;
}
