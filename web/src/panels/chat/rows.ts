// How messages stand under each other: by number, in chunks that seldom change, with a line for a new day, and runs of one
// author in one language under one name. No DOM.

import type { Message } from "../../views";

export interface Row {
  readonly message: string;
  /** The language of the run; an edit may since have changed the message's own. */
  readonly language: string;
  /** Whether the author's name is shown: the run begins here. */
  readonly opens: boolean;
  /** A moment of the day that begins here, null inside of a day. */
  readonly day: number | null;
}

export interface Chunk {
  readonly number: number;
  readonly rows: readonly Row[];
  /** Equal for equal rows. */
  readonly signature: string;
}

const CHUNK = 50;
const RUN_MS = 5 * 60_000;

/** `dayOf` gives the same text for two moments of one day of the viewer's. */
export function chunksOf(messages: readonly Message[], dayOf: (at: number) => string): Chunk[] {
  const sorted = [...messages].sort((a, b) => a.number - b.number);
  const chunks = new Map<number, Row[]>();
  let before: Message | null = null;
  let dayBefore = "";
  for (const message of sorted) {
    const day = dayOf(message.at);
    const row: Row = {
      message: message.message,
      language: message.language,
      opens: before === null || day !== dayBefore || !continues(before, message),
      day: day === dayBefore ? null : message.at,
    };
    const number = Math.floor(message.number / CHUNK);
    const rows = chunks.get(number) ?? [];
    rows.push(row);
    chunks.set(number, rows);
    before = message;
    dayBefore = day;
  }
  return [...chunks].map(([number, rows]) => ({ number, rows, signature: rows.map(signatureOf).join(" ") }));
}

function continues(before: Message, message: Message): boolean {
  return (
    before.author.participant === message.author.participant &&
    message.at - before.at < RUN_MS &&
    message.language === before.language &&
    message.reply_to === null
  );
}

function signatureOf({ message, opens, day }: Row): string {
  return `${message}:${opens ? 1 : 0}:${day ?? ""}`;
}
