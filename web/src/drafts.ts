// What is being written and not yet sent, kept on a shelf so that it survives a reload. No DOM.

import { effect, signal, type Signal } from "@preact/signals-core";

import type { Json } from "./frames";
import type { Refusal } from "./pending";
import type { Shelf } from "./shelf";

/** One box: its text, what it is about (the message replied to, say), and why its last text was refused. */
export interface Draft {
  readonly text: Signal<string>;
  readonly about: Signal<Json>;
  readonly refusal: Signal<Refusal | null>;
}

/** The drafts of one person in one room and tab. */
export class Drafts {
  readonly #drafts = new Map<string, Draft>();

  /** `prefix` names the person and the room on the shelf. */
  constructor(
    private readonly shelf: Shelf,
    private readonly prefix: string,
  ) {}

  /** The draft of a box, the same one each time. */
  of(box: string): Draft {
    let draft = this.#drafts.get(box);
    if (draft === undefined) this.#drafts.set(box, (draft = this.#open(box)));
    return draft;
  }

  #open(box: string): Draft {
    const key = `${this.prefix}/${box}`;
    const [text, about] = this.#kept(key);
    const draft: Draft = { text: signal(text), about: signal(about), refusal: signal<Refusal | null>(null) };
    effect(() => {
      const kept = [draft.text.value, draft.about.value];
      if (kept[0] === "" && kept[1] === null) this.shelf.removeItem(key);
      else this.shelf.setItem(key, JSON.stringify(kept));
    });
    return draft;
  }

  #kept(key: string): [string, Json] {
    const kept = this.shelf.getItem(key);
    if (kept === null) return ["", null];
    try {
      return JSON.parse(kept) as [string, Json];
    } catch (fault) {
      console.warn("A kept draft cannot be read:", fault);
      return ["", null];
    }
  }
}

/** Length as the server counts it: code points of the trimmed text in Unicode NFC. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text.trim().normalize("NFC")) length += 1;
  return length;
}
