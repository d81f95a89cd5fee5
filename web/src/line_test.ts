// Whether media can reach the server from here: over which way, how far, how much. Input: a subscriber's door for the way, and an
// address that takes and gives bytes for the width. Nothing here keeps anybody from going on. No DOM.

import { signal, type ReadonlySignal } from "@preact/signals-core";

import type { Fetch } from "./peer/door";
import type { Way } from "./peer/facts";
import { Peer, type Ground } from "./peer/peer";

export type Step = "way" | "relay" | "width";

export interface LineReport {
  readonly running: boolean;
  /** How media goes; null when no way was found, undefined before the test. */
  readonly way: Way | null | undefined;
  /** Why there is no way: a code of MediaProblem. */
  readonly problem: string | null;
  /** Whether a relay is there and carries media; null where none is set up. */
  readonly relay: boolean | null;
  readonly round_trip_ms: number | null;
  /** Bits per second, by HTTP. */
  readonly up: number | null;
  readonly down: number | null;
}

export const UNTESTED: LineReport = { running: false, way: undefined, problem: null, relay: null, round_trip_ms: null, up: null, down: null };

/** Below this a camera and a microphone do not fit through. */
export const LEAST_UP = 700_000;

const BYTES = 400_000;
const PATIENCE_MS = 8_000;
const LOOK_MS = 200;

export class LineTest {
  readonly #report = signal(UNTESTED);

  /** `whep` is where a subscriber offers; `width` takes POSTed bytes and gives `?bytes=`. */
  constructor(
    private readonly ground: Ground,
    private readonly fetch: Fetch,
    private readonly whep: string,
    private readonly width: string,
  ) {}

  get report(): ReadonlySignal<LineReport> {
    return this.#report;
  }

  async run(): Promise<LineReport> {
    if (this.#report.peek().running) return this.#report.peek();
    this.#report.value = { ...UNTESTED, running: true };
    const direct = await this.#way(false);
    this.#tell({ way: direct.way, problem: direct.problem, round_trip_ms: direct.round_trip_ms });
    if (this.ground.iceServers.some(({ urls }) => [urls].flat().some((url) => url.startsWith("turn")))) {
      const relayed = direct.way === "relay" ? direct : await this.#way(true);
      this.#tell({ relay: relayed.way !== null });
      if (direct.way === null && relayed.way !== null) this.#tell({ way: relayed.way, problem: null, round_trip_ms: relayed.round_trip_ms });
    }
    await this.#measure();
    this.#tell({ running: false });
    return this.#report.peek();
  }

  #tell(part: Partial<LineReport>): void {
    this.#report.value = { ...this.#report.peek(), ...part };
  }

  /** Joins as someone who receives one sound, looks which way it came, and leaves. */
  async #way(relayOnly: boolean): Promise<{ way: Way | null; problem: string | null; round_trip_ms: number | null }> {
    const { timers } = this.ground;
    const peer = new Peer({ ...this.ground, relayOnly }, { address: () => this.whep, load: (connection) => void connection.addTransceiver("audio", { direction: "recvonly" }) });
    const until = timers.now() + PATIENCE_MS;
    let problem: string | null = "media.route";
    peer.join();
    try {
      while (timers.now() < until) {
        await new Promise<void>((done) => void timers.after(LOOK_MS, done));
        const state = peer.state.peek();
        if (state.state === "ended" || state.state === "waiting") {
          problem = state.problem;
          if (state.state === "ended") break;
        }
        if (state.state !== "live") continue;
        const facts = await peer.facts();
        if (facts?.way != null && facts.round_trip_ms !== null) return { way: facts.way, problem: null, round_trip_ms: facts.round_trip_ms };
      }
      return { way: null, problem, round_trip_ms: null };
    } finally {
      await peer.leave();
    }
  }

  async #measure(): Promise<void> {
    try {
      const down = await this.#timed(() => this.fetch(`${this.width}?bytes=${BYTES}`, { method: "GET", cache: "no-store" }));
      const up = await this.#timed(() => this.fetch(this.width, { method: "POST", body: new Uint8Array(BYTES), headers: { "Content-Type": "application/octet-stream" } }));
      this.#tell({ up, down });
    } catch (fault) {
      // Without the width the way still says what matters.
      console.warn("The width of the line could not be measured:", fault);
    }
  }

  async #timed(ask: () => Promise<Response>): Promise<number> {
    const begun = this.ground.timers.now();
    const answer = await ask();
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return (BYTES * 8000) / Math.max(1, this.ground.timers.now() - begun);
  }
}
