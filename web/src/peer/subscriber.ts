// Receives tracks by WHEP. A fixed number of seats, each a picture and a sound that the browser keeps in step; what a seat carries
// is chosen without a new offer. Input: which tracks are wanted, by their ids (`<participant>/<source>/<kind>`). No DOM.

import { signal, type ReadonlySignal } from "@preact/signals-core";

import type { MediaProblem, Resource } from "./door";
import type { Facts } from "./facts";
import { Peer, type Ground, type PeerState } from "./peer";

/** What one seat shall carry. `layer` pins a simulcast layer; null leaves it to the server. */
export interface Wish {
  /** Names the seat for whoever shows it, for instance `p1/camera`. */
  readonly name: string;
  readonly video: string | null;
  readonly audio: string | null;
  readonly layer: string | null;
}

/** A seat that carries a wish, with the browser's tracks. */
export interface Seat {
  readonly name: string;
  readonly video: MediaStreamTrack | null;
  readonly audio: MediaStreamTrack | null;
}

interface Place {
  readonly mids: { readonly video: string | null; readonly audio: string | null };
  readonly tracks: { readonly video: MediaStreamTrack; readonly audio: MediaStreamTrack };
  wish: Wish | null;
  /** What the server was last told, so that only changes are told. */
  told: { video: string | null; audio: string | null; layer: string | null };
}

const AGAIN_MS = 700;
const SEATS = 6;

export class Subscriber {
  readonly peer: Peer;
  readonly #seats = signal<readonly Seat[]>([]);
  #wishes: readonly Wish[] = [];
  #places: Place[] = [];
  #count: number;
  #missing = new Set<string>();
  #asked: readonly (string | null)[] = [];
  #repeating = false;
  #sending: Promise<void> = Promise.resolve();

  /** `address` is the WHEP endpoint; with the view `stage` those at work receive what the hall does. */
  constructor(
    private readonly ground: Ground,
    private readonly address: string,
    seats = SEATS,
    private readonly view: "stage" | null = null,
  ) {
    this.#count = seats;
    this.peer = new Peer(ground, {
      address: () => this.#address(),
      load: (connection) => this.#load(connection),
      accepted: (connection, resource) => this.#accepted(connection, resource),
      mend: (problem) => this.#mend(problem),
    });
  }

  get state(): ReadonlySignal<PeerState> {
    return this.peer.state;
  }

  /** The seats that carry something now. */
  get seats(): ReadonlySignal<readonly Seat[]> {
    return this.#seats;
  }

  facts(): Promise<Facts | null> {
    return this.peer.facts();
  }

  /** Receives these from now on, joining when there is something to receive. */
  want(wishes: readonly Wish[]): void {
    this.#wishes = wishes;
    const { state } = this.peer.state.peek();
    if (wishes.length > this.#count) {
      this.#count = wishes.length + 2;
      if (state !== "idle" && state !== "ended") return this.peer.join();
    }
    if (state === "idle" || (state === "ended" && wishes.length > 0)) {
      if (wishes.length > 0) this.peer.join();
      return;
    }
    this.#seat();
  }

  /** Gives all seats back; a page that is going does not wait for what is under way. */
  async leave(going = false): Promise<void> {
    this.#wishes = [];
    this.#places = [];
    this.#seats.value = [];
    await this.peer.leave(going);
  }

