// One peer connection to the media server, kept alive: join, trickle ICE, restart ICE, come back with a growing delay, leave.
// Input: a door (WHIP or WHEP), a way to make connections, time and chance. Publisher and subscriber say what it carries. No DOM.

import { signal, type ReadonlySignal } from "@preact/signals-core";

import { growing, type Timers } from "../clock";
import { MediaProblem, type Door, type Resource } from "./door";
import { FactReader, type Facts } from "./facts";
import { credentialsOf, fragment, restarted, type LocalCandidate } from "./sdp";

export type PeerState =
  | { readonly state: "idle" }
  | { readonly state: "joining"; readonly attempt: number }
  | { readonly state: "live" }
  /** The path was lost; another one is looked for while the server keeps the place. */
  | { readonly state: "unsteady" }
  | { readonly state: "waiting"; readonly until: number; readonly problem: string }
  /** Does not come back by itself. `problem` is null when it was left. */
  | { readonly state: "ended"; readonly problem: string | null };

export type Connect = (configuration: RTCConfiguration) => RTCPeerConnection;

export interface Ground {
  readonly timers: Timers;
  readonly connect: Connect;
  readonly door: Door;
  readonly iceServers: readonly RTCIceServer[];
  /** Only by way of a TURN server, for tests of the way. */
  readonly relayOnly?: boolean;
}

/** What a publisher or subscriber adds to a connection. */
export interface Cargo {
  /** Where the offer goes, anew for each offer. */
  address(): string;
  /** Puts the sections into a fresh connection. */
  load(connection: RTCPeerConnection): void;
  /** The offer was answered. */
  accepted?(connection: RTCPeerConnection, resource: Resource): void;
  /** A problem of joining; true to try again at once, changed. */
  mend?(problem: MediaProblem): boolean;
}

export const JOINING_MS = 12_000;
const UNSTEADY_MS = 1_500;
const LONGEST_MS = 20_000;
const TAKEN_TRIES = 4;
const TAKEN_MS = 1_200;
const CLOSING_MS = 1_000;

export class Peer {
  readonly #state = signal<PeerState>({ state: "idle" });
  readonly #reader = { of: new FactReader() };
  #generation = 0;
  #failures = 0;
  #taken = 0;
  #connection: RTCPeerConnection | null = null;
  #resource: Resource | null = null;
  #iceServers: readonly RTCIceServer[];
  #candidates: LocalCandidate[] = [];
  #gathered = false;
  /** Until a restart is answered the tag of its candidates is not known. */
  #restarting = false;
  /** A change of the place that is under way; giving the place back waits for it, so that it does not find nothing to change. */
  #changing: Promise<unknown> | null = null;
  #cancel: (() => void) | null = null;

  constructor(
    private readonly ground: Ground,
    private readonly cargo: Cargo,
  ) {
    this.#iceServers = ground.iceServers;
  }

  get state(): ReadonlySignal<PeerState> {
    return this.#state;
  }

  get connection(): RTCPeerConnection | null {
    return this.#connection;
  }

  get resource(): Resource | null {
    return this.#resource;
  }

  /** Joins, or joins anew: the place held before is given up. */
  join(): void {
    void this.#drop();
    this.#failures = 0;
    this.#taken = 0;
    void this.#join();
  }

  /** Leaves for good; `join` comes back. A page that is going has no time to wait for what is under way. */
  async leave(going = false): Promise<void> {
    if (going) this.#changing = null;
    const leaving = this.#drop();
    this.#state.value = { state: "ended", problem: null };
    await leaving;
  }

