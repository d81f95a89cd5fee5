// The player's keys, while it has the focus: play and pause, mute, full screen, volume. What a control within uses itself is left to it.

import type { Player } from "../../player/player";

const STEP = 0.1;
const FILLS = "data-fills";

export function onKey(press: KeyboardEvent, player: Player, frame: HTMLElement): void {
  const target = press.target as HTMLElement;
  if (press.ctrlKey || press.metaKey || press.altKey || press.defaultPrevented) return;
  if (target.closest("textarea, select, input:not([type=range]), [contenteditable]") !== null) return;
  // A button is pressed by space; a slider is moved by arrows.
  const own = target === frame;
  const deed = deedOf(press.key, own, player, frame);
  if (deed === null) return;
  press.preventDefault();
  deed();
}

function deedOf(key: string, own: boolean, player: Player, frame: HTMLElement): (() => void) | null {
  switch (key) {
    case " ":
      return own ? () => (player.paused.value = !player.paused.peek()) : null;
    case "k":
      return () => (player.paused.value = !player.paused.peek());
    case "m":
      return () => mute(player);
    case "f":
      return () => void fullScreen(frame);
    case "Escape":
      return frame.hasAttribute(FILLS) ? () => frame.removeAttribute(FILLS) : null;
    case "ArrowUp":
    case "ArrowDown":
      return own ? () => louder(player, key === "ArrowUp" ? STEP : -STEP) : null;
    default:
      return null;
  }
}

export function mute(player: Player): void {
  if (player.refused.peek()) player.refused.value = player.muted.value = false;
  else player.muted.value = !player.muted.peek();
}

export function louder(player: Player, by: number): void {
  player.volume.value = Math.min(1, Math.max(0, Math.round((player.volume.peek() + by) * 10) / 10));
}

/**
 * The player alone on the screen, and back. A browser that has this only for a bare video, as on an iPhone, would leave captions,
 * slides and controls behind: there the player fills the window.
 */
export async function fullScreen(frame: HTMLElement): Promise<void> {
  if (!document.fullscreenEnabled) return void frame.toggleAttribute(FILLS);
  try {
    if (document.fullscreenElement === null) await frame.requestFullscreen();
    else await document.exitFullscreen();
  } catch (fault) {
    console.warn("No full screen:", fault);
  }
}

/** The large picture in a window of its own, over other programs. */
export async function inset(frame: HTMLElement): Promise<void> {
  try {
    if (document.pictureInPictureElement !== null) return await document.exitPictureInPicture();
    const video = frame.querySelector<HTMLVideoElement>("[data-large=true] video, .player-broadcast video, .player-tiles video");
    await video?.requestPictureInPicture();
  } catch (fault) {
    console.warn("No picture in picture:", fault);
  }
}
