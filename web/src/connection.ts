// One socket to one room, opened again whenever it may be: hello, resume, back-off, heartbeat, pending commands.
// Input: frames of PROTOCOL.md, and hints from the browser about the network. No DOM; socket and time are given.

import { signal, type ReadonlySignal } from "@preact/signals-core";

import type { KeptChoice } from "./choice";
import { growing, type Timers } from "./clock";
import {
  choiceFrame, closeName, commandFrame, comesBack, helloFrame, languageFrame, pageFrame, parseFrame, pongFrame, signalFrame,
  type Changes, type CloseName, type Command, type Page, type Reply, type ServerFrame,
} from "./frames";
import { refusalOf, type Pending, type PendingCommands } from "./pending";

/** The part of a WebSocket that is used here. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((close: { code: number; reason: string }) => void) | null;
  send(text: string): void;
  close(): void;
}

export type Link =
  /** `attempt` is 0 for the page's first connection. */
  | { readonly state: "opening"; readonly attempt: number }
  | { readonly state: "live" }
  /** Comes back by itself at `until` (this machine's clock). */
  | { readonly state: "waiting"; readonly until: number; readonly why: CloseName; readonly offline: boolean }
  /** Does not come back by itself. */
  | { readonly state: "ended"; readonly why: CloseName; readonly reason: string };

export interface Surroundings {
  readonly open: () => Socket;
  readonly timers: Timers;
  readonly newId: () => string;
  readonly pending: PendingCommands;
  /** The position of the held view, null for none. */
  readonly position: () => string | null;
  readonly forgetPosition: () => void;
  /** Takes every frame, in order. */
  readonly take: (frame: ServerFrame) => void;
  /** Is told of a refused command, which stays pending until it is dropped. */
  readonly refused: (pending: Pending) => void;
}

const OPENING_S = 15;
const FIRST_PING_S = 20;
const LONGEST_DELAY_MS = 30_000;
const SPREAD_MS = 2_000;
/** A connection that lived this long was no failure. */
const SETTLED_MS = 10_000;
/** What could not be stored is sent again after this. */
const UNAVAILABLE_MS = 2_000;
/** Below the server's 10 a second in bursts of 20, so that a long queue is not refused. */
const COMMANDS_PER_S = 8;
const COMMANDS_BURST = 15;

/** The delay before coming back, after the `failures`-th failure in a row (PROTOCOL.md §9). */
export function backoff(failures: number, why: CloseName, random: () => number, reason = ""): number {
  // The server gave a moment: it is kept, not too exactly by all.
  if (why === "full") return 1000 * (Math.min(Number(reason) || 5, 120) + random());
  const delay = random() * growing(failures, LONGEST_DELAY_MS);
  return why === "restart" || why === "slow" ? Math.max(delay, random() * SPREAD_MS) : delay;
}

export class Connection {
  readonly #link = signal<Link>({ state: "opening", attempt: 0 });
  readonly #around: Surroundings;
  #socket: Socket | null = null;
  #language: string;
  #choice: KeptChoice | null = null;
  #failures = 0;
  #attempt = 0;
  #offline = false;
  #liveSince: number | null = null;
  #heardAt = 0;
  #ping_s = FIRST_PING_S;
  #cancelTimer: (() => void) | null = null;
  #cancelFlush: (() => void) | null = null;
  #sent = new Set<string>();
  #allowance = COMMANDS_BURST;
  #allowanceAt = 0;
  readonly #pages = new Map<string, (page: Page | null) => void>();

  constructor(around: Surroundings, language: string) {
    this.#around = around;
    this.#language = language;
  }

  get link(): ReadonlySignal<Link> {
    return this.#link;
  }