  /** The offer asks for all wishes at once, so that the first picture does not wait for another request. */
  #address(): string {
    const wanted = this.#ordered().flatMap(({ video, audio }) => [video, audio]).filter((track): track is string => track !== null && !this.#missing.has(track));
    this.#asked = wanted;
    const query = [...(this.view === null ? [] : [`view=${this.view}`]), ...wanted.map((track) => `track=${encodeURIComponent(track)}`)];
    return query.length === 0 ? this.address : `${this.address}?${query.join("&")}`;
  }

  /** Those with a picture first, so that a picture and its sound come to the same seat. */
  #ordered(): Wish[] {
    return this.#wishes.slice(0, this.#count).sort((a, b) => Number(a.video === null) - Number(b.video === null));
  }

  #load(connection: RTCPeerConnection): void {
    this.#places = Array.from({ length: this.#count }, () => {
      const [video, audio] = [connection.addTransceiver("video", { direction: "recvonly" }), connection.addTransceiver("audio", { direction: "recvonly" })];
      return {
        mids: { get video() { return video.mid; }, get audio() { return audio.mid; } },
        tracks: { video: video.receiver.track, audio: audio.receiver.track },
        wish: null,
        told: { video: null, audio: null, layer: null },
      };
    });
  }

  /** The tracks asked for went to the sections of their kind in order: the n-th picture to the n-th seat, and so for sounds. */
  #accepted(_: RTCPeerConnection, __: Resource): void {
    const of = (kind: string) => this.#asked.filter((track) => track?.endsWith(`/${kind}`) === true) as string[];
    const [videos, audios] = [of("video"), of("audio")];
    this.#places.forEach((place, at) => {
      place.told = { video: videos[at] ?? null, audio: audios[at] ?? null, layer: null };
    });
    // Without any wanted track the server follows the room; a section that is chosen ends that.
    if (this.#asked.length === 0) this.#places.forEach((place) => (place.told = { video: "?", audio: "?", layer: null }));
    this.#missing.clear();
    this.#seat();
  }

  /** A track that is not there (yet) is left out, and asked for once the rest has come. */
  #mend({ code, data }: MediaProblem): boolean {
    if (code !== "media.track" || typeof data.track !== "string" || this.#missing.has(data.track)) return false;
    this.#missing.add(data.track);
    return true;
  }

  /** Keeps who sits, seats who is new, frees the seats of who left, and tells the server what changed. */
  #seat(): void {
    const wanted = new Map(this.#ordered().map((wish) => [wish.name, wish]));
    for (const place of this.#places) if (place.wish !== null) place.wish = wanted.get(place.wish.name) ?? null;
    const seated = new Set(this.#places.flatMap(({ wish }) => (wish === null ? [] : [wish.name])));
    for (const wish of wanted.values()) {
      if (seated.has(wish.name)) continue;
      // A seat that carries the wish already, by the offer, is its own.
      const free = this.#places.filter((place) => place.wish === null);
      const place = free.find(({ told }) => told.video === wish.video && told.video !== null) ?? free[0];
      if (place !== undefined) place.wish = wish;
    }
    this.#seats.value = this.#places.flatMap(({ wish, tracks }) =>
      wish === null ? [] : [{ name: wish.name, video: wish.video === null ? null : tracks.video, audio: wish.audio === null ? null : tracks.audio }],
    );
    this.#sending = this.#sending.then(() => this.#tell());
  }

  async #tell(): Promise<void> {
    const resource = this.peer.resource;
    if (resource === null) return;
    for (const place of this.#places) {
      const wish = place.wish ?? { video: null, audio: null, layer: null };
      const { told, mids } = place;
      if (mids.video !== null && (told.video !== wish.video || (wish.video !== null && told.layer !== wish.layer))) {
        if (await this.#choose(resource, mids.video, wish.video, wish.layer)) place.told = { ...place.told, video: wish.video, layer: wish.layer };
      }
      if (mids.audio !== null && told.audio !== wish.audio) {
        if (await this.#choose(resource, mids.audio, wish.audio, null)) place.told = { ...place.told, audio: wish.audio };
      }
    }
  }

  async #choose(resource: Resource, mid: string, track: string | null, layer: string | null): Promise<boolean> {
    try {
      await this.ground.door.choose(resource, mid, track, layer);
      return true;
    } catch (fault) {
      const code = (fault as MediaProblem).code;
      // The layer has not begun or has ended; the track itself is still wanted.
      if (code === "media.track" && layer !== null) return this.#choose(resource, mid, track, null);
      if (code !== "media.resource" && resource === this.peer.resource) this.#repeat();
      return false;
    }
  }

  #repeat(): void {
    if (this.#repeating) return;
    this.#repeating = true;
    this.ground.timers.after(AGAIN_MS, () => {
      this.#repeating = false;
      this.#sending = this.#sending.then(() => this.#tell());
    });
  }
}
