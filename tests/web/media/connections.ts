// Peer connections and media doors that a test holds in its hand: what is offered, asked and answered is written down.

import { Door } from "@/peer/door";
import type { Ground } from "@/peer/peer";
import { WoundClock } from "../wound_clock";

export class FakeTrack {
  contentHint = "";
  constructor(
    readonly kind: "audio" | "video",
    readonly label = kind as string,
    readonly height = 720,
  ) {}
  getSettings = () => ({ height: this.height });
}

export const aTrack = (kind: "audio" | "video", label?: string, height?: number) => new FakeTrack(kind, label, height) as unknown as MediaStreamTrack;

export class FakeConnection {
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: unknown = null;
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  remoteDescription: { sdp: string } | null = null;
  readonly transceivers: { mid: string | null; options: RTCRtpTransceiverInit; sender: { track: unknown; replaceTrack: (track: unknown) => Promise<void> }; receiver: { track: unknown }; codecs: unknown[]; setCodecPreferences(codecs: unknown[]): void }[] = [];
  closed = false;
  generation = 0;

  constructor(readonly configuration: RTCConfiguration) {}

  addTransceiver(what: unknown, options: RTCRtpTransceiverInit) {
    const at = this.transceivers.length;
    const sender = { track: what as unknown, replaceTrack: (track: unknown) => Promise.resolve(void (sender.track = track)) };
    const transceiver = {
      mid: null as string | null,
      options,
      sender,
      receiver: { track: aTrack(what === "audio" ? "audio" : "video", `received ${at}`) },
      codecs: [] as unknown[],
      setCodecPreferences: (codecs: unknown[]) => void (transceiver.codecs = codecs),
    };
    this.transceivers.push(transceiver);
    return transceiver;
  }

  getSenders = () => this.transceivers.map(({ sender }) => sender);
  getStats = () => Promise.resolve(new Map());

  createOffer(options: { iceRestart?: boolean } = {}): Promise<{ type: string; sdp: string }> {
    if (options.iceRestart === true) this.generation += 1;
    return Promise.resolve({ type: "offer", sdp: `v=0\r\na=ice-ufrag:mine${this.generation}\r\na=ice-pwd:word\r\nm=audio 9 X 0\r\n` });
  }

  setLocalDescription(description: { sdp: string }): Promise<void> {
    this.localDescription = description;
    this.transceivers.forEach((each, at) => (each.mid = String(at)));
    return Promise.resolve();
  }

  setRemoteDescription(description: { sdp: string }): Promise<void> {
    this.remoteDescription = description;
    return Promise.resolve();
  }

  become(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  close(): void {
    this.closed = true;
  }
}

export interface Asked {
  readonly method: string;
  readonly address: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | null;
}

export const ANSWER = "v=0\r\nm=audio 9 X 0\r\na=ice-ufrag:yours\r\na=ice-pwd:word\r\na=candidate:1 1 udp 1 10.0.0.1 5000 typ host\r\n";

/** A server that answers as it is told; by default it takes everything. */
export class ScriptedDoor {
  readonly asked: Asked[] = [];
  readonly connections: FakeConnection[] = [];
  readonly clock = new WoundClock();
  /** Answers an ask, or null for the usual answer. */
  script: (asked: Asked) => Response | Promise<Response> | null = () => null;
  #resources = 0;

  readonly fetch = (address: string, { method = "GET", headers, body }: RequestInit): Promise<Response> => {
    const asked = { method, address, headers: headers as { [name: string]: string }, body: (body ?? null) as string | null };
    this.asked.push(asked);
    return Promise.resolve(this.script(asked) ?? this.#usual(asked));
  };

  ground(more: Partial<Ground> = {}): Ground {
    return {
      timers: this.clock,
      connect: (configuration) => {
        const connection = new FakeConnection(configuration);
        this.connections.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
      door: new Door(this.fetch, "https://puente.test/en/x", "token"),
      iceServers: [],
      ...more,
    };
  }

  get connection(): FakeConnection {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error("no connection was made");
    return connection;
  }

  of(method: string): Asked[] {
    return this.asked.filter((each) => each.method === method);
  }

  #usual({ method, headers }: Asked): Response {
    if (method === "POST" && headers["Content-Type"] === "application/sdp") {
      return new Response(ANSWER, { status: 201, headers: { Location: `/whip/a/b/r${(this.#resources += 1)}`, ETag: '"first"' } });
    }
    if (method === "PATCH" && headers["If-Match"] === "*") {
      return new Response("a=ice-ufrag:fresh\r\na=ice-pwd:new\r\n", { status: 200, headers: { ETag: '"second"' } });
    }
    return new Response(null, { status: method === "DELETE" ? 200 : 204 });
  }
}

export function problem(status: number, code: string, data: object = {}, headers: { [name: string]: string } = {}): Response {
  return new Response(JSON.stringify({ title: "no", status, code, ...data }), { status, headers });
}

/** Until all that was promised is done. */
export const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
