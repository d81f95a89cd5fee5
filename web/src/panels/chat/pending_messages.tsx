// One's own messages that were not answered yet, or were refused while the box held a newer text.

import { useRoom } from "../../context";
import type { Pending } from "../../pending";
import { refusalText } from "../../refusals";
import type { Message } from "../../views";

export function PendingMessages() {
  const room = useRoom();
  const sending = room.pending.list.value.filter(({ command }) => command.type === "chat.send" || (command.type === "chat.edit"));
  const refusedEdits = sending.filter(({ command, refusal }) => command.type === "chat.edit" && refusal !== null);
  const messages = sending.filter(({ command }) => command.type === "chat.send");
  if (messages.length + refusedEdits.length === 0) return null;
  const arrived = messages.some(({ repeated }) => repeated) ? room.store.values<Message>("chat/") : [];
  return (
    <ul class="list-plain pending-list">
      {[...notArrived(messages, arrived, room.me.participant), ...refusedEdits].map((pending) => (
        <PendingItem key={pending.id} pending={pending} />
      ))}
    </ul>
  );
}

export function PendingItem({ pending: { id, command, refusal } }: { pending: Pending }) {
  const room = useRoom();
  const { words } = room;
  return (
    <li class="pending" data-refused={refusal !== null}>
      <p class="written" dir="auto">{"text" in command ? command.text : ""}</p>
      {refusal === null ? <p class="meta">{words.t(room.connection.link.value.state === "live" ? "room.sending" : "room.waiting")}</p> : (
        <>
          <p class="field-error">{refusalText(words, refusal)}</p>
          <div class="cluster">
            <button type="button" class="button button-small" onClick={() => room.connection.retry(id)}>{words.t("room.retry")}</button>
            <button type="button" class="button button-small button-quiet" onClick={() => room.pending.drop(id)}>{words.t("room.discard")}</button>
          </div>
        </>
      )}
    </li>
  );
}

const ASIDE_MS = 10_000;

/** Leaves out messages that were stored although their answer was lost: they are in the list already. */
export function notArrived(sending: readonly Pending[], held: readonly Message[], me: string): Pending[] {
  const own = held.filter(({ author }) => author.participant === me);
  return sending.filter(
    ({ repeated, command, at }) =>
      !(repeated && command.type === "chat.send" && own.some((message) => message.text === command.text && message.at >= at - ASIDE_MS)),
  );
}
