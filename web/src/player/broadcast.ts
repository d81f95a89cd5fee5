// The broadcast in a video element, by hls.js where the browser has Media Source, by itself elsewhere (Safari). Comes back after
// every fault, with a delay that grows. Input: an element and the address of a playlist. Loaded only when it is needed.

import Hls, { ErrorDetails, Events } from "hls.js";

import { growing, type Timers } from "../clock";
import type { Measure } from "./ladder";
import type { BroadcastFacts, BroadcastReader } from "./reader";
import { offers, ORIGINAL, placeOf } from "./renditions";

const LONGEST_AGAIN_MS = 8_000;
const BEGINNING_MS = 12_000;
const LOOK_AGAIN_MS = 2_000;
/** What should play and stands still for so long begins anew, whatever hls.js waits for. */
const STILL_MS = 20_000;
/** So much of the former sound is kept ahead while the next one comes. */
const KEPT_SOUND_S = 0.75;

/** An element with the sounds that a browser found by itself (HTML §4.8.11.10.1). */
type WithSounds = HTMLVideoElement & { readonly audioTracks?: Iterable<{ readonly language: string; enabled: boolean }> };

export interface BroadcastOptions {
  readonly timers: Timers;
  readonly element: HTMLVideoElement;
  readonly address: string;
  /** The original, unless it is the language of a channel; may change by `listen`. */
  readonly channel?: string;
  /** Sound and picture can be played from now on. */
  readonly ready: () => void;
  /** It is shown beside another one, which sets the pace. */
  readonly beside?: boolean;
}

const FAR_S = 1;
const NEAR_S = 0.08;

export class Broadcast implements BroadcastReader {
  #hls: Hls | null = null;
  #failures = 0;
  #cancel: (() => void) | null = null;
  #detached = false;
  #stalled_ms = 0;
  #lastTime = 0;
  #lastAt = 0;
  #begun = false;
  #attachedAt = 0;
  #movedAt = 0;
  #channel: string;
  #cancelLook: (() => void) | null = null;

  constructor(private readonly options: BroadcastOptions) {
    this.#channel = options.channel ?? ORIGINAL;
    this.#attach();
  }

  /** Another rendition of the sound, while the picture goes on. One that is not there is the original. */
  listen(channel: string): void {
    this.#channel = channel;
    this.#sound();
  }

  detach(): void {
    this.#detached = true;
    this.#cancel?.();
    this.#cancelLook?.();
    this.#hls?.destroy();
    this.#hls = null;
    this.options.element.removeAttribute("src");
    this.options.element.load();
  }

  /** Jumps to the newest, after a pause. */
  toLive(): void {
    const position = this.#hls?.liveSyncPosition;
    if (position != null) this.options.element.currentTime = position;
  }

  /** The moment that is shown, in milliseconds since 1970; null while none is. */
  get shown(): number | null {
    return this.#hls?.playingDate?.getTime() ?? null;
  }

  /** Shows what another one shows, without a jump where that is near. */
  keepTo(moment: number | null): void {
    const { element } = this.options;
    const own = this.shown;
    if (moment === null || own === null || element.seeking) return;
    const apart = (moment - own) / 1000;
    if (Math.abs(apart) > FAR_S) element.currentTime += apart;
    element.playbackRate = Math.abs(apart) < NEAR_S || Math.abs(apart) > FAR_S ? 1 : 1 + Math.max(-0.2, Math.min(0.2, apart / 2));
  }

