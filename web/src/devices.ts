// Cameras, microphones and speakers: list them, open the chosen ones, remember the choice. Input: the browser's mediaDevices, and a
// shelf that outlives the visit. What goes wrong becomes a code, so that the page can say it in plain words. No DOM.

import type { Shelf } from "./shelf";

export type DeviceKind = "camera" | "microphone" | "speaker";
export type Trouble =
  /** The page is not served securely, so the browser gives no devices at all. */
  | "insecure"
  | "denied"
  /** The person closed the browser's question without an answer, or the system forbids it. */
  | "dismissed"
  | "missing"
  /** Another program holds it. */
  | "busy"
  | "failed";

export interface Device {
  readonly id: string;
  readonly name: string;
}

export interface Choices {
  readonly camera: string | null;
  readonly microphone: string | null;
  readonly speaker: string | null;
  /** The names of those that were chosen. */
  readonly names?: { readonly [kind in DeviceKind]?: string };
}

/** The part of navigator.mediaDevices that is used here; undefined on a page that is not secure. */
export interface MediaSource {
  enumerateDevices(): Promise<readonly { readonly kind: string; readonly deviceId: string; readonly label: string }[]>;
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  getDisplayMedia?(options: DisplayMediaStreamOptions): Promise<MediaStream>;
}

export class DeviceTrouble extends Error {
  constructor(
    readonly trouble: Trouble,
    readonly kind: DeviceKind | "screen",
  ) {
    super(`${kind}: ${trouble}`);
  }
}

const KEY = "puente/devices";
const KINDS = { camera: "videoinput", microphone: "audioinput", speaker: "audiooutput" } as const;
const NONE: Choices = { camera: null, microphone: null, speaker: null };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const VOICE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: { ideal: 1 } };
/** What a screen sounds like is not a voice, and an interpreter's voice is for many ears: nothing is taken out of them. */
export const UNTOUCHED = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

export class Devices {
  /** `source` is undefined where the browser gives no devices; `voice` is what the browser shall do to a microphone. */
  constructor(
    private readonly source: MediaSource | undefined,
    private readonly shelf: Shelf,
    private readonly voice: MediaTrackConstraints = VOICE,
  ) {}

  get secure(): boolean {
    return this.source !== undefined;
  }

  get screens(): boolean {
    return this.source?.getDisplayMedia !== undefined;
  }

  get choices(): Choices {
    const kept = this.shelf.getItem(KEY);
    if (kept === null) return NONE;
    try {
      return { ...NONE, ...(JSON.parse(kept) as Partial<Choices>) };
    } catch (fault) {
      console.warn("The kept choice of devices cannot be read:", fault);
      return NONE;
    }
  }

  choose(kind: DeviceKind, id: string, name = ""): void {
    const { choices } = this;
    this.shelf.setItem(KEY, JSON.stringify({ ...choices, [kind]: id, names: { ...choices.names, [kind]: name } }));
  }

  /** The devices of a kind. Their names are given only once the person has allowed one; until then they are numbered by the page. */
  async list(kind: DeviceKind): Promise<Device[]> {
    const all = (await this.source?.enumerateDevices()) ?? [];
    const listed = all.filter((each) => each.kind === KINDS[kind] && each.deviceId !== "").map(({ deviceId, label }) => ({ id: deviceId, name: label }));
    this.#recognize(kind, listed);
    return listed;
  }

  /** Some browsers give a device another id at each visit: then it is known by its name. */
  #recognize(kind: DeviceKind, listed: readonly Device[]): void {
    const { [kind]: chosen, names } = this.choices;
    const name = names?.[kind] ?? "";
    if (chosen === null || name === "" || listed.some(({ id }) => id === chosen)) return;
    const same = listed.find((each) => each.name === name);
    if (same !== undefined) this.choose(kind, same.id, name);
  }

  camera(): Promise<MediaStreamTrack> {
    return this.#open("camera", (id) => ({ video: { ...PICTURE, ...id } }));
  }

  microphone(): Promise<MediaStreamTrack> {
    return this.#open("microphone", (id) => ({ audio: { ...this.voice, ...id } }));
  }

  /** A screen, window or tab that the person picks, with its sound where the browser gives it. */
  async screen(): Promise<{ readonly picture: MediaStreamTrack; readonly sound: MediaStreamTrack | null }> {
    if (this.source?.getDisplayMedia === undefined) throw new DeviceTrouble(this.source === undefined ? "insecure" : "missing", "screen");
    try {
      const stream = await this.source.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: UNTOUCHED });
      const [picture] = stream.getVideoTracks();
      if (picture === undefined) throw new DeviceTrouble("missing", "screen");
      return { picture, sound: stream.getAudioTracks()[0] ?? null };
    } catch (fault) {
      throw fault instanceof DeviceTrouble ? fault : new DeviceTrouble(troubleOf(fault), "screen");
    }
  }

  /** The chosen device; another one of its kind where that is gone. */
  async #open(kind: "camera" | "microphone", constraints: (id: { deviceId?: { exact: string } }) => MediaStreamConstraints): Promise<MediaStreamTrack> {
    if (this.source === undefined) throw new DeviceTrouble("insecure", kind);
    const chosen = this.choices[kind];
    if (chosen !== null) {
      try {
        return await this.#track(kind, constraints({ deviceId: { exact: chosen } }));
      } catch (fault) {
        const { trouble } = fault as DeviceTrouble;
        if (trouble !== "missing" && trouble !== "failed") throw fault;
      }
    }
    const track = await this.#track(kind, constraints({}));
    // Names are told only once a device is open.
    await this.list(kind);
    const recognized = this.choices[kind];
    if (recognized === chosen || recognized === null) return track;
    track.stop();
    return this.#track(kind, constraints({ deviceId: { exact: recognized } }));
  }

  async #track(kind: "camera" | "microphone", constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
    try {
      const stream = await this.source!.getUserMedia(constraints);
      const [track] = stream.getTracks();
      if (track === undefined) throw new DeviceTrouble("missing", kind);
      return track;
    } catch (fault) {
      throw fault instanceof DeviceTrouble ? fault : new DeviceTrouble(troubleOf(fault), kind);
    }
  }
}

/** The code of what getUserMedia or getDisplayMedia threw (W3C mediacapture-streams §10.2, and what browsers throw besides). */
export function troubleOf(fault: unknown): Trouble {
  const { name = "", message = "" } = (fault ?? {}) as { name?: string; message?: string };
  switch (name) {
    case "NotAllowedError":
    case "PermissionDeniedError":
      return /dismissed|system/i.test(message) ? "dismissed" : "denied";
    case "SecurityError":
      return "insecure";
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
    case "ConstraintNotSatisfiedError":
      return "missing";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}
