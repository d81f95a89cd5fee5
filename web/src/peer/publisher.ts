// Sends one group of sources (camera and microphone, or a screen with its sound) by WHIP. Input: the browser's tracks. No DOM.

import { Peer, type Ground, type PeerState } from "./peer";
import type { ReadonlySignal } from "@preact/signals-core";
import type { Facts } from "./facts";
import { preferring } from "./sdp";

export type Source = "camera" | "microphone" | "screen";

export interface Sending {
  readonly camera?: MediaStreamTrack;
  readonly microphone?: MediaStreamTrack;
  /** A screen's picture and, where the browser gives it, its sound. */
  readonly screen?: MediaStreamTrack;
  readonly screen_sound?: MediaStreamTrack;
}

export interface Capabilities {
  /** What this browser can send, `RTCRtpSender.getCapabilities`; null where it cannot say. */
  readonly codecs: readonly RTCRtpCodec[] | null;
}

/** Three layers, the highest first: who watches by a thin line is sent a smaller picture of the same moment. */
const LAYERS: readonly RTCRtpEncodingParameters[] = [
  { rid: "h", maxBitrate: 1_500_000 },
  { rid: "m", maxBitrate: 450_000, scaleResolutionDownBy: 2 },
  { rid: "l", maxBitrate: 150_000, scaleResolutionDownBy: 4 },
];
const SCREEN: readonly RTCRtpEncodingParameters[] = [{ maxBitrate: 2_000_000, maxFramerate: 15 }];
const VOICE: readonly RTCRtpEncodingParameters[] = [{ maxBitrate: 64_000 }];

/** Below this height three layers are one too small to be read. */
const LEAST_HEIGHT = 480;

export function layersFor(height: number): RTCRtpEncodingParameters[] {
  const [high, middle, low] = LAYERS.map((layer) => ({ ...layer }));
  // The lowest is named alike in both, for those who ask for the smallest.
  return height > 0 && height < LEAST_HEIGHT ? [high!, { ...low!, scaleResolutionDownBy: 2 }] : [high!, middle!, low!];
}

export class Publisher {
  readonly peer: Peer;
  #sending: Sending = {};
  #replacing = false;

  /** `address` is the WHIP endpoint; `codec` is the picture's codec that is asked for first. */
  constructor(
    ground: Ground,
    private readonly address: string,
    private readonly able: Capabilities,
    private readonly codec = "H264",
  ) {
    this.peer = new Peer(ground, { address: () => this.#address(), load: (connection) => this.#load(connection) });
  }

  get state(): ReadonlySignal<PeerState> {
    return this.peer.state;
  }

  get sending(): Sending {
    return this.#sending;
  }

  facts(): Promise<Facts | null> {
    return this.peer.facts();
  }

  /** Sends these from now on. A change of device is made without a new offer, a change of sources with one. */
  async send(sending: Sending, replacing = false): Promise<void> {
    const before = this.#sending;
    this.#sending = sending;
    const state = this.peer.state.peek().state;
    const same = kindsOf(before).join() === kindsOf(sending).join();
    if (kindsOf(sending).length === 0) return this.stop();
    if (!same || state === "idle" || state === "ended") {
      // What this very page sends is its own to replace.
      this.#replacing = replacing || (state !== "idle" && state !== "ended");
      this.peer.join();
      return;
    }
    const senders = this.peer.connection?.getSenders() ?? [];
    for (const kind of kindsOf(sending)) {
      const [old, fresh] = [before[kind], sending[kind]];
      if (old === fresh || fresh === undefined) continue;
      await senders.find(({ track }) => track === old)?.replaceTrack(fresh);
    }
  }

  /** Takes the sources over from another tab or program of the same person. */
  takeOver(): void {
    this.#replacing = true;
    this.peer.join();
  }

  async stop(): Promise<void> {
    this.#sending = {};
    await this.peer.leave();
  }

  #address(): string {
    const { camera, microphone, screen } = this.#sending;
    const query = new URLSearchParams();
    for (const [source, track] of Object.entries({ camera, microphone, screen })) if (track !== undefined) query.append("source", source);
    query.append("codec", this.codec);
    if (this.#replacing) query.append("replace", "1");
    return `${this.address}${this.address.includes("?") ? "&" : "?"}${query.toString()}`;
  }

  #load(connection: RTCPeerConnection): void {
    const { camera, microphone, screen, screen_sound: sound } = this.#sending;
    if (camera !== undefined) this.#picture(connection, camera, layersFor(camera.getSettings().height ?? 0));
    if (screen !== undefined) {
      screen.contentHint = "detail";
      this.#picture(connection, screen, SCREEN);
    }
    for (const track of [microphone, sound]) {
      if (track !== undefined) connection.addTransceiver(track, { direction: "sendonly", sendEncodings: VOICE.map((each) => ({ ...each })) });
    }
  }

  #picture(connection: RTCPeerConnection, track: MediaStreamTrack, encodings: readonly RTCRtpEncodingParameters[]): void {
    const transceiver = connection.addTransceiver(track, { direction: "sendonly", sendEncodings: encodings.map((each) => ({ ...each })) });
    if (this.able.codecs !== null) transceiver.setCodecPreferences(preferring(this.able.codecs, this.codec));
  }
}

function kindsOf(sending: Sending): (keyof Sending)[] {
  return (["camera", "microphone", "screen", "screen_sound"] as const).filter((kind) => sending[kind] !== undefined);
}
