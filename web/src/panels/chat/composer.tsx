// The box for a new message: Enter sends, Shift+Enter breaks the line; what is replied to stands above it.

import { useComputed } from "@preact/signals";

import { useRoom } from "../../context";
import { Icon } from "../../icons";
import type { ChatSettings, Message } from "../../views";
import { useClosed } from "../closed";
import { isSendable, TextBox } from "../text_box";
import { COMPOSER_ID } from "./desk";
import { freeAt } from "./slow_mode";

const FALLBACK_LIMIT = 2000;

export function Composer() {
  const room = useRoom();
  const { store, words, clock, backstage } = room;
  const draft = room.drafts.of("chat");
  const limit = store.welcome.value?.limits.chat ?? FALLBACK_LIMIT;
  const pace = store.get<ChatSettings>("chat")?.slow_mode_s ?? 0;
  const free = useComputed(() => {
    const messages = [...store.keys("chat/")].flatMap((key) => store.peek<Message>(key) ?? []);
    return freeAt(messages, room.me.participant, store.get<ChatSettings>("chat")?.slow_mode_s ?? 0);
  });
  const wait_s = pace === 0 || room.me.role !== "attendee" ? 0 : Math.ceil((free.value - clock.second.value) / 1000);
  const waits = (store.get<ChatSettings>("chat")?.hold_all ?? false) && !backstage;
  const closed = useClosed();
  const sendable = closed === null && wait_s <= 0 && isSendable(draft.text.value, limit);
  const send = () => {
    if (!sendable) return;
    const text = draft.text.peek().trim();
    const about = draft.about.peek();
    draft.text.value = "";
    draft.about.value = null;
    draft.refusal.value = null;
    room.give({ type: "chat.send", text, ...(typeof about === "string" ? { reply_to: about } : {}) });
  };
  const hint =
    closed ??
    (wait_s > 0 ? words.t("chat.wait", { count: wait_s }) : waits ? words.t("safety.chat_waits") : pace > 0 && !backstage ? words.t("chat.slow_mode", { count: pace }) : undefined);
  return (
    <form class="composer" onSubmit={(submit) => {
      submit.preventDefault();
      send();
    }}>
      <Replying />
      <div class="composer-line">
        <TextBox id={COMPOSER_ID} draft={draft} label={words.t("chat.box")} placeholder={words.t("chat.box")} limit={limit}
          disabled={closed !== null} hint={hint} onSend={send} onEscape={() => (draft.about.value = null)} />
        <button type="submit" class="button button-primary button-icon" aria-label={words.t("chat.send")} aria-disabled={!sendable}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

function Replying() {
  const room = useRoom();
  const { words } = room;
  const draft = room.drafts.of("chat");
  const about = draft.about.value;
  if (typeof about !== "string") return null;
  const message = room.store.get<Message>(`chat/${about}`);
  return (
    <div class="replying">
      <p class="quote">
        <span>{words.t("chat.replying_to")} </span>
        <bdi class="quote-name">{message?.author.name}</bdi> <span class="quote-text" dir="auto">{message?.text}</span>
      </p>
      <button type="button" class="button button-quiet button-small button-icon" aria-label={words.t("chat.stop_replying")}
        onClick={() => {
          draft.about.value = null;
          document.getElementById(COMPOSER_ID)?.focus();
        }}><Icon name="close" /></button>
    </div>
  );
}
