// A booth as its page uses it: what is heard, what is said, and the hand-over. Puts the parts together; shows nothing. Input: the live
// room, the booth's language, and the browser's devices.

import { computed, effect, signal, untracked, type ReadonlySignal, type Signal } from "@preact/signals";

import { Devices, UNTOUCHED } from "../devices";
import { channelTrack, type BoothMessage, type BoothView, type Channel, type Hearer } from "../interpretation";
import { Meter } from "../meter";
import { Door, MediaProblem } from "../peer/door";
import type { Ground } from "../peer/peer";
import { Subscriber, type Wish } from "../peer/subscriber";
import { receive, type Reception } from "../reception";
import type { LiveRoom } from "../room";
import { shelfOver } from "../shelf";
import { tilesOf, trackOf, wishesFor, type OnStage, type StageView, type Tile } from "../stage";
import { Studio } from "../studio";
import { playTone } from "../test_tone";
import { Listening } from "./listening";

export const ORIGINAL = "original";
const AGAIN_MS = 3_000;
/** A microphone that rises by so much while the tone plays hears the loudspeakers. */
const ECHO = 0.2;

export type Headphones = "untested" | "testing" | "good" | "echo" | "unheard";

export class Booth {
  readonly studio: Studio;
  /** `original`, or the language of the channel that is interpreted from. */
  readonly hears: Signal<string> = signal(ORIGINAL);
  readonly hearsPartner = signal(false);
  readonly volume = signal(1);
  readonly guarded = signal(true);
  readonly headphones: Signal<Headphones> = signal("untested");
  readonly problem = signal<string | null>(null);
  readonly subscriber = signal<Subscriber | null>(null);
  readonly entered = signal(false);
  readonly view: ReadonlySignal<BoothView | undefined>;
  readonly channels: ReadonlySignal<readonly Channel[]>;
  readonly said: ReadonlySignal<readonly BoothMessage[]>;
  readonly tiles: ReadonlySignal<readonly Tile[]>;
  readonly listening = signal<Listening | null>(null);
  #sound: AudioContext | null = null;
  #ground: Ground | null = null;
  #reception: Reception | null = null;
  #cancelTake: (() => void) | null = null;
  #left: (() => void)[] = [];

  constructor(
    readonly room: LiveRoom,
    readonly language: string,
  ) {
    const { store } = room;
    const devices = new Devices(navigator.mediaDevices as MediaDevices | undefined, shelfOver(() => localStorage), UNTOUCHED);
    this.studio = new Studio(devices, new Meter(room.timers, () => this.sound()), { codecs: null });
    this.view = computed(() => store.get<BoothView>(`booths/${language}`));
    this.channels = computed(() => store.values<Channel>("channels/"));
    this.said = computed(() => store.values<BoothMessage>("my/booth/").filter(({ booth }) => booth === language).sort((a, b) => a.at - b.at));
    this.tiles = computed(() => {
      const holding = store.get<StageView>("stage")?.holding ?? null;
      return holding !== null ? [] : tilesOf(store.values<OnStage>("stage/").sort((a, b) => a.order - b.order));
    });
  }

  /** The browser's sound; made when it is first needed, since some browsers want a gesture before. */
  sound(): AudioContext {
    this.#sound ??= new AudioContext();
    return this.#sound;
  }

  get inside(): boolean {
    return this.view.value?.members.some(({ participant }) => participant === this.room.me.participant) ?? false;
  }

  get onAir(): boolean {
    return this.view.value?.on_air?.participant === this.room.me.participant;
  }

  get partners(): readonly string[] {
    return (this.view.value?.members ?? []).map(({ participant }) => participant).filter((each) => each !== this.room.me.participant);
  }

