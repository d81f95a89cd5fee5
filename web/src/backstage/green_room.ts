// The green room as its page uses it: one's own studio, the test of the line, and the others backstage. Puts the parts together and
// says what becomes of them; shows nothing. Input: the live room, and the browser's devices.

import { computed, effect, signal, untracked, type ReadonlySignal, type Signal } from "@preact/signals";

import { Devices } from "../devices";
import { baseLanguage } from "../i18n";
import { LineTest, UNTESTED, type LineReport } from "../line_test";
import { channelTrack, inBooths } from "../interpretation";
import { Meter } from "../meter";
import { Door, MediaProblem } from "../peer/door";
import type { Ground } from "../peer/peer";
import { Subscriber } from "../peer/subscriber";
import { receive, type Reception } from "../reception";
import type { LiveRoom } from "../room";
import { shelfOver } from "../shelf";
import { tilesOf, wishesFor, type Backstage, type OnStage, type StageView } from "../stage";
import { Studio } from "../studio";
import type { Session } from "../views";
import { Tabs } from "./tabs";

const AGAIN_MS = 3_000;
/** The seat of the interpretation channel. */
export const CHANNEL = "channel";

export class GreenRoom {
  readonly studio: Studio;
  readonly reception = signal<Reception | null>(null);
  /** Why there is no reception: a code of MediaProblem. */
  readonly problem = signal<string | null>(null);
  readonly joined = signal(false);
  readonly subscriber = signal<Subscriber | null>(null);
  readonly #line = signal<LineTest | null>(null);
  readonly tabs: Tabs;
  readonly session: ReadonlySignal<Session | undefined>;
  /** Everybody backstage but oneself, those who send first. */
  readonly others: ReadonlySignal<readonly Backstage[]>;
  /** Those who are heard and seen here: who sits in a booth speaks to the channel alone. */
  readonly heard: ReadonlySignal<readonly Backstage[]>;
  /** The interpretation channel that is heard beside the others; null for none. */
  readonly channel = signal<string | null>(null);
  readonly line: ReadonlySignal<LineReport>;
  /** What one speaks here: the floor's language while one is heard. */
  readonly tongue: ReadonlySignal<string>;
  readonly #chosen: Signal<string | null>;
  #sound: AudioContext | null = null;
  #ground: Ground | null = null;
  #quiet = false;
  #left: (() => void)[] = [];

