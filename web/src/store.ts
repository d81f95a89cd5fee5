// What this connection holds of the room: the shared view and the own view, patched by key (PROTOCOL.md §3, §4, §6).
// Input: the server's frames. Readers get signals by key and by family of keys. No DOM, no knowledge of features.

import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";

import type { Changes, Delta, Json, Own, Page, PersonHere, Presence, ServerFrame, Snapshot, Welcome } from "./frames";

const OWN = "my/";

/** The part of a key before its last name: `chat/` of `chat/m1`, `my/upvotes/` of `my/upvotes/q1`, `` of `chat`. */
export function familyOf(key: string): string {
  const slash = key.startsWith(OWN) ? key.indexOf("/", OWN.length) : key.indexOf("/");
  return slash < 0 ? "" : key.slice(0, slash + 1);
}

export class Store {
  readonly #values = new Map<string, Signal<Json | undefined>>();
  readonly #families = new Map<string, Signal<ReadonlySet<string>>>();
  readonly #welcome = signal<Welcome | null>(null);
  readonly #counts = signal<Presence["counts"]>({});
  readonly #people = signal<ReadonlyMap<string, PersonHere>>(new Map());
  readonly #troubles = signal<readonly string[]>([]);
  readonly #position = signal<string | null>(null);

  get welcome(): ReadonlySignal<Welcome | null> {
    return this.#welcome;
  }

  get counts(): ReadonlySignal<Presence["counts"]> {
    return this.#counts;
  }

  /** Who is here, by participant; empty for the hall, which is told numbers only; for the green room without the hall. */
  get people(): ReadonlySignal<ReadonlyMap<string, PersonHere>> {
    return this.#people;
  }

  /** What is wrong with the service as a whole (PROTOCOL.md §4). */
  get troubles(): ReadonlySignal<readonly string[]> {
    return this.#troubles;
  }

  /** Where the held view stands in the room's log; null while nothing is held. */
  get position(): ReadonlySignal<string | null> {
    return this.#position;
  }

  /** The value of a key; the caller knows its type from PROTOCOL.md §6. Reading it in an effect subscribes to this key alone. */
  get<T = Json>(key: string): T | undefined {
    return this.#signalOf(key).value as T | undefined;
  }

  /** The same without subscribing. */
  peek<T = Json>(key: string): T | undefined {
    return this.#values.get(key)?.peek() as T | undefined;
  }

  /** The keys of a family (`questions/`); reading it in an effect subscribes to keys that come and go, not to their values. */
  keys(family: string): ReadonlySet<string> {
    return this.#familySignal(family).value;
  }

  /** The values of a family; subscribes to all of them. */
  values<T = Json>(family: string): T[] {
    return [...this.keys(family)].map((key) => this.get<T>(key)).filter((value) => value !== undefined);
  }

  /** Forgets where the view stands, so that the next hello asks for a snapshot. */
  forgetPosition(): void {
    this.#position.value = null;
  }

  /** Takes one frame of the server; frames that are no part of a view change nothing. */
  take(frame: ServerFrame): void {
    batch(() => {
      switch (frame.type) {
        case "welcome":
          this.#welcome.value = frame;
          this.#troubles.value = [];
          if (frame.audience === "hall") this.#people.value = new Map();
          return;
        case "own":
          return this.#own(frame);
        case "snapshot":
          return this.#snapshot(frame);
        case "delta":
          return this.#delta(frame);
        case "page":
          return this.#page(frame);
        case "presence":
          return this.#presence(frame);
        case "trouble":
          this.#troubles.value = frame.troubles;
          return;
        case "ping":
          this.#position.value = frame.position;
      }
    });
  }

  #own({ reset, changes }: Own): void {
    if (reset) this.#clear((key) => key.startsWith(OWN), changes);
    this.#patch(changes);
  }

  #snapshot({ position, view }: Snapshot): void {
    this.#clear((key) => !key.startsWith(OWN), view);
    this.#patch(view);
    this.#position.value = position;
  }

  #delta({ position, changes }: Delta): void {
    this.#patch(changes);
    this.#position.value = position;
  }

  #page({ view }: Page): void {
    this.#patch(view);
  }

  #presence({ counts, reset, people }: Presence): void {
    this.#counts.value = counts;
    if (people === undefined) {
      if (reset) this.#people.value = new Map();
      return;
    }
    const now = new Map(reset ? [] : this.#people.peek());
    for (const [participant, person] of Object.entries(people)) {
      if (person === null) now.delete(participant);
      else now.set(participant, person);
    }
    this.#people.value = now;
  }

  #clear(concerned: (key: string) => boolean, kept: Changes): void {
    const gone: Record<string, null> = {};
    for (const [key, value] of this.#values) {
      if (concerned(key) && value.peek() !== undefined && !(key in kept)) gone[key] = null;
    }
    this.#patch(gone);
  }

  #patch(changes: Changes): void {
    const families = new Map<string, Set<string>>();
    for (const [key, value] of Object.entries(changes)) {
      const held = this.#signalOf(key);
      const had = held.peek() !== undefined;
      held.value = value ?? undefined;
      if (had === (value !== null)) continue;
      const family = familyOf(key);
      const members = families.get(family) ?? new Set(this.#familySignal(family).peek());
      if (value === null) members.delete(key);
      else members.add(key);
      families.set(family, members);
    }
    for (const [family, members] of families) this.#familySignal(family).value = members;
  }

  #signalOf(key: string): Signal<Json | undefined> {
    let held = this.#values.get(key);
    if (held === undefined) this.#values.set(key, (held = signal<Json | undefined>(undefined)));
    return held;
  }

  #familySignal(family: string): Signal<ReadonlySet<string>> {
    let held = this.#families.get(family);
    if (held === undefined) this.#families.set(family, (held = signal<ReadonlySet<string>>(new Set())));
    return held;
  }
}
