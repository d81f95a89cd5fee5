// One person's camera, microphone and screen: opened, chosen, muted, sent. The green room and an attendee who was given the floor
// use it alike. Input: devices, a meter, and from `join` on a place to send to. No DOM.

import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";

import { DeviceTrouble, type Device, type DeviceKind, type Devices, type Trouble } from "./devices";
import type { Meter } from "./meter";
import type { Ground } from "./peer/peer";
import { Publisher, type Capabilities } from "./peer/publisher";

export type Own = "camera" | "microphone";

/** A device of one's own. `on` is whether it is sent as it is; off it is black or silent. */
export interface Opened {
  readonly track: MediaStreamTrack | null;
  readonly trouble: Trouble | null;
  readonly opening: boolean;
  readonly on: boolean;
}

/** Where to send. */
export interface Way {
  readonly ground: Ground;
  readonly whip: string;
}

const SHUT: Opened = { track: null, trouble: null, opening: false, on: true };
const NO_DEVICES: { readonly [kind in DeviceKind]: readonly Device[] } = { camera: [], microphone: [], speaker: [] };

export class Studio {
  readonly own: { readonly [source in Own]: Signal<Opened> } = { camera: signal(SHUT), microphone: signal(SHUT) };
  readonly screen = signal<{ readonly picture: MediaStreamTrack; readonly sound: MediaStreamTrack | null } | null>(null);
  readonly screenTrouble = signal<Trouble | null>(null);
  readonly #lists = signal(NO_DEVICES);
  readonly #publisher = signal<Publisher | null>(null);
  readonly #screenPublisher = signal<Publisher | null>(null);
  #way: Way | null = null;

  constructor(
    readonly devices: Devices,
    readonly meter: Meter,
    private readonly able: Capabilities,
  ) {}

  /** What there is to choose from. */
  get lists(): ReadonlySignal<{ readonly [kind in DeviceKind]: readonly Device[] }> {
    return this.#lists;
  }

  /** Sends camera and microphone; null before `join` and after `leave`. */
  get publisher(): ReadonlySignal<Publisher | null> {
    return this.#publisher;
  }

  get screenPublisher(): ReadonlySignal<Publisher | null> {
    return this.#screenPublisher;
  }

  /** Opens a device; trouble is told by its signal. */
  async open(source: Own): Promise<void> {
    const held = this.own[source];
    if (held.peek().opening) return;
    held.value = { ...held.peek(), opening: true, trouble: null };
    let track: MediaStreamTrack;
    try {
      track = await this.devices[source]();
    } catch (fault) {
      const trouble = fault instanceof DeviceTrouble ? fault.trouble : "failed";
      held.value = { ...held.peek(), opening: false, trouble };
      if (!(fault instanceof DeviceTrouble)) console.error(`The ${source} cannot be opened:`, fault);
      return;
    }
    held.peek().track?.stop();
    track.enabled = held.peek().on;
    track.onended = () => {
      if (held.peek().track === track) this.#lost(source);
    };
    held.value = { ...held.peek(), track, opening: false, trouble: null };
    if (source === "microphone") this.meter.listen(track);
    await this.refresh();
    await this.#send();
  }

  /** Opens camera and microphone, one after the other, so that a refusal of one does not take the other along. */
  async openBoth(): Promise<void> {
    await this.open("microphone");
    await this.open("camera");
  }

  /** Lets go of a device. */
  async close(source: Own): Promise<void> {
    const held = this.own[source];
    held.peek().track?.stop();
    held.value = { ...held.peek(), track: null, trouble: null };
    if (source === "microphone") this.meter.listen(null);
    await this.#send();
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    this.devices.choose(kind, id, this.#lists.peek()[kind].find((each) => each.id === id)?.name);
    if (kind !== "speaker") await this.open(kind);
  }

  /** Switches a device's picture or sound off or on; the place at the server is kept. */
  turn(source: Own, on: boolean): void {
    const held = this.own[source];
    const { track } = held.peek();
    if (track !== null) track.enabled = on;
    held.value = { ...held.peek(), on };
  }

  /** Reads again which devices there are. */
  async refresh(): Promise<void> {
    const [camera, microphone, speaker] = await Promise.all([this.devices.list("camera"), this.devices.list("microphone"), this.devices.list("speaker")]);
    this.#lists.value = { camera, microphone, speaker };
  }

  /** Sends what is open, from now on and whenever it changes; `replacing` takes the place over from another tab. */
  async join(way: Way, replacing = false): Promise<void> {
    this.#way = way;
    await this.#send(replacing);
  }

  async leave(): Promise<void> {
    this.#way = null;
    const publisher = this.#publisher.peek();
    this.#publisher.value = null;
    await Promise.all([publisher?.stop(), this.stopScreen()]);
  }

  /** Asks for a screen, window or tab and sends it. A question that is answered by nothing is no trouble. */
  async share(): Promise<void> {
    this.screenTrouble.value = null;
    try {
      const screen = await this.devices.screen();
      screen.picture.onended = () => void this.stopScreen();
      this.screen.peek()?.picture.stop();
      this.screen.value = screen;
    } catch (fault) {
      if (!(fault instanceof DeviceTrouble)) throw fault;
      // Browsers tell "closed" and "forbidden" alike here; who closed the question knows.
      if (fault.trouble !== "denied" && fault.trouble !== "dismissed") this.screenTrouble.value = fault.trouble;
      return;
    }
    await this.#sendScreen();
  }

  async stopScreen(): Promise<void> {
    const [screen, publisher] = [this.screen.peek(), this.#screenPublisher.peek()];
    batch(() => (this.screen.value = this.#screenPublisher.value = null));
    for (const track of [screen?.picture, screen?.sound]) {
      if (track == null) continue;
      track.onended = null;
      track.stop();
    }
    await publisher?.stop();
  }

  /** Takes the place over from another tab of the same person. */
  takeOver(): void {
    this.#publisher.peek()?.takeOver();
  }

  /** The server's media was restarted, or the network is back. */
  probe(): void {
    for (const publisher of [this.#publisher.peek(), this.#screenPublisher.peek()]) void publisher?.peer.probe();
  }

  /** The page is left: devices and places are let go. */
  dispose(): void {
    void this.leave();
    for (const source of ["camera", "microphone"] as const) this.own[source].peek().track?.stop();
    this.meter.listen(null);
  }

  #lost(source: Own): void {
    const held = this.own[source];
    held.value = { ...held.peek(), track: null, trouble: "missing" };
    if (source === "microphone") this.meter.listen(null);
    void this.refresh();
    void this.#send();
  }

  async #send(replacing = false): Promise<void> {
    if (this.#way === null) return;
    const [camera, microphone] = [this.own.camera.peek().track, this.own.microphone.peek().track];
    if (camera === null && microphone === null) return void (await this.#publisher.peek()?.stop());
    const publisher = this.#publisher.peek() ?? new Publisher(this.#way.ground, this.#way.whip, this.able);
    this.#publisher.value = publisher;
    await publisher.send({ ...(camera === null ? {} : { camera }), ...(microphone === null ? {} : { microphone }) }, replacing);
  }

  async #sendScreen(): Promise<void> {
    const screen = this.screen.peek();
    if (this.#way === null || screen === null) return;
    const publisher = this.#screenPublisher.peek() ?? new Publisher(this.#way.ground, this.#way.whip, this.able);
    this.#screenPublisher.value = publisher;
    await publisher.send({ screen: screen.picture, ...(screen.sound === null ? {} : { screen_sound: screen.sound }) });
  }
}
