// What a moderator does in a room: gives commands as one action, says so, and takes the last one back. Kept for this person and room,
// so that a reload forgets nothing. Input: the live room. No DOM.
//
// The commands carry the state in which they left a question or message; what another moderator has changed since is refused by
// the server and told, so that an old action undoes nothing of theirs.

import { batch, effect, signal } from "@preact/signals";

import type { Refusal } from "../pending";
import type { LiveRoom } from "../room";
import { giveEverywhere, isEverywhere, type Given } from "./everywhere";
import { backOf } from "./inverses/table";

/** One action of the moderator, in the words of its toast; `back` takes it back. */
export interface Act {
  readonly said: () => string;
  readonly back: readonly Given[];
}

interface Kept {
  readonly said: string;
  readonly back: readonly Given[];
}

const MOST = 100;
/** How many of them outlive a reload. */
const MOST_KEPT = 30;
const TOAST_MS = 20_000;

export class Acts {
  readonly acts = signal<readonly Act[]>([]);
  /** The last thing that was done, for the toast. */
  readonly toast = signal<{ readonly said: () => string; readonly undoable: boolean } | null>(null);
  #hideToast: (() => void) | null = null;
  readonly #inHand = new Set<Promise<unknown>>();

  constructor(readonly room: LiveRoom) {
    this.acts.value = keptActs(room);
    effect(() => keepActs(room, this.acts.value));
  }

  /** Gives commands as one action, which one undo takes back. Resolves to the refusals of those that were refused. */
  act(commands: readonly Given[], said: () => string): Promise<readonly Refusal[]> {
    const done = this.#act(commands, said).finally(() => this.#inHand.delete(done));
    this.#inHand.add(done);
    return done;
  }

  async #act(commands: readonly Given[], said: () => string): Promise<readonly Refusal[]> {
    const given = commands.map((command) => ({ back: backOf(command, this.room), answer: this.give(command) }));
    const answers = await Promise.all(given.map(async ({ back, answer }) => {
      const refusal = await answer;
      return { back: refusal !== null ? [] : typeof back === "function" ? back() : back, refusal };
    }));
    const back = [...answers].reverse().flatMap((each) => each.back);
    const refusals = answers.flatMap(({ refusal }) => (refusal === null ? [] : [refusal]));
    if (refusals.length < answers.length) {
      if (back.length > 0) this.acts.value = [...this.acts.value, { said, back }].slice(-MOST);
      this.#tell(said, back.length > 0);
    }
    return refusals;
  }

  /** Takes back the last action that is not yet taken back; one that is on its way counts, and is waited for. */
  async undo(): Promise<void> {
    while (this.#inHand.size > 0) await Promise.allSettled(this.#inHand);
    const act = this.acts.peek().at(-1);
    if (act === undefined) return;
    this.acts.value = this.acts.peek().slice(0, -1);
    const answers = await Promise.all(act.back.map((command) => this.give(command)));
    if (answers.some((refusal) => refusal === null)) this.#tell(() => this.room.words.t("console.undone", { what: act.said() }), false);
  }

  hideToast(): void {
    this.#hideToast?.();
    this.toast.value = null;
  }

  /** Resolves when the command is answered: null when it is stored. */
  protected give(command: Given): Promise<Refusal | null> {
    if (isEverywhere(command)) return giveEverywhere(this.room, command);
    const { connection, clock, pending } = this.room;
    const id = connection.send(command, clock.now());
    return new Promise((resolve) => {
      let refusal: Refusal | null = null;
      const stop = effect(() => {
        const held = pending.list.value.find((each) => each.id === id);
        if (held !== undefined) {
          refusal = held.refusal;
          return;
        }
        resolve(refusal);
        // Not from inside of its own first run.
        queueMicrotask(() => stop());
      });
    });
  }

  #tell(said: () => string, undoable: boolean): void {
    batch(() => this.hideToast());
    this.toast.value = { said, undoable };
    this.room.announcer.say(said());
    this.#hideToast = this.room.timers.after(TOAST_MS, () => (this.toast.value = null));
  }
}

const keyOf = ({ place }: LiveRoom) => `${place}/acts`;

/** Puts the newest actions on the shelf, in the words of the language of the moment. */
function keepActs(room: LiveRoom, acts: readonly Act[]): void {
  const kept: Kept[] = acts.slice(-MOST_KEPT).map(({ said, back }) => ({ said: said(), back }));
  if (kept.length === 0) room.shelf.removeItem(keyOf(room));
  else room.shelf.setItem(keyOf(room), JSON.stringify(kept));
}

/** The actions that an earlier page of this person and room left there. */
function keptActs(room: LiveRoom): Act[] {
  try {
    const kept = JSON.parse(room.shelf.getItem(keyOf(room)) ?? "[]") as unknown;
    if (!Array.isArray(kept)) return [];
    return (kept as Kept[]).filter(({ said, back }) => typeof said === "string" && Array.isArray(back)).map(({ said, back }) => ({ said: () => said, back }));
  } catch {
    // What somebody else left there is nothing of ours.
    return [];
  }
}
