// The language that is spoken on the floor: that of whoever speaks there now, as they told (PROTOCOL.md §6, stage; §12, media.levels). No DOM.

import { computed, signal, type ReadonlySignal } from "@preact/signals-core";

import { baseLanguage } from "./i18n";
import type { LiveRoom } from "./room";
import { Speaking, type OnStage } from "./stage";

export class Spoken {
  readonly #speaker = signal<string | null>(null);
  readonly #since = signal(0);
  readonly language: ReadonlySignal<string | null>;
  #speaking = new Speaking();

  constructor(room: LiveRoom) {
    const { store, signals, clock } = room;
    this.language = computed(() => {
      const people = store.values<OnStage>("stage/");
      const speaker = people.find(({ participant }) => participant === this.#speaker.value) ?? (people.length === 1 ? people[0] : undefined);
      return speaker?.language ?? null;
    });
    signals.on("media.levels", (frame) => {
      const { levels } = frame as unknown as { levels: { readonly [participant: string]: number } };
      // Those at work are told of booths too; they are not the floor.
      const heard = Object.fromEntries(Object.entries(levels).filter(([participant]) => store.peek(`stage/${participant}`) !== undefined));
      this.#speaker.value = this.#speaking.take(heard, clock.now());
    });
    let before: string | null = null;
    this.language.subscribe((language) => {
      if (language !== null && before !== null && baseLanguage(language) !== baseLanguage(before)) this.#since.value = clock.now();
      before = language ?? before;
    });
  }

  /** Who speaks now, as far as is known. */
  get speaker(): ReadonlySignal<string | null> {
    return this.#speaker;
  }

  /** When the language last changed. */
  get since(): number {
    return this.#since.value;
  }
}
