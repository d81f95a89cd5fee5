// The notices that float over a corner. The announcer speaks them; this only shows them.

import { useRoom } from "../context";
import { Icon } from "../icons";

export function NoticeList() {
  const { notices, words } = useRoom();
  return (
    <div class="room-notices">
      {notices.list.value.map(({ id, tone, text }) => (
        <div key={id} class={`notice notice-${tone} room-notice`}>
          <p>{text()}</p>
          <button type="button" class="button button-quiet button-small button-icon" aria-label={words.t("room.dismiss_notice")}
            onClick={() => notices.dismiss(id)}><Icon name="close" /></button>
        </div>
      ))}
    </div>
  );
}