  /** Opens the socket; also the way back after a close that does not come back by itself. */
  open(): void {
    this.#cancelTimer?.();
    this.#drop();
    this.#link.value = { state: "opening", attempt: this.#attempt++ };
    const socket = this.#around.open();
    this.#socket = socket;
    this.#heardAt = this.#around.timers.now();
    socket.onopen = () => socket.send(helloFrame(this.#language, this.#around.position()));
    socket.onmessage = ({ data }) => this.#hear(String(data));
    socket.onclose = ({ code, reason }) => this.#closed(code, reason);
    this.#watch(OPENING_S * 1000);
  }

  /** Gives a command, now or as soon as there is a connection. Returns its id. */
  send(command: Command, at: number): string {
    const id = this.#around.newId();
    this.#around.pending.add(id, command, at);
    this.#flush();
    return id;
  }

  /** Sends a refused command again. */
  retry(id: string): void {
    this.#sent.delete(id);
    this.#around.pending.renew(id);
    this.#flush();
  }

  /** Asks for older items; null when there is no connection, or it was lost before the answer. */
  page(feature: string, before: number, limit: number): Promise<Page | null> {
    if (this.#link.peek().state !== "live") return Promise.resolve(null);
    const id = this.#around.newId();
    this.#socket?.send(pageFrame(id, feature, before, limit));
    return new Promise((resolve) => this.#pages.set(id, resolve));
  }

  /** Sends a signal (PROTOCOL.md §12); without a connection it is lost. */
  signal(name: string, fields: Changes): void {
    if (this.#link.peek().state === "live") this.#socket?.send(signalFrame(name, fields));
  }

  setLanguage(language: string): void {
    this.#language = language;
    if (this.#link.peek().state === "live") this.#socket?.send(languageFrame(language));
  }

  /** Keeps what was chosen of languages; without a connection it is sent once there is one. */
  setChoice(choice: KeptChoice): void {
    this.#choice = choice;
    this.#sendChoice();
  }

  #sendChoice(): void {
    if (this.#choice === null || this.#link.peek().state !== "live") return;
    this.#socket?.send(choiceFrame(this.#choice));
    this.#choice = null;
  }

  /** The browser says whether there is a network; it may be wrong, so trying goes on. */
  setOnline(online: boolean): void {
    this.#offline = !online;
    const link = this.#link.peek();
    if (link.state !== "waiting") return;
    if (online) this.open();
    else this.#link.value = { ...link, offline: true };
  }

  /** The page is looked at again: a waiting connection tries now, a silent one is not believed. */
  wake(): void {
    const link = this.#link.peek();
    if (link.state === "waiting") this.open();
    else if (link.state === "live" && this.#around.timers.now() - this.#heardAt >= this.#silence_ms) this.#lose();
  }

  get #silence_ms(): number {
    return 2 * this.#ping_s * 1000;
  }

  #hear(text: string): void {
    this.#heardAt = this.#around.timers.now();
    const frame = this.#parse(text);
    if (frame === null) return;
    this.#around.take(frame);
    switch (frame.type) {
      case "welcome":
        this.#ping_s = frame.ping_s;
        break;
      case "snapshot":
      case "delta":
        if (this.#link.peek().state === "opening") this.#becomeLive();
        break;
      case "reply":
        this.#answer(frame);
        break;
      case "page":
        this.#pages.get(frame.id)?.(frame);
        this.#pages.delete(frame.id);
        break;
      case "ping":
        this.#socket?.send(pongFrame());
    }
  }

  #parse(text: string): ServerFrame | null {
    try {
      return parseFrame(text);
    } catch (fault) {
      // What it said is unknown, so the held view is not to be trusted any more.
      console.error("Not a frame:", fault);
      this.#around.forgetPosition();
      this.#lose();
      return null;
    }
  }

  #becomeLive(): void {
    this.#liveSince = this.#around.timers.now();
    this.#link.value = { state: "live" };
    this.#watch(this.#silence_ms);
    this.#sendChoice();
    this.#flush();
  }

  #answer(reply: Reply): void {
    // A page is answered so when it is refused.
    this.#pages.get(reply.id)?.(null);
    this.#pages.delete(reply.id);
    const pending = this.#around.pending.find(reply.id);
    if (pending === undefined) return;
    this.#sent.delete(reply.id);
    const refusal = refusalOf(reply);
    if (refusal === null) this.#around.pending.drop(reply.id);
    else if (refusal.code === "rate.limited") this.#flushAfter(1000 * Number(refusal.data.wait_s ?? 1));
    // Nobody's fault and soon over: it stays under way.
    else if (refusal.code === "unavailable") this.#flushAfter(UNAVAILABLE_MS);
    else {
      this.#around.pending.refuse(reply.id, refusal);
      this.#around.refused({ ...pending, refusal });
    }
  }

  #flush(): void {
    if (this.#link.peek().state !== "live" || this.#cancelFlush !== null) return;
    const now = this.#around.timers.now();
    this.#allowance = Math.min(COMMANDS_BURST, this.#allowance + ((now - this.#allowanceAt) / 1000) * COMMANDS_PER_S);
    this.#allowanceAt = now;
    for (const { id, command, refusal } of this.#around.pending.list.peek()) {
      if (refusal !== null || this.#sent.has(id)) continue;
      if (this.#allowance < 1) return this.#flushAfter(1000 / COMMANDS_PER_S);
      this.#allowance -= 1;
      this.#sent.add(id);
      this.#socket?.send(commandFrame(id, command));
    }
  }

  #flushAfter(delay_ms: number): void {
    this.#cancelFlush?.();
    this.#cancelFlush = this.#around.timers.after(delay_ms, () => {
      this.#cancelFlush = null;
      this.#flush();
    });
  }

  /** Loses a connection on which nothing is heard for so long. */
  #watch(silence_ms: number): void {
    this.#cancelTimer?.();
    const left = this.#heardAt + silence_ms - this.#around.timers.now();
    this.#cancelTimer = this.#around.timers.after(left, () => {
      if (this.#around.timers.now() - this.#heardAt >= silence_ms) this.#lose();
      else this.#watch(silence_ms);
    });
  }

  #lose(): void {
    this.#closed(1006, "");
  }

  #closed(code: number, reason: string): void {
    const why = closeName(code);
    const now = this.#around.timers.now();
    this.#cancelTimer?.();
    this.#drop();
    if (this.#liveSince !== null && now - this.#liveSince >= SETTLED_MS) this.#failures = 0;
    this.#liveSince = null;
    if (why === "stale") this.#around.forgetPosition();
    if (!comesBack(code)) {
      this.#link.value = { state: "ended", why, reason };
      return;
    }
    this.#failures += 1;
    const delay = backoff(this.#failures, why, this.#around.timers.random, reason);
    this.#link.value = { state: "waiting", until: now + delay, why, offline: this.#offline };
    this.#cancelTimer = this.#around.timers.after(delay, () => this.open());
  }

  /** Lets go of the socket; what was sent on it and not answered is to be sent again. */
  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    if (this.#sent.size > 0) this.#around.pending.markRepeated(this.#sent);
    this.#sent = new Set();
    for (const give of this.#pages.values()) give(null);
    this.#pages.clear();
  }
}
