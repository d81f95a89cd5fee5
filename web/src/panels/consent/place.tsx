// Where the question of consent stands: only for those of the hall who have the floor, and loaded only for them.

import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

import { useRoom } from "../../context";
import { fetched } from "../../fetched";
import type { OwnHand } from "../../floor";

export function ConsentPlace() {
  const room = useRoom();
  const hand = room.store.get<OwnHand>("my/hand");
  const view = useSignal<ComponentType<{ hand: OwnHand }> | null>(null);
  const granted = hand?.state === "granted" && room.me.role === "attendee";
  useEffect(() => {
    if (!granted) return;
    return fetched(() => import("./consent"), room.timers, ({ default: consent }) => (view.value = consent), (fault) => {
      console.error("The question of consent cannot be loaded:", fault);
      room.notices.show("danger", () => room.words.t("player.failed"));
    });
  }, [granted]);
  const View = view.value;
  return granted && View !== null ? <View hand={hand} /> : null;
}
