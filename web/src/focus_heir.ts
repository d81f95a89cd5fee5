// Who gets the keyboard's focus when what had it goes away, so that it is never lost to nowhere.

import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** When `ref` leaves the document with the focus inside, the focus goes to `heir`, called just before. */
export function useFocusHeir(ref: RefObject<HTMLElement | null>, heir: (leaving: HTMLElement) => Element | null | undefined): void {
  useLayoutEffect(() => {
    const leaving = ref.current;
    return () => {
      if (leaving?.contains(document.activeElement)) (heir(leaving) as HTMLElement | null | undefined)?.focus({ preventScroll: true });
    };
  }, []);
}

/** The nearest neighbour that can have the focus, else the heading of the section. */
export function neighbourOrHeading(leaving: HTMLElement): Element | null | undefined {
  return leaving.nextElementSibling ?? leaving.previousElementSibling ?? leaving.closest("section")?.querySelector("[tabindex='-1']");
}

/** The nearest message before or after. */
export function neighbourMessage(leaving: HTMLElement): Element | null | undefined {
  const all = [...(leaving.closest(".chat-list")?.querySelectorAll("[data-message]") ?? [])];
  const at = all.indexOf(leaving);
  return all[at + 1] ?? all[at - 1];
}

export const mainPart = (): Element | null => document.getElementById("main");
