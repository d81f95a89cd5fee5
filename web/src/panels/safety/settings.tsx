// The switches of safety: locking the room down at once and lifting it, and holding all chat.

import { useRoom } from "../../context";
import { Icon } from "../../icons";
import type { Act, GuestSettings } from "../../safety";
import type { ChatSettings, Moderation } from "../../views";

/** Rows for a list of settings; `act` gives the commands. */
export function SafetyRows({ act }: { act: Act }) {
  const room = useRoom();
  const { store, words, page } = room;
  const guests = store.get<GuestSettings>("guests")?.welcome ?? true;
  const down = store.get<Moderation>("moderation")?.locked_down ?? false;
  const holds = store.get<ChatSettings>("chat")?.hold_all ?? false;
  const underWay = room.underWay("room.lock_down", "room.lift_lock_down", "chat.hold_all", "room.guests").length > 0;
  return (
    <>
      <div class="moderation-row" data-setting="lock_down" data-on={down}>
        <p><strong>{words.t(down ? "safety.locked_down" : "safety.lock_down_title")}</strong><br />
          <span class="meta">{words.t("safety.lock_down_hint")}</span></p>
        <button type="button" class={`button button-small ${down ? "" : "button-danger"}`} aria-disabled={underWay}
          onClick={() => underWay || act([{ type: down ? "room.lift_lock_down" : "room.lock_down" }], () => words.t(down ? "safety.did.lift" : "safety.did.lock_down"))}>
          <Icon name="lock" /> {words.t(down ? "safety.lift" : "safety.lock_down")}
        </button>
      </div>
      <div class="moderation-row" data-setting="hold_all" data-on={holds}>
        <p><strong>{words.t("safety.hold_all")}</strong><br />
          <span class="meta">{words.t("safety.hold_all_hint")}</span></p>
        <button type="button" class="button button-small" aria-pressed={holds} aria-disabled={underWay}
          onClick={() => underWay || act([{ type: "chat.hold_all", on: !holds }], () => words.t(holds ? "safety.did.hold_none" : "safety.did.hold_all"))}>
          {words.t(holds ? "safety.hold_all_end" : "safety.hold_all_begin")}
        </button>
      </div>
      <div class="moderation-row" data-setting="guests" data-on={guests}>
        <p><strong>{words.t("safety.guests")}</strong><br />
          <span class="meta">{words.t("safety.guests_hint", { link: page.links.guests })}</span></p>
        <button type="button" class="button button-small" aria-pressed={guests} aria-disabled={underWay}
          onClick={() => underWay || act([{ type: "room.guests", on: !guests }], () => words.t(guests ? "safety.did.no_guests" : "safety.did.guests"))}>
          {words.t(guests ? "safety.guests_end" : "safety.guests_begin")}
        </button>
      </div>
    </>
  );
}