  /** Asks how to reach the media, and follows what changes. */
  start(): void {
    void this.#receive();
    void this.studio.refresh();
    const leave = () => this.studio.dispose();
    window.addEventListener("pagehide", leave);
    this.#left = [
      () => window.removeEventListener("pagehide", leave),
      this.room.signals.on("media.restarted", () => {
        this.studio.probe();
        void this.subscriber.peek()?.peer.probe();
      }),
      effect(() => this.#want()),
      effect(() => this.#hear()),
      effect(() => this.#awaitTurn()),
      effect(() => this.listening.value?.turn(this.volume.value)),
      effect(() => this.listening.value?.guard(this.guarded.value)),
    ];
  }

  stop(): void {
    for (const leave of this.#left) leave();
    this.#cancelTake?.();
    this.studio.dispose();
    this.listening.peek()?.stop();
    void this.subscriber.peek()?.leave();
  }

  /** Sits down: opens the microphone, starts to hear. Wants a gesture, so that the browser lets sound run. */
  async enter(): Promise<void> {
    await this.sound().resume();
    this.listening.value ??= new Listening(this.sound(), this.room.timers);
    this.entered.value = true;
    this.#deed("booth.join");
    await this.studio.open("microphone");
    await this.#publish();
  }

  async leave(): Promise<void> {
    this.entered.value = false;
    this.#deed("booth.leave");
    await Promise.all([this.studio.leave(), this.studio.close("microphone")]);
  }

  goOnAir(on: boolean): void {
    this.#deed(on ? "booth.go_on_air" : "booth.go_off_air");
  }

  /** One's own microphone, for a cough or for longer; the place on air is kept. */
  open(on: boolean): void {
    this.studio.turn("microphone", on);
  }

  /** Into another channel: the other direction of the pair. */
  direct(into: string): void {
    this.room.give({ type: "booth.direct", language: this.language, into });
  }

  /** `in_ms` from now, or at once. */
  offer(in_ms: number | null): void {
    this.room.give({ type: "booth.offer", language: this.language, when: in_ms === null ? null : Math.round(this.room.clock.now() + in_ms) });
  }

  accept(): void {
    this.#deed("booth.accept");
  }

  withdraw(): void {
    this.#deed("booth.withdraw");
  }

  cue(kind: "slower" | "louder"): void {
    this.room.give({ type: "cue.send", kind, to: "speakers" });
  }

  say(to: Hearer, text: string): void {
    this.room.give({ type: "booth.send", language: this.language, to, text });
  }

  /** Plays a tone: a microphone that hears it has no headphones beside it. */
  async testHeadphones(): Promise<void> {
    const { meter, own } = this.studio;
    if (own.microphone.peek().track === null) return void (this.headphones.value = "unheard");
    this.headphones.value = "testing";
    const before = meter.reading.peek().meter;
    let most = 0;
    const stop = meter.reading.subscribe((reading) => (most = Math.max(most, reading.meter)));
    try {
      await playTone(this.sound(), this.studio.devices.choices.speaker);
      this.headphones.value = most - before > ECHO ? "echo" : "good";
    } catch (fault) {
      console.warn("The test tone cannot be played:", fault);
      this.headphones.value = "unheard";
    } finally {
      stop();
    }
  }

  #deed(type: "booth.join" | "booth.leave" | "booth.go_on_air" | "booth.go_off_air" | "booth.accept" | "booth.take" | "booth.withdraw"): void {
    this.room.give({ type, language: this.language });
  }

  #want(): void {
    const [tiles, hears, partner] = [this.tiles.value, this.hears.value, this.hearsPartner.value ? this.partners : []];
    const [entered, subscriber] = [this.entered.value, this.subscriber.value];
    if (!entered || subscriber === null) return;
    const stage = wishesFor(tiles, "video").map((wish) => (hears === ORIGINAL ? wish : { ...wish, audio: null })).filter(({ video, audio }) => video !== null || audio !== null);
    const relay: Wish[] = hears === ORIGINAL ? [] : [{ name: `channel/${hears}`, video: null, audio: channelTrack(hears), layer: null }];
    const partners = partner.map((each) => ({ name: `partner/${each}`, video: null, audio: trackOf(each, "microphone", "audio"), layer: null }));
    untracked(() => subscriber.want([...stage, ...relay, ...partners]));
  }

  #hear(): void {
    const [listening, seats] = [this.listening.value, this.subscriber.value?.seats.value ?? []];
    untracked(() => listening?.hear(seats.flatMap(({ audio }) => (audio === null ? [] : [audio]))));
  }

  /** A hand-over that was accepted for a time is taken when that has come. */
  #awaitTurn(): void {
    const offer = this.view.value?.offer;
    this.#cancelTake?.();
    this.#cancelTake = null;
    if (offer?.when == null || offer.accepted?.participant !== this.room.me.participant) return;
    const wait = Math.max(0, offer.when - untracked(() => this.room.clock.now())) + 50;
    this.#cancelTake = this.room.timers.after(wait, () => this.#deed("booth.take"));
  }

  async #publish(): Promise<void> {
    if (this.#ground === null || this.#reception?.publish == null || !this.entered.peek()) return;
    await this.studio.join({ ground: this.#ground, whip: `${this.#reception.publish.whip}?aside=1` }, true);
  }

  async #receive(): Promise<void> {
    const { page, timers } = this.room;
    try {
      const reception = await receive((address, request) => fetch(address, request), page.watch);
      const door = new Door((address, request) => fetch(address, request), location.href);
      this.#ground = { timers, connect: (configuration) => new RTCPeerConnection(configuration), door, iceServers: reception.ice_servers };
      this.#reception = reception;
      this.problem.value = null;
      if (reception.whep !== null) this.subscriber.value = new Subscriber(this.#ground, reception.whep, 8);
      await this.#publish();
    } catch (fault) {
      if (!(fault instanceof MediaProblem)) throw fault;
      this.problem.value = fault.code;
      if (fault.temporary) timers.after(AGAIN_MS, () => void this.#receive());
    }
  }
}
