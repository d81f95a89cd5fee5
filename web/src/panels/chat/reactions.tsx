// The reactions to a message: what others gave, with one's own pressed, and the choice of six.

import { useRoom } from "../../context";
import { EMOJI } from "../../frames";
import type { LiveRoom } from "../../room";
import type { Message } from "../../views";

export function Reactions({ message: { message, reactions }, reached }: { message: Message; reached: boolean }) {
  const room = useRoom();
  const own = room.store.get<readonly string[]>(`my/reactions/${message}`) ?? [];
  const under = reactionsUnderWay(room, message);
  const shown = EMOJI.filter((emoji) => (reactions[emoji] ?? 0) > 0 || under.get(emoji) === true);
  if (shown.length === 0) return null;
  return (
    <ul class="reactions list-plain" aria-label={room.words.t("chat.reactions")}>
      {shown.map((emoji) => {
        const given = own.includes(emoji);
        const pressed = under.get(emoji) ?? given;
        const count = (reactions[emoji] ?? 0) + Number(pressed) - Number(given);
        return (
          <li key={emoji}>
            <button type="button" class="reaction" aria-pressed={pressed} data-pending={under.has(emoji)} tabIndex={reached ? 0 : -1}
              aria-label={room.words.t("chat.reaction", { emoji, count })} onClick={() => toggle(room, message, emoji, pressed)}>
              <span aria-hidden="true">{emoji}</span> <span class="figures" aria-hidden="true">{room.words.number(count)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

export function ReactionChoice({ message: { message } }: { message: Message }) {
  const room = useRoom();
  const own = room.store.get<readonly string[]>(`my/reactions/${message}`) ?? [];
  const under = reactionsUnderWay(room, message);
  return (
    <div class="cluster reaction-choice" role="group" aria-label={room.words.t("chat.react")}>
      {EMOJI.map((emoji) => {
        const pressed = under.get(emoji) ?? own.includes(emoji);
        return (
          <button key={emoji} type="button" class="reaction reaction-large" aria-pressed={pressed} aria-label={room.words.t(`chat.emoji.${EMOJI.indexOf(emoji)}`)}
            onClick={() => toggle(room, message, emoji, pressed)}><span aria-hidden="true">{emoji}</span></button>
        );
      })}
    </div>
  );
}

/** By emoji, whether it will be pressed once the commands under way are answered. */
function reactionsUnderWay(room: LiveRoom, message: string): ReadonlyMap<string, boolean> {
  const under = new Map<string, boolean>();
  for (const { command } of room.underWay("chat.react", "chat.unreact")) {
    if (command.message === message) under.set(command.emoji, command.type === "chat.react");
  }
  return under;
}

function toggle(room: LiveRoom, message: string, emoji: string, pressed: boolean): void {
  room.give({ type: pressed ? "chat.unreact" : "chat.react", message, emoji });
}
