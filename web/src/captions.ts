// Captions as the panels read and write them (PROTOCOL.md §6, captions; §12, caption.interim). No DOM.

import { computed, signal, type ReadonlySignal } from "@preact/signals-core";

import { baseLanguage } from "./i18n";
import { programmeAt } from "./programme";
import type { LiveRoom } from "./room";
import type { Shelf } from "./shelf";
import type { Session } from "./views";

export interface Cue {
  readonly caption: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly source: "human" | "url" | "recognition" | "machine";
  readonly name: string;
  readonly of?: string;
  readonly corrected?: string;
}

export interface Track {
  readonly language: string;
  readonly cues: readonly Cue[];
}

export interface Turn {
  readonly language: string;
  readonly turn: { readonly participant: string; readonly name: string };
}

export type CaptionCommand =
  | { readonly type: "caption.write"; readonly language: string; readonly text: string; readonly started?: number; readonly recognised?: boolean }
  | { readonly type: "caption.correct"; readonly caption: string; readonly text: string }
  | { readonly type: "caption.remove"; readonly caption: string }
  | { readonly type: "caption.take_turn" | "caption.end_turn"; readonly language: string };

const MACHINE = ".machine";
/** So long people's captions of a language are those that are read; then a machine's are, where there are some. */
const PEOPLE_MS = 20_000;
/** What is not final is forgotten when nothing follows. */
const INTERIM_MS = 8_000;
/** Nobody sees that words are so much ahead of the picture. */
const NEAR_MS = 300;

/** The newest cues of a language, by people and by a machine. */
export function cuesIn(room: LiveRoom, language: string): { readonly people: readonly Cue[]; readonly machine: readonly Cue[] } {
  const people: Cue[] = [];
  const machine: Cue[] = [];
  for (const key of room.store.keys("captions/")) {
    const track = room.store.get<Track>(key);
    if (track === undefined || baseLanguage(track.language) !== baseLanguage(language)) continue;
    (key.endsWith(MACHINE) ? machine : people).push(...track.cues);
  }
  const inOrder = (cues: Cue[]) => cues.sort((a, b) => a.start - b.start);
  return { people: inOrder(people), machine: inOrder(machine) };
}

/** The cues that a reader of a language is shown at a moment of what they see: people's while somebody captions, else a machine's. */
export function readIn(room: LiveRoom, language: string, now: number): readonly Cue[] {
  const all = cuesIn(room, language);
  // On the clock of the picture: who watches the broadcast is behind, and reads nothing before it is said.
  const [people, machine] = [all.people, all.machine].map((cues) => cues.filter(({ start }) => start <= now)) as [Cue[], Cue[]];
  const last = people.at(-1);
  const { language: spoken, since } = room.spoken;
  // The floor went over to another language: what was said in this one before is not what is being said.
  const gone = spoken.value !== null && baseLanguage(spoken.value) !== baseLanguage(language) && since > 0 && (last === undefined || last.end <= since);
  if (gone && machine.some(({ start }) => start >= since)) return machine;
  if (machine.length === 0 || (last !== undefined && (now - last.end < PEOPLE_MS || last.end >= machine.at(-1)!.end))) return people;
  return machine;
}

/** The languages that anybody can read captions in now. */
export function captionLanguages(room: LiveRoom): string[] {
  const tags = [...room.store.keys("captions/")].map((key) => key.slice("captions/".length).replace(MACHINE, ""));
  return [...new Map(tags.map((tag) => [baseLanguage(tag), tag])).values()].sort();
}

/** The language that is spoken: of who speaks now, else of the newest words of people, else what the programme says. */
export function floorLanguage(room: LiveRoom): string | null {
  const spoken = room.spoken.language.value;
  if (spoken !== null) return spoken;
  let newest: { language: string; end: number } | null = null;
  for (const key of room.store.keys("captions/")) {
    const track = key.endsWith(MACHINE) ? undefined : room.store.get<Track>(key);
    const last = track?.cues.at(-1);
    if (track !== undefined && last !== undefined && (newest === null || last.end > newest.end)) newest = { language: track.language, end: last.end };
  }
  return newest?.language ?? programmeAt(room.store.values<Session>("sessions/"), room.clock.now()).now?.floor ?? null;
}

/** What is being said and not final yet, by language. Listens for as long as the page lives. */
export class Interim {
  readonly #texts = signal<ReadonlyMap<string, string>>(new Map());
  readonly #forget = new Map<string, () => void>();

  constructor(room: LiveRoom) {
    room.signals.on("caption.interim", (frame) => {
      const { language, text } = frame as unknown as { language: string; text: string };
      const behind = room.behind.peek();
      // Not before it is heard.
      if (behind < NEAR_MS) this.put(room, baseLanguage(language), text);
      else room.timers.after(behind, () => this.put(room, baseLanguage(language), text));
    });
  }

  of(language: string): string {
    return this.#texts.value.get(baseLanguage(language)) ?? "";
  }

  put(room: LiveRoom, language: string, text: string): void {
    this.#forget.get(language)?.();
    const texts = new Map(this.#texts.peek());
    if (text === "") texts.delete(language);
    else {
      texts.set(language, text);
      this.#forget.set(language, room.timers.after(INTERIM_MS, () => this.put(room, language, "")));
    }
    this.#texts.value = texts;
  }
}

/** How captions look on this device. */
export interface Look {
  readonly size: "small" | "medium" | "large";
  readonly contrast: boolean;
  /** Under the picture, or over it: at its foot, at its top. */
  readonly position: "below" | "over" | "top";
  /** The language of a second row, null for one row. */
  readonly second: string | null;
}

const USUAL: Look = { size: "medium", contrast: false, position: "below", second: null };
const KEY = "puente/captions";

export class Looks {
  readonly #look;
  readonly value: ReadonlySignal<Look>;

  constructor(private readonly shelf: Shelf) {
    this.#look = signal<Look>({ ...USUAL, ...this.#kept() });
    this.value = computed(() => this.#look.value);
  }

  set(part: Partial<Look>): void {
    this.#look.value = { ...this.#look.peek(), ...part };
    this.shelf.setItem(KEY, JSON.stringify(this.#look.peek()));
  }

  #kept(): Partial<Look> {
    try {
      return JSON.parse(this.shelf.getItem(KEY) ?? "{}") as Partial<Look>;
    } catch (fault) {
      console.warn("How captions look cannot be read:", fault);
      return {};
    }
  }
}
