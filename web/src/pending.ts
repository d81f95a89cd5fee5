// Commands that were given and not yet answered, kept on a shelf so that a reload sends them too. No DOM.

import { signal, type ReadonlySignal } from "@preact/signals-core";

import type { Changes, Command, Reply } from "./frames";
import type { Shelf } from "./shelf";

export interface Refusal {
  readonly code: string;
  readonly data: Changes;
  readonly temporary: boolean;
}

export interface Pending {
  readonly id: string;
  readonly command: Command;
  /** When it was given, in milliseconds since 1970 by the server's clock. */
  readonly at: number;
  /** Whether it may have been stored already, its answer lost with a connection or a page. */
  readonly repeated: boolean;
  readonly refusal: Refusal | null;
}

export function refusalOf(reply: Reply): Refusal | null {
  if (reply.code === undefined) return null;
  return { code: reply.code, data: reply.data ?? {}, temporary: reply.temporary ?? false };
}

/** The pending commands of one person in one room and tab, in the order in which they were given. */
export class PendingCommands {
  readonly #list = signal<readonly Pending[]>([]);

  /** `key` names the person and the room on the shelf. */
  constructor(
    private readonly shelf: Shelf,
    private readonly key: string,
  ) {
    this.#list.value = this.#kept();
  }

  get list(): ReadonlySignal<readonly Pending[]> {
    return this.#list;
  }

  find(id: string): Pending | undefined {
    return this.#list.peek().find((pending) => pending.id === id);
  }

  add(id: string, command: Command, at: number): void {
    this.#set([...this.#list.peek(), { id, command, at, repeated: false, refusal: null }]);
  }

  /** Forgets a command: it was answered, or the person gave it up. */
  drop(id: string): void {
    this.#set(this.#list.peek().filter((pending) => pending.id !== id));
  }

  refuse(id: string, refusal: Refusal): void {
    this.#change((pending) => (pending.id === id ? { ...pending, refusal } : pending));
  }

  /** Makes a refused command unanswered again. A refusal leaves no trace, so its id serves again. */
  renew(id: string): void {
    this.#change((pending) => (pending.id === id ? { ...pending, refusal: null } : pending));
  }

  /** Marks these as sent on a connection that was lost. */
  markRepeated(ids: ReadonlySet<string>): void {
    this.#change((pending) => (ids.has(pending.id) ? { ...pending, repeated: true } : pending));
  }

  #change(change: (pending: Pending) => Pending): void {
    this.#set(this.#list.peek().map(change));
  }

  #set(list: readonly Pending[]): void {
    this.#list.value = list;
    if (list.length === 0) this.shelf.removeItem(this.key);
    else this.shelf.setItem(this.key, JSON.stringify(list));
  }

  #kept(): readonly Pending[] {
    const text = this.shelf.getItem(this.key);
    if (text === null) return [];
    try {
      return (JSON.parse(text) as Pending[]).map((pending) => ({ ...pending, repeated: true }));
    } catch (fault) {
      console.warn("The kept commands cannot be read:", fault);
      this.shelf.removeItem(this.key);
      return [];
    }
  }
}
