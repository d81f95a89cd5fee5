// How much room the window gives the panels, as a signal.

import { signal, type ReadonlySignal } from "@preact/signals";

/** `narrow`: one panel at a time. `middle`: the stage beside one panel. `wide`: stage, questions and chat side by side. */
export type Layout = "narrow" | "middle" | "wide";

const MIDDLE = "(min-width: 56rem)";
const WIDE = "(min-width: 80rem)";

export function watchLayout(): ReadonlySignal<Layout> {
  const middle = matchMedia(MIDDLE);
  const wide = matchMedia(WIDE);
  const now = (): Layout => (wide.matches ? "wide" : middle.matches ? "middle" : "narrow");
  const layout = signal(now());
  for (const query of [middle, wide]) query.addEventListener("change", () => (layout.value = now()));
  return layout;
}
