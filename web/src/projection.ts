// What the projector shows, as the console chooses it and the projector follows (PROTOCOL.md §6, §7). No DOM.

import type { Poll, Results } from "./polls";
import type { Store } from "./store";

/** Everything that there is, or one thing alone. */
export const SCENES = ["all", "question", "top", "poll", "way", "holding"] as const;
export type Scene = (typeof SCENES)[number];

export interface ProjectorView {
  readonly scene: Scene;
}

export type ProjectorCommand = { readonly type: "room.project"; readonly scene: Scene };

const SHOWN_AFTER_CLOSE_MS = 10 * 60_000;

export const sceneIn = (store: Store): Scene => store.get<ProjectorView>("projector")?.scene ?? "all";

/** The poll that people vote in or look at now: the newest whose results the hall is shown, for a while after its close or, when it is chosen, for good. */
export function polledNow(store: Store, moment: number, scene: Scene): Poll | undefined {
  const since = scene === "poll" ? 0 : moment - SHOWN_AFTER_CLOSE_MS;
  return store.values<Poll>("polls/")
    .filter(({ poll, revealed, state, closed_at }) => revealed && (state === "open" || (closed_at ?? 0) > since) && store.get<Results>(`results/${poll}`) !== undefined)
    .sort((a, b) => (b.opened_at ?? 0) - (a.opened_at ?? 0))[0];
}