  measure(): { readonly facts: BroadcastFacts; readonly measure: Measure } {
    const { element, timers } = this.options;
    const now = timers.now();
    const passed = this.#lastAt === 0 ? 0 : now - this.#lastAt;
    const played = (element.currentTime - this.#lastTime) * 1000;
    if (passed > 0 && !element.paused) this.#stalled_ms = Math.max(0, passed - Math.max(0, played));
    this.#lastAt = now;
    this.#lastTime = element.currentTime;
    if (played > 0 || element.paused) this.#movedAt = now;
    else if (now - this.#movedAt > STILL_MS) this.#again();
    // What is only beginning is not judged, until it has had time enough.
    this.#begun ||= played > 0;
    const judged = passed > 0 && !element.paused && (this.#begun || now - this.#attachedAt > BEGINNING_MS);
    const level = this.#hls?.levels[this.#hls.currentLevel];
    const latency = this.#hls?.latency ?? 0;
    return {
      facts: { delay_ms: latency > 0 ? latency * 1000 : null, bitrate: level?.bitrate ?? null, width: element.videoWidth, height: element.videoHeight },
      measure: { loss: null, frozen: judged ? Math.min(1, this.#stalled_ms / passed) : 0, alive: !judged || played > 0 },
    };
  }

  #attach(): void {
    const { element, address, ready, timers } = this.options;
    this.#begun = false;
    this.#attachedAt = this.#movedAt = timers.now();
    if (!Hls.isSupported()) {
      element.src = address;
      element.onloadedmetadata = () => {
        this.#sound();
        ready();
      };
      element.onerror = () => this.#again();
      return;
    }
    // The worker would need its code from a blob; the packager's fMP4 needs no remuxing, so there is nothing for it to do.
    const maxLiveSyncPlaybackRate = this.options.beside === true ? 1 : 1.2;
    const hls = new Hls({ lowLatencyMode: true, enableWorker: false, backBufferLength: 10, maxLiveSyncPlaybackRate, nextAudioTrackBufferFlushForwardOffset: KEPT_SOUND_S });
    this.#hls = hls;
    hls.on(Events.MANIFEST_PARSED, () => {
      this.#failures = 0;
      ready();
    });
    hls.on(Events.AUDIO_TRACKS_UPDATED, () => this.#sound());
    hls.on(Events.ERROR, (_, { fatal, details, type }) => {
      if (!fatal) return;
      if (type === Hls.ErrorTypes.MEDIA_ERROR && details !== ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR && this.#failures === 0) {
        this.#failures += 1;
        return hls.recoverMediaError();
      }
      this.#again();
    });
    hls.loadSource(address);
    hls.attachMedia(element);
  }

  /** Goes over to the channel's sound. Between two sounds the old one plays until the new one is there. */
  #sound(): void {
    const hls = this.#hls;
    this.#cancelLook?.();
    if (hls === null) return this.#soundByItself();
    if (hls.audioTracks.length === 0) return;
    const found = placeOf(this.#channel, hls.audioTracks);
    if (found < 0) void this.#await(this.#channel);
    const wanted = Math.max(0, found);
    // Before the first sound was chosen there is nothing to keep.
    if (hls.audioTrack < 0) hls.audioTrack = wanted;
    else if (hls.audioTrack !== wanted) hls.nextAudioTrack = wanted;
  }

  /** Browsers without Media Source play HLS, and list its sounds, by themselves. */
  #soundByItself(): void {
    const sounds = [...((this.options.element as WithSounds).audioTracks ?? [])];
    const wanted = Math.max(0, placeOf(this.#channel, sounds));
    sounds.forEach((sound, at) => (sound.enabled = at === wanted));
  }

  /** A channel that was opened after the playlist was read is in it soon; then it is read anew, once. */
  async #await(channel: string): Promise<void> {
    const hls = this.#hls;
    const offered = await fetch(this.options.address).then((answer) => (answer.ok ? answer.text() : ""), () => "");
    if (this.#detached || hls !== this.#hls || channel !== this.#channel) return;
    if (!offers(offered, channel)) {
      this.#cancelLook = this.options.timers.after(LOOK_AGAIN_MS, () => void this.#await(channel));
      return;
    }
    hls?.destroy();
    this.#attach();
  }

  /** A broadcast that is over, or not yet begun, may begin anew under the same address. */
  #again(): void {
    if (this.#detached) return;
    this.#hls?.destroy();
    this.#hls = null;
    this.#movedAt = this.options.timers.now();
    const delay = growing(this.#failures++, LONGEST_AGAIN_MS);
    this.#cancel?.();
    this.#cancel = this.options.timers.after(delay, () => this.#detached || this.#attach());
  }
}
