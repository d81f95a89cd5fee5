// The chat: messages, the way to older ones, and the box to write in.

import { useComputed, useSignalEffect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { useFocusHeir } from "../../focus_heir";
import { Icon } from "../../icons";
import type { LiveRoom } from "../../room";
import { waitingOf } from "../../safety";
import type { Message } from "../../views";
import { OwnWaitingList, WaitingList } from "../safety/waiting";
import { Composer } from "./composer";
import { COMPOSER_ID, createDesk, DeskContext, elementId, type ChatDesk } from "./desk";
import { KeepPlace } from "./keep_place";
import { Pins } from "./pins";
import { PendingMessages } from "./pending_messages";
import { MessageList } from "./list";

const FROM_TOP_PX = 120;

export function ChatPanel({ shown }: { shown: ReadonlySignal<boolean> }) {
  const room = useRoom();
  const { words, history, watch } = room;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const place = useRef<KeepPlace | null>(null);
  const desk = useMemo(() => createDesk((message) => void goTo(room, desk, message), (message) => replyTo(room, message)), []);
  const pages = useComputed(() => room.history.more.value);
  const unread = watch.unread.chat.value;

  useEffect(() => {
    const keeper = new KeepPlace(scroller.current!, content.current!);
    place.current = keeper;
    const seen = () => {
      if (keeper.atNewest.peek() && shown.peek() && document.visibilityState === "visible") watch.unread.chat.value = 0;
    };
    const stops = [keeper.atNewest, shown, watch.unread.chat].map((each) => each.subscribe(seen));
    document.addEventListener("visibilitychange", seen);
    return () => {
      stops.forEach((stop) => stop());
      document.removeEventListener("visibilitychange", seen);
      keeper.close();
    };
  }, []);

  // What one writes oneself is followed.
  useSignalEffect(() => {
    if (room.underWay("chat.send").length > 0) requestAnimationFrame(() => place.current?.toNewest());
  });

  return (
    <DeskContext.Provider value={desk}>
      <div class="chat">
        <a class="skip-link chat-skip" href={`#${COMPOSER_ID}`}>{words.t("chat.skip_to_box")}</a>
        <Pins />
        <div class="chat-scroller" ref={scroller}
          onScroll={(scroll) => scroll.currentTarget.scrollTop < FROM_TOP_PX && void history.older()}>
          <div ref={content}>
            {pages.value && <OlderButton />}
            <MessageList />
            <OwnWaitingList />
            <PendingMessages />
          </div>
        </div>
        {unread > 0 && (
          <button type="button" class="button button-primary button-small chat-newest" onClick={() => place.current?.toNewest()}>
            <Icon name="down" /> {words.t("chat.unread", { count: unread })}
          </button>
        )}
        {room.backstage && <WaitingFold />}
        <Composer />
      </div>
    </DeskContext.Provider>
  );
}

/** For staff, what waits to be read before it is shown. */
function WaitingFold() {
  const room = useRoom();
  const { store, words } = room;
  const all = waitingOf(store);
  const held = all.filter(({ state }) => state === "held").length;
  if (all.length === 0) return null;
  return (
    <details class="chat-waiting">
      <summary>{words.t("safety.waiting")} <span class="count figures" data-some={held > 0}>{words.number(held)}</span></summary>
      <div class="chat-waiting-scroll"><WaitingList act={(commands) => commands.forEach((command) => room.give(command))} /></div>
    </details>
  );
}

function OlderButton() {
  const { words, history } = useRoom();
  const line = useRef<HTMLParagraphElement>(null);
  useFocusHeir(line, () => document.querySelector("[data-message]"));
  return (
    <p ref={line} class="chat-older">
      <button type="button" class="button button-small" aria-disabled={history.loading.value} onClick={() => void history.older()}>
        {words.t(history.loading.value ? "chat.loading_older" : "chat.load_older")}
      </button>
    </p>
  );
}

async function goTo(room: LiveRoom, desk: ChatDesk, message: string): Promise<void> {
  if (!(await room.history.find(`chat/${message}`))) {
    room.notices.show("info", () => room.words.t("chat.not_found"));
    return;
  }
  desk.active.value = message;
  requestAnimationFrame(() => {
    const element = document.getElementById(elementId(message));
    element?.scrollIntoView({ block: "center" });
    element?.focus({ preventScroll: true });
    element?.animate([{ backgroundColor: "var(--sun-soft)" }, {}], { duration: 1600 });
  });
}

function replyTo(room: LiveRoom, message: string): void {
  if (room.store.peek<Message>(`chat/${message}`) === undefined) return;
  room.drafts.of("chat").about.value = message;
  document.getElementById(COMPOSER_ID)?.focus();
}
