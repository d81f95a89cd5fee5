// What the hall receives of the stage, over one of two paths: WebRTC for tiles of their own, or the broadcast (LL-HLS) as one picture.
// Follows the room's stage, the server's choice of path, and the ladder; shows nothing. Input: the live room and a way to connect. No DOM.

import { computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals-core";

import { floorLanguage } from "../captions";
import { channelTrack, type Channel } from "../interpretation";
import { Door, MediaProblem, type Fetch } from "../peer/door";
import type { Facts } from "../peer/facts";
import type { Connect, Ground } from "../peer/peer";
import { Subscriber, type Wish } from "../peer/subscriber";
import { receive, type Path, type Reception } from "../reception";
import type { LiveRoom } from "../room";
import type { Participant } from "../frames";
import { largeOf, Speaking, tilesOf, wishesFor, type OnStage, type StageView, type Tile } from "../stage";
import { Mix } from "./mix";
import { ORIGINAL } from "./renditions";
import { Ladder, RUNGS, type Rung } from "./ladder";
import type { BroadcastFacts, BroadcastReader } from "./reader";

/** What the browser gives. */
export interface PlayerGround {
  readonly fetch: Fetch;
  readonly base: string;
  readonly connect: Connect;
  readonly decodes: () => readonly string[] | null;
  /** Made when a channel is first listened to. */
  readonly sound: () => AudioContext;
}

const NO_STAGE: StageView = { layout: "speaker", holding: null, broadcast: null };
/** Six on the stage and a channel, before more seats have to be asked for. */
const SEATS = 7;
/** The seat of the channel that is listened to. */
const CHANNEL_SEAT = "channel";
const SECOND_MS = 1_000;
const LOOK_MS = 300;
const AGAIN_MS = 2_000;

export class Player {
  readonly stage: ReadonlySignal<StageView>;
  readonly onStage: ReadonlySignal<readonly OnStage[]>;
  readonly tiles: ReadonlySignal<readonly Tile[]>;
  /** The name of the tile that is large; null for none. */
  readonly large: ReadonlySignal<string | null>;
  /** What is listened to: `original`, or a channel's language. */
  readonly channel: ReadonlySignal<string>;
  readonly onAir: ReadonlySignal<Participant | null>;
  /** Whether a channel is listened to in which there is nothing to hear. */
  readonly silent: ReadonlySignal<boolean>;
  readonly mix = signal<Mix | null>(null);
  readonly reception = signal<Reception | null>(null);
  readonly problem = signal<string | null>(null);
  readonly subscriber = signal<Subscriber | null>(null);
  readonly rung = signal<Rung>("video");
  readonly facts = signal<Facts | null>(null);
  readonly broadcastFacts = signal<BroadcastFacts | null>(null);
  /** The browser wants a gesture before there is sound. */
  readonly refused = signal(false);
  readonly paused = signal(false);
  readonly muted = signal(false);
  readonly volume = signal(1);
  /** The path that the person asked for; null leaves it to the server. */
  readonly asked = signal<Path | null>(null);
  broadcast: BroadcastReader | null = null;
  readonly #speaking = signal<string | null>(null);
  readonly #speaker = new Speaking();
  #ladder = new Ladder();
  #ground: Ground | null = null;
  #asking = 0;
  #frozen_s = 0;
  #left: (() => void)[] = [];

  constructor(
    readonly room: LiveRoom,
    private readonly around: PlayerGround,
  ) {
    const { store } = room;
    this.stage = computed(() => store.get<StageView>("stage") ?? NO_STAGE);
    this.onStage = computed(() => store.values<OnStage>("stage/").sort((a, b) => a.order - b.order));
    this.tiles = computed(() => (this.stage.value.holding === null ? tilesOf(this.onStage.value) : []));
    this.large = computed(() => largeOf(this.tiles.value, this.stage.value.layout, this.#speaking.value));
    this.channel = computed(() => room.choice.soundFor(floorLanguage(room)));
    this.onAir = computed(() => store.get<Channel>(`channels/${this.channel.value}`)?.on_air ?? null);
    this.silent = computed(() => {
      if (this.channel.value === ORIGINAL) return false;
      return this.onAir.value === null || (this.path === "webrtc" && this.mixed && !this.mix.value!.ducked.value);
    });
  }

  /** Whether the floor's sound comes by the mix, so that the tiles are to be silent. */
  get mixed(): boolean {
    return this.mix.value?.carries.value === true;
  }

  /** Whether nothing is to be heard. */
  get quiet(): boolean {
    return this.muted.value || this.refused.value;
  }

  get path(): Path | null {
    return this.reception.value?.path ?? null;
  }

  /** The rung that was chosen by hand; null while it goes by itself. */
  get hand(): Rung | null {
    void this.rung.value;
    return this.#ladder.hand;
  }

  start(): void {
    const { room } = this;
    const { signals, timers } = room;
    let cancel: () => void = () => undefined;
    let looking: () => void = () => undefined;
    const every = () => {
      cancel = timers.after(SECOND_MS, every);
      void this.#measure();
    };
    const look = () => {
      looking = timers.after(LOOK_MS, look);
      this.#listen();
    };
    every();
    look();
    this.#left = [
      () => cancel(),
      () => looking(),
      signals.on("watch", () => void this.ask()),
      signals.on("media.restarted", () => this.probe()),
      effect(() => this.#follow()),
      effect(() => {
        // Whether the broadcast has a smaller picture changes with its publisher.
        if (this.rung.value === "small" && this.reception.peek()?.path === "hls") void this.ask();
      }),
      effect(() => this.#hear()),
      effect(() => this.mix.value?.turn(this.quiet || this.paused.value ? 0 : this.volume.value)),
      effect(() => this.mix.value?.share(room.choice.share)),
      effect(() => {
        if (!this.refused.value) this.mix.peek()?.start();
      }),
    ];
    void this.ask();
  }

  stop(): void {
    for (const leave of this.#left) leave();
    this.#asking += 1;
    this.mix.peek()?.stop();
    this.mix.value = null;
    this.leave();
  }

  /** The page is left: the place is given back, so that another viewer may have it. `ask` comes back. */
  leave(going = false): void {
    const held = this.subscriber.peek();
    this.subscriber.value = null;
    void held?.leave(going);
  }

  /** Asks the server for the path, again whenever it may have changed. */
  async ask(): Promise<void> {
    const asking = ++this.#asking;
    try {
      const reception = await receive(this.around.fetch, this.room.page.watch, { path: this.asked.peek(), decodes: this.around.decodes() });
      if (asking !== this.#asking) return;
      this.problem.value = null;
      this.#take(reception);
    } catch (fault) {
      if (!(fault instanceof MediaProblem)) throw fault;
      if (asking !== this.#asking) return;
      this.problem.value = fault.code;
      if (fault.temporary) this.room.timers.after(AGAIN_MS, () => asking === this.#asking && void this.ask());
    }
  }

  /** The media may have been restarted, or the network is back. */
  probe(): void {
    if (this.reception.peek() === null || this.path === "hls") void this.ask();
    void this.subscriber.peek()?.peer.probe();
  }

  /** The person chooses a path, or leaves it to the server. */
  choosePath(path: Path | null): void {
    this.asked.value = path;
    void this.ask();
  }

  /** The person chooses a rung, or leaves it to the ladder. */
  chooseRung(rung: Rung | null): void {
    this.#ladder.choose(rung);
    // A signal tells of changes only; who reads `hand` is to be told of this one.
    this.rung.value = this.#ladder.rung === this.rung.peek() ? this.rung.peek() : this.#ladder.rung;
    this.#chosen.value += 1;
  }

  readonly #chosen = signal(0);

  /** Counts choices by hand, for whoever shows them. */
  get chosen(): number {
    return this.#chosen.value;
  }

  #take(reception: Reception): void {
    const before = this.reception.peek();
    if (before?.path !== reception.path) {
      const hand = this.#ladder.hand;
      this.#ladder = new Ladder(RUNGS);
      if (hand !== null) this.#ladder.choose(hand);
      this.rung.value = this.#ladder.rung;
      this.facts.value = this.broadcastFacts.value = null;
    }
    const door = new Door(this.around.fetch, this.around.base);
    this.#ground = { timers: this.room.timers, connect: this.around.connect, door, iceServers: reception.ice_servers };
    this.reception.value = reception;
    this.room.choice.mixed.value = reception.path === "hls";
    if (reception.path === "hls" && reception.hls !== null && reception.small === null && this.rung.peek() === "small") this.rung.value = this.#ladder.pass();
  }

  /** The broadcast's playlist on the rung of now; null while there is none. */
  get address(): string | null {
    const [reception, rung] = [this.reception.value, this.rung.value];
    if (reception === null) return null;
    return rung === "sound" ? reception.sound : rung === "small" ? (reception.small ?? reception.hls) : reception.hls;
  }

  /** The smaller picture was asked for by hand, and there is none. */
  get noSmaller(): boolean {
    return this.path === "hls" && this.rung.value === "small" && this.reception.value?.small === null;
  }

  /** Receives the tiles over WebRTC, or lets go of them on the other path. */
  #follow(): void {
    const [reception, tiles, rung] = [this.reception.value, this.tiles.value, this.rung.value];
    const wishes = reception?.path === "webrtc" ? [...wishesFor(this.#withoutOwn(tiles), rung), ...this.#wishForChannel()] : [];
    untracked(() => {
      const held = this.subscriber.peek();
      if (reception?.path !== "webrtc" || reception.whep === null) {
        if (held === null) return;
        this.subscriber.value = null;
        return void held.leave();
      }
      const subscriber = held ?? new Subscriber(this.#ground!, reception.whep, SEATS, "stage");
      subscriber.want(wishes);
      this.subscriber.value = subscriber;
    });
  }

  /** The channel beside the floor. An interpreter is not to hear themselves. */
  #wishForChannel(): Wish[] {
    const [language, onAir] = [this.channel.value, this.onAir.value];
    const nothing = language === ORIGINAL || this.rung.value === "words" || this.tiles.value.length === 0;
    if (nothing || onAir?.participant === this.room.me.participant) return [];
    return [{ name: CHANNEL_SEAT, video: null, audio: channelTrack(language), layer: null }];
  }

  /** Mixes the floor and the channel from the moment on at which one is listened to. */
  #hear(): void {
    const [seats, onAir] = [this.subscriber.value?.seats.value ?? [], this.onAir.value !== null];
    const channel = seats.find(({ name }) => name === CHANNEL_SEAT)?.audio ?? null;
    const floor = seats.flatMap(({ name, audio }) => (name === CHANNEL_SEAT || audio === null ? [] : [audio]));
    untracked(() => {
      if (channel !== null && this.mix.peek() === null) this.mix.value = new Mix(this.around.sound(), this.room.timers, (is) => (this.refused.value = is));
      this.mix.peek()?.hear({ floor, channel, onAir });
    });
  }

  /** Nobody is to hear themselves come back. */
  #withoutOwn(tiles: readonly Tile[]): Tile[] {
    const me = this.room.me.participant;
    return tiles.map((tile) => (tile.participant === me ? { ...tile, audio: null } : tile));
  }

  /** Who speaks, from the sounds as they arrive. */
  #listen(): void {
    const subscriber = this.subscriber.peek();
    const receivers = subscriber?.peer.connection?.getReceivers() ?? [];
    if (subscriber === null || receivers.length === 0) return;
    const levels: Record<string, number> = {};
    for (const { name, audio } of subscriber.seats.peek()) {
      if (audio === null || name === CHANNEL_SEAT) continue;
      const level = receivers.find(({ track }) => track === audio)?.getSynchronizationSources()[0]?.audioLevel ?? 0;
      const [participant = name] = name.split("/");
      const loudness = level <= 0 ? 127 : Math.min(127, -20 * Math.log10(level));
      levels[participant] = Math.min(levels[participant] ?? 127, loudness);
    }
    this.#speaking.value = this.#speaker.take(levels, this.room.timers.now());
  }

  async #measure(): Promise<void> {
    if (this.paused.peek()) return;
    if (this.path === "hls") {
      const read = this.broadcast?.measure();
      if (read === undefined) return;
      this.broadcastFacts.value = read.facts;
      const shown = this.broadcast?.shown ?? null;
      this.room.behind.value = shown === null ? 0 : Math.max(0, Math.round(this.room.clock.now() - shown));
      this.rung.value = this.#ladder.take(read.measure);
      return;
    }
    this.room.behind.value = 0;
    const subscriber = this.subscriber.peek();
    const facts = (await subscriber?.facts()) ?? null;
    this.facts.value = facts;
    if (facts === null || subscriber?.state.peek().state !== "live" || subscriber.seats.peek().length === 0) return;
    const frozen = Math.max(0, facts.frozen_s - this.#frozen_s);
    this.#frozen_s = facts.frozen_s;
    const silent = subscriber.seats.peek().every(({ video }) => video === null);
    // Someone who is muted sends nothing, and that is no fault of the path.
    this.rung.value = this.#ladder.take({ loss: facts.loss, frozen: Math.min(1, frozen), alive: silent || facts.bitrate === null || facts.bitrate > 0 });
  }
}
