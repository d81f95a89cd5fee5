// A recording's second picture, kept in step with the first. It is there only for as long as the stage showed two.
// Input: `<video data-beside="…/replay.m3u8">` as web/templates/session.html writes it; the moment of the first picture.

import Hls, { Events } from "hls.js";

const FAR_S = 0.5;
const NEAR_S = 0.08;

/** A segment (hls.js): when it was taken, in ms since 1970; where it lies among the others and how long it is, in seconds. */
export interface Piece {
  readonly programDateTime: number | null;
  readonly start: number;
  readonly duration: number;
}

/** Where a moment lies (s); null while there was no second picture. */
export function placeOf(pieces: readonly Piece[], moment: number): number | null {
  const piece = pieces.findLast(({ programDateTime }) => programDateTime !== null && programDateTime <= moment);
  if (piece === undefined) return null;
  const into = (moment - piece.programDateTime!) / 1000;
  return into < piece.duration ? piece.start + into : null;
}

export class RecordedBeside {
  private readonly hls = new Hls({ enableWorker: false, autoStartLoad: false });
  private pieces: readonly Piece[] = [];
  private begun = false;

  constructor(private readonly element: HTMLVideoElement) {
    this.hls.on(Events.LEVEL_LOADED, (_, { details }) => (this.pieces = details.fragments));
    this.hls.on(Events.ERROR, (_, { fatal, type }) => fatal && type === Hls.ErrorTypes.MEDIA_ERROR && this.hls.recoverMediaError());
    this.hls.loadSource(element.dataset.beside ?? "");
    this.hls.attachMedia(element);
  }

  /** Shows what was on at a moment (ms since 1970), at the pace of the first picture. */
  show(moment: number, first: HTMLVideoElement): void {
    if (!this.begun && first.paused && first.currentTime === 0) return;
    if (!this.begun) this.hls.startLoad(0);
    this.begun = true;
    const { element } = this;
    const place = placeOf(this.pieces, moment);
    element.hidden = place === null;
    if (place === null || first.paused) element.pause();
    if (place === null) return;
    const apart = place - element.currentTime;
    if (Math.abs(apart) > (first.paused ? NEAR_S : FAR_S)) element.currentTime = place;
    element.playbackRate = first.playbackRate * (Math.abs(apart) < NEAR_S || Math.abs(apart) > FAR_S ? 1 : 1 + apart / 2);
    // A pause that comes meanwhile is no fault.
    if (!first.paused && element.paused) element.play().catch((fault: unknown) => console.debug("Not played beside:", fault));
  }
}