  /** The server may have forgotten this peer (it says that its media was restarted): asks, and comes back if so. */
  async probe(): Promise<void> {
    const { state } = this.#state.peek();
    if (state === "waiting") return this.#again();
    const [resource, connection] = [this.#resource, this.#connection];
    const credentials = credentialsOf(connection?.localDescription?.sdp ?? "");
    if (resource === null || credentials === null || state === "ended" || this.#restarting) return;
    const generation = this.#generation;
    try {
      await this.ground.door.trickle(resource, fragment(credentials, [], false));
    } catch (fault) {
      if (generation === this.#generation && fault instanceof MediaProblem && !fault.temporary) this.#again();
    }
  }

  /** The page is looked at again, or the network is back: a peer that waits tries now. */
  wake(): void {
    if (this.#state.peek().state === "waiting") this.#again();
  }

  /** The figures of now; null without a connection. */
  async facts(): Promise<Facts | null> {
    const connection = this.#connection;
    if (connection === null) return null;
    const reader = this.#reader.of;
    const reports = await connection.getStats();
    return connection === this.#connection ? reader.read([...reports.values()], this.ground.timers.now()) : null;
  }

  async #join(): Promise<void> {
    const generation = ++this.#generation;
    const stale = () => generation !== this.#generation;
    this.#state.value = { state: "joining", attempt: this.#failures };
    this.#candidates = [];
    this.#gathered = this.#restarting = false;
    this.#reader.of = new FactReader();
    const connection = this.ground.connect({
      bundlePolicy: "max-bundle",
      iceServers: [...this.#iceServers],
      ...(this.ground.relayOnly === true ? { iceTransportPolicy: "relay" as const } : {}),
    });
    this.#connection = connection;
    connection.onicecandidate = ({ candidate }) => this.#gather(candidate, generation);
    connection.onconnectionstatechange = () => stale() || this.#moved(connection);
    try {
      this.cargo.load(connection);
      await connection.setLocalDescription(await connection.createOffer());
      const resource = await this.ground.door.offer(this.cargo.address(), connection.localDescription?.sdp ?? "");
      if (stale()) return void this.ground.door.leave(resource);
      this.#resource = resource;
      if (resource.iceServers.length > 0) this.#iceServers = resource.iceServers;
      await connection.setRemoteDescription({ type: "answer", sdp: resource.answer });
      if (stale()) return;
      this.cargo.accepted?.(connection, resource);
      this.#trickle(generation);
      this.#after(JOINING_MS, () => connection.connectionState === "connected" || this.#lose(new MediaProblem("media.route", 0)));
    } catch (fault) {
      if (stale()) return;
      this.#lose(fault instanceof MediaProblem ? fault : new MediaProblem("media.browser", 0, { reason: String(fault) }));
    }
  }

  #gather(candidate: RTCIceCandidate | null, generation: number): void {
    if (generation !== this.#generation) return;
    if (candidate === null || candidate.candidate === "") this.#gathered = true;
    else this.#candidates.push({ candidate: candidate.candidate, sdpMid: candidate.sdpMid });
    if (this.#resource !== null) this.#trickle(generation);
  }

  /** Gathers a little, so that candidates travel together. */
  #trickle(generation: number): void {
    if (this.#candidates.length === 0 && !this.#gathered) return;
    this.ground.timers.after(50, () => {
      const [resource, credentials] = [this.#resource, credentialsOf(this.#connection?.localDescription?.sdp ?? "")];
      if (generation !== this.#generation || this.#restarting || resource === null || credentials === null) return;
      const candidates = this.#candidates.splice(0);
      if (candidates.length === 0) return;
      const changing = this.ground.door.trickle(resource, fragment(credentials, candidates, this.#gathered)).catch((fault: unknown) => {
        // The path may be found without; if it is not, joining or the restart fails and says so.
        console.debug("Candidates were not taken:", fault);
      }).finally(() => {
        if (this.#changing === changing) this.#changing = null;
      });
      this.#changing = changing;
    });
  }

  #moved(connection: RTCPeerConnection): void {
    switch (connection.connectionState) {
      case "connected":
        this.#cancel?.();
        this.#failures = this.#taken = 0;
        this.#state.value = { state: "live" };
        return;
      case "disconnected":
        this.#state.value = { state: "unsteady" };
        this.#after(UNSTEADY_MS, () => void this.#restart(connection));
        return;
      case "failed":
        if (this.#state.peek().state === "live" || this.#state.peek().state === "unsteady") void this.#restart(connection);
        else this.#lose(new MediaProblem("media.route", 0));
        return;
      case "closed":
        this.#again();
    }
  }

  async #restart(connection: RTCPeerConnection): Promise<void> {
    // One that is under way goes on; what is not answered is given up.
    this.#after(JOINING_MS, () => this.#again());
    if (this.#restarting) return;
    const generation = this.#generation;
    const [resource, answer] = [this.#resource, connection.remoteDescription?.sdp];
    if (resource === null || answer === undefined) return this.#again();
    this.#state.value = { state: "unsteady" };
    this.#candidates = [];
    this.#gathered = false;
    this.#restarting = true;
    try {
      await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
      const credentials = credentialsOf(connection.localDescription?.sdp ?? "");
      if (credentials === null) return this.#again();
      const fresh = await this.ground.door.restart(resource, fragment(credentials, [], false));
      if (generation !== this.#generation) return;
      this.#resource = { ...resource, tag: fresh.tag };
      this.#restarting = false;
      await connection.setRemoteDescription({ type: "answer", sdp: restarted(answer, fresh.fragment) });
      this.#trickle(generation);
      this.#after(JOINING_MS / 2, () => connection.connectionState === "connected" || this.#again());
    } catch (fault) {
      if (generation !== this.#generation) return;
      if (fault instanceof MediaProblem && fault.temporary) this.#lose(fault);
      else this.#again();
    }
  }

  /** Joins anew without delay: the place at the server is gone. */
  #again(): void {
    void this.#drop();
    void this.#join();
  }

  #lose(problem: MediaProblem): void {
    void this.#drop();
    if (this.cargo.mend?.(problem) === true) return void this.#join();
    const taken = problem.code === "media.taken" && this.#taken++ < TAKEN_TRIES;
    if (!problem.temporary && !taken) {
      this.#state.value = { state: "ended", problem: problem.code };
      return;
    }
    const spread = this.ground.timers.random() * growing(this.#failures++, LONGEST_MS);
    // A reload's own former place is let go within seconds; a growing delay would only keep the hall waiting.
    const delay = taken ? TAKEN_MS : Math.max(spread, problem.retry_ms ?? 0);
    this.#state.value = { state: "waiting", until: this.ground.timers.now() + delay, problem: problem.code };
    this.#after(delay, () => this.#again());
  }

  #after(delay_ms: number, deed: () => unknown): void {
    this.#cancel?.();
    const generation = this.#generation;
    this.#cancel = this.ground.timers.after(delay_ms, () => {
      if (generation === this.#generation) deed();
    });
  }

  /** Lets go of connection and place; resolves when the server has let go too. */
  async #drop(): Promise<void> {
    this.#generation += 1;
    this.#cancel?.();
    this.#cancel = null;
    const [connection, resource] = [this.#connection, this.#resource];
    this.#connection = this.#resource = null;
    if (connection !== null) {
      connection.onicecandidate = connection.onconnectionstatechange = connection.ontrack = null;
      // The place is given back first: a connection that closes takes its place along, and then there is nothing to delete.
      const close = () => connection.close();
      if (resource === null) return close();
      const giveUp = this.ground.timers.after(CLOSING_MS, close);
      if (this.#changing !== null) await this.#changing;
      await this.ground.door.leave(resource);
      giveUp();
      close();
    }
  }
}
