// What this person chose of languages in this room. One switch, the interface's language, sets everything; each part can differ.
// Input: the page's data, what is kept on the server for this person and room. No DOM.

import { signal, type ReadonlySignal } from "@preact/signals-core";

import { baseLanguage } from "./i18n";
import { USUAL_SHARE } from "./player/ducking";

export type Translations = "beside" | "instead" | "off";

/** PROTOCOL.md §5, choice. Null is: as the interface's language says. */
export interface KeptChoice {
  readonly understands: readonly string[] | null;
  readonly sound: string | null;
  readonly captions: string | null;
  readonly translations: Translations | null;
  /** The original's share beside an interpreter, 0 to 1; 0 mutes it. */
  readonly share: number | null;
}

const FOLLOWS: KeptChoice = { understands: null, sound: null, captions: null, translations: null, share: null };
/** Until somebody chooses: a machine errs, so the original stays in sight. */
const USUAL: Translations = "beside";

export class Choice {
  readonly #kept;
  /** The languages of the room's interpretation channels; empty while there is none. */
  readonly channels = signal<readonly string[]>([]);
  /** Whether the sound comes mixed from the server, the same for all: over the broadcast. Nobody's share counts there. */
  readonly mixed = signal(false);

  /** `language` is the interface's, read anew each time; `send` keeps a choice on the server. */
  constructor(
    kept: KeptChoice | null,
    private readonly language: () => string,
    private readonly send: (choice: KeptChoice) => void,
  ) {
    this.#kept = signal<KeptChoice>({ ...FOLLOWS, ...kept });
  }

  get kept(): ReadonlySignal<KeptChoice> {
    return this.#kept;
  }

  /** The languages in which the original is read, the interface's first. */
  get understood(): readonly string[] {
    const language = this.language();
    return [language, ...(this.#kept.value.understands ?? []).filter((tag) => baseLanguage(tag) !== baseLanguage(language))];
  }

  /** Whether a text in a language needs no translation. */
  understands(language: string): boolean {
    return this.understood.some((tag) => baseLanguage(tag) === baseLanguage(language));
  }

  get translations(): Translations {
    return this.#kept.value.translations ?? USUAL;
  }

  /** What is heard while the floor speaks a language: `original`, or a channel's language. */
  soundFor(floor: string | null): string {
    const { sound } = this.#kept.value;
    const channels = this.channels.value;
    const wanted = sound ?? (floor === null || this.understands(floor) ? "original" : this.language());
    return channels.find((tag) => baseLanguage(tag) === baseLanguage(wanted)) ?? "original";
  }

  /** The original's share beside an interpreter, 0 to 1. */
  get share(): number {
    return this.#kept.value.share ?? USUAL_SHARE;
  }

  /** The language of the captions while the floor speaks one; null when there are to be none. */
  captionsFor(floor: string | null): string | null {
    const { captions } = this.#kept.value;
    if (captions === "off") return null;
    return captions ?? (floor === null || this.understands(floor) ? null : this.language());
  }

  /** Whether anything differs from what the interface's language says. */
  get differs(): boolean {
    const { understands, sound, captions } = this.#kept.value;
    return understands !== null || sound !== null || captions !== null;
  }

  /** The original's share while a slider is on its way; `set` keeps it. */
  turn(share: number): void {
    this.#kept.value = { ...this.#kept.peek(), share };
  }

  set(part: Partial<KeptChoice>): void {
    this.#kept.value = { ...this.#kept.peek(), ...part };
    this.send(this.#kept.peek());
  }

  /** Lets everything follow the interface's language again; how translations and the original's sound stand is another matter. */
  follow(): void {
    const { translations, share } = this.#kept.peek();
    this.set({ ...FOLLOWS, translations, share });
  }
}
