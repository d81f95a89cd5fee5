// The notices that float over a corner. The announcer speaks them; this only shows them.

import { useRef } from "preact/hooks";

import { useRoom } from "../context";
import { mainPart, useFocusHeir } from "../focus_heir";
import { Icon } from "../icons";
import type { Notice } from "../notices";

export function NoticeList() {
  const { notices } = useRoom();
  return (
    <div class="room-notices">
      {notices.list.value.map(({ id, tone, text }) => (
        <NoticeItem key={id} id={id} tone={tone} text={text} />
      ))}
    </div>
  );
}

function NoticeItem({ id, tone, text }: Notice) {
  const { notices, words } = useRoom();
  const item = useRef<HTMLDivElement>(null);
  useFocusHeir(item, mainPart);
  return (
    <div ref={item} class={`notice notice-${tone} room-notice`}>
      <p>{text()}</p>
      <button type="button" class="button button-quiet button-small button-icon" aria-label={words.t("room.dismiss_notice")}
        onClick={() => notices.dismiss(id)}><Icon name="close" /></button>
    </div>
  );
}
