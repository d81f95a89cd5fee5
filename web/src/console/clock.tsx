// The clock in the console's dock: who is ready behind the stage, and the run of show of this room.

import type { Desk } from "./desk";
import { RunOfShow } from "./run_of_show";

interface Behind {
  readonly state: "checking" | "ready" | "away";
}

export function ClockPanel({ desk }: { desk: Desk }) {
  const { room } = desk;
  const { words, store } = room;
  const behind = store.values<Behind>("backstage/").filter(({ state }) => state !== "away");
  const ready = behind.filter(({ state }) => state === "ready").length;
  return (
    <div class="stack">
      <p class="meta">{behind.length === 0 ? words.t("clock.nobody_behind") : words.t("clock.ready", { ready, count: behind.length })}</p>
      <RunOfShow room={room} act={(command, said) => void desk.act([command], said)} />
    </div>
  );
}