  constructor(readonly room: LiveRoom) {
    const { store, page } = room;
    const devices = new Devices(navigator.mediaDevices as MediaDevices | undefined, shelfOver(() => localStorage));
    const able = { codecs: RTCRtpSender.getCapabilities?.("video")?.codecs ?? null };
    this.studio = new Studio(devices, new Meter(room.timers, () => this.sound()), able);
    this.#chosen = signal(room.shelf.getItem(`${room.place}/tongue`));
    this.tongue = computed(() => this.#tongue());
    this.tabs = new Tabs(`${page.socket}/${page.participant.participant}`);
    this.session = computed(() => store.get<Session>(`sessions/${page.session ?? ""}`));
    this.others = computed(() =>
      store.values<Backstage>("backstage/").filter(({ participant }) => participant !== room.me.participant).sort((a, b) => b.sources.length - a.sources.length || a.name.localeCompare(b.name)),
    );
    this.heard = computed(() => {
      const apart = inBooths(store);
      return this.others.value.filter(({ participant }) => !apart.has(participant));
    });
    this.line = computed(() => this.#line.value?.report.value ?? UNTESTED);
  }

  /** The browser's sound; made when it is first needed, since some browsers want a gesture before. */
  sound(): AudioContext {
    this.#sound ??= new AudioContext();
    return this.#sound;
  }

  get stage(): StageView | undefined {
    return this.room.store.get<StageView>("stage");
  }

  /** Oneself as those backstage see one. */
  get mine(): Backstage | undefined {
    return this.room.store.get<Backstage>(`backstage/${this.room.me.participant}`);
  }

  /** What the hall receives of oneself; undefined while one is not on the stage. */
  get onStage(): OnStage | undefined {
    return this.room.store.get<OnStage>(`stage/${this.room.me.participant}`);
  }

  /** Asks how to reach the media and follows what changes; unless `quiet` also opens devices that were allowed before, and tests the line. */
  start({ quiet = false }: { readonly quiet?: boolean } = {}): void {
    const { room, studio } = this;
    this.#quiet = quiet;
    void this.#receive();
    if (!quiet) void this.#openAllowed();
    const probe = () => {
      studio.probe();
      void this.subscriber.peek()?.peer.probe();
    };
    const wake = () => document.visibilityState === "visible" && probe();
    const refresh = () => void studio.refresh();
    // The browser lets sound run after a gesture; the level is to be seen from then on.
    const resume = () => void (this.#sound?.state === "suspended" && this.#sound.resume());
    const leave = () => studio.dispose();
    window.addEventListener("online", probe);
    document.addEventListener("visibilitychange", wake);
    document.addEventListener("pointerdown", resume);
    document.addEventListener("keydown", resume);
    window.addEventListener("pagehide", leave);
    navigator.mediaDevices?.addEventListener("devicechange", refresh);
    this.#left = [
      room.signals.on("media.restarted", probe),
      effect(() => this.#receiveOthers()),
      effect(() => this.#obey()),
      effect(() => this.#yield()),
      () => {
        window.removeEventListener("online", probe);
        document.removeEventListener("visibilitychange", wake);
        document.removeEventListener("pointerdown", resume);
        document.removeEventListener("keydown", resume);
        window.removeEventListener("pagehide", leave);
        navigator.mediaDevices?.removeEventListener("devicechange", refresh);
        this.tabs.close();
      },
    ];
  }

  stop(): void {
    for (const leave of this.#left) leave();
    this.studio.dispose();
    void this.subscriber.peek()?.leave();
  }

  async testLine(): Promise<void> {
    await this.#line.peek()?.run();
  }

  /** Comes into the green room: is seen and heard by those backstage, and by nobody else. */
  async join(replacing = false): Promise<void> {
    const [reception, ground] = [this.reception.peek(), this.#ground];
    this.joined.value = true;
    this.tabs.claim();
    if (this.room.may("stage.ready")) this.room.give({ type: "stage.ready", state: "ready" });
    this.#tell();
    for (const source of ["camera", "microphone"] as const) if (!this.studio.own[source].peek().on) this.turn(source, false);
    if (reception?.publish == null || ground === null) return;
    await this.studio.join({ ground, whip: reception.publish.whip }, replacing);
  }

  /** Speaks another language from now on. */
  speak(language: string): void {
    this.#chosen.value = language;
    this.room.shelf.setItem(`${this.room.place}/tongue`, language);
    if (this.joined.peek()) this.#tell();
  }

  /** What was chosen here before, else what the programme says of the session, else the interface's language, where it is spoken here. */
  #tongue(): string {
    const { page, words } = this.room;
    const wanted = [this.#chosen.value, this.session.value?.floor ?? null, words.language].filter((tag) => tag !== null);
    const found = wanted.map((tag) => page.spoken.find((each) => baseLanguage(each) === baseLanguage(tag))).find((tag) => tag !== undefined);
    return found ?? page.spoken[0] ?? words.language;
  }

  #tell(): void {
    const language = this.tongue.peek();
    if (this.room.may("stage.speak") && this.mine?.language !== language) this.room.give({ type: "stage.speak", language });
  }

  async leave(): Promise<void> {
    this.joined.value = false;
    if (this.room.may("stage.ready")) this.room.give({ type: "stage.ready", state: "away" });
    await this.#part();
  }

  /** Takes over from another tab. */
  async takeOver(): Promise<void> {
    this.tabs.claim();
    if (this.joined.peek()) this.studio.takeOver();
    else await this.join(true);
  }

  /** Switches one's own picture or sound, and tells it. */
  turn(source: "camera" | "microphone", on: boolean): void {
    this.studio.turn(source, on);
    if (!this.joined.peek()) return;
    const participant = this.room.me.participant;
    if (this.room.may("stage.mute")) this.room.give(on ? { type: "stage.unmute", source } : { type: "stage.mute", participant, source });
  }

  /** A moderator muted a source: it is switched off here too, so that nothing leaves this machine. */
  #obey(): void {
    const muted = this.mine?.muted ?? {};
    untracked(() => {
      for (const source of ["camera", "microphone"] as const) {
        if (muted[source] !== "moderator" || !this.studio.own[source].peek().on) continue;
        this.studio.turn(source, false);
        this.room.notices.show("info", () => this.room.words.t(`backstage.muted_${source}`));
        this.room.announcer.say(this.room.words.t(`backstage.muted_${source}`));
      }
    });
  }

  /** Another tab of this browser took the place: this one lets go, and keeps its devices for coming back. */
  #yield(): void {
    if (!this.tabs.elsewhere.value) return;
    untracked(() => {
      if (!this.joined.peek()) return;
      this.joined.value = false;
      void this.#part();
    });
  }

  async #part(): Promise<void> {
    const subscriber = this.subscriber.peek();
    this.subscriber.value = null;
    await Promise.all([this.studio.leave(), subscriber?.leave()]);
  }

  #receiveOthers(): void {
    const tiles = tilesOf(this.heard.value);
    const channel = this.channel.value;
    if (!this.joined.value || this.reception.value?.whep == null) return;
    untracked(() => {
      this.subscriber.value ??= new Subscriber(this.#ground!, this.reception.peek()!.whep!, 8);
      const interpreter = channel === null ? [] : [{ name: CHANNEL, video: null, audio: channelTrack(channel), layer: null }];
      this.subscriber.peek()!.want([...wishesFor(tiles, "video"), ...interpreter]);
    });
  }

  async #openAllowed(): Promise<void> {
    await this.studio.refresh();
    // Nobody is asked where there is nothing to allow; the reason is said at once.
    if (!this.studio.devices.secure) return this.studio.openBoth();
    // Devices have names only when they were allowed before; then nobody is asked.
    const { camera, microphone } = this.studio.lists.peek();
    if (microphone.some(({ name }) => name !== "")) await this.studio.open("microphone");
    if (camera.some(({ name }) => name !== "")) await this.studio.open("camera");
  }

  async #receive(): Promise<void> {
    const { page, timers } = this.room;
    try {
      const reception = await receive((address, request) => fetch(address, request), page.watch);
      const door = new Door((address, request) => fetch(address, request), location.href);
      this.#ground = { timers, connect: (configuration) => new RTCPeerConnection(configuration), door, iceServers: reception.ice_servers };
      this.reception.value = reception;
      this.problem.value = null;
      if (reception.whep !== null) {
        this.#line.value = new LineTest(this.#ground, (address, request) => fetch(address, request), reception.whep, `/line/${page.conference.slug}`);
        if (!this.#quiet) await this.testLine();
      }
      // Someone who pressed the button before the answer came is let in now.
      if (this.joined.peek()) await this.join();
    } catch (fault) {
      if (!(fault instanceof MediaProblem)) throw fault;
      this.problem.value = fault.code;
      if (fault.temporary) timers.after(AGAIN_MS, () => void this.#receive());
    }
  }
}
