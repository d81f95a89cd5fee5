// What can be done with a message: react, reply, edit or delete one's own; for moderators also delete any, and act on its author.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { Icon } from "../../icons";
import type { LiveRoom } from "../../room";
import type { Message } from "../../views";
import { ParticipantDeeds } from "../participant_deeds";
import { ReportButton, ReportForm } from "../safety/report";
import { elementId, useDesk } from "./desk";
import { ReactionChoice } from "./reactions";

export function MessageDeeds({ id, message, own }: { id: string; message: Message; own: boolean }) {
  const room = useRoom();
  const desk = useDesk();
  const group = useRef<HTMLDivElement>(null);
  const { words } = room;
  const moderates = room.may("participant.mute");
  const pinned = room.store.get(`pins/${message.message}`) !== undefined;
  const reporting = useSignal(false);
  const close = () => {
    desk.open.value = null;
    document.getElementById(elementId(message.message))?.querySelector<HTMLElement>(".message-more")?.focus();
  };
  useEffect(() => {
    group.current?.scrollIntoView({ block: "nearest" });
    group.current?.querySelector("button")?.focus();
  }, []);
  return (
    <div id={id} ref={group} class="message-deeds" role="group" aria-label={words.t("chat.deeds_for", { name: message.author.name })}
      onKeyDown={(press) => {
        if (press.key !== "Escape") return;
        press.stopPropagation();
        close();
      }}>
      <ReactionChoice message={message} />
      <div class="cluster">
        {room.may("chat.send") && (
          <button type="button" class="button button-small" onClick={() => {
            desk.open.value = null;
            desk.replyTo(message.message);
          }}><Icon name="reply" /> {words.t("chat.reply")}</button>
        )}
        {own && (
          <button type="button" class="button button-small" onClick={() => {
            const draft = room.drafts.of(`edit/${message.message}`);
            draft.text.value = message.text;
            draft.about.value = true;
            desk.open.value = null;
          }}><Icon name="edit" /> {words.t("chat.edit")}</button>
        )}
        {!own && !moderates && !reporting.value && <ReportButton subject={message.message} onClick={() => (reporting.value = true)} />}
        {room.may("chat.pin") && (
          <button type="button" class="button button-small" onClick={() => {
            room.give({ type: pinned ? "chat.unpin" : "chat.pin", message: message.message });
            close();
          }}><Icon name="pin" /> {words.t(pinned ? "pins.unpin" : "pins.pin")}</button>
        )}
        {(own || moderates) && (
          <button type="button" class="button button-small button-danger" onClick={() => void remove(room, message, close)}>
            <Icon name="remove" /> {words.t("chat.remove")}
          </button>
        )}
      </div>
      {reporting.value && (
        <ReportForm kind="message" subject={message.message} name={message.author.name} onDone={() => {
          reporting.value = false;
          close();
        }} />
      )}
      {room.mayModerate(message.author.participant, message.author.role) && (
        <ParticipantDeeds participant={message.author.participant} name={message.author.name} />
      )}
    </div>
  );
}

async function remove(room: LiveRoom, { message, author, text }: Message, close: () => void): Promise<void> {
  const { words } = room;
  const excerpt = text.length > 140 ? `${text.slice(0, 140)}…` : text;
  const title = words.t("chat.remove_title", { name: author.name });
  if (!(await room.confirm(title, `“${excerpt}”`, words.t("chat.remove")))) return;
  close();
  room.give({ type: "chat.remove", message });
}
