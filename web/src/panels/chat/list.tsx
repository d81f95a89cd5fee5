// The list of messages. One of them is reached by Tab; the arrow keys, Home and End move among them.

import { useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";

import { useRoom } from "../../context";
import type { Message } from "../../views";
import { elementId, useDesk, type ChatDesk } from "./desk";
import { MessageItem } from "./message";
import { chunksOf, type Chunk } from "./rows";

export function MessageList() {
  const { store, words } = useRoom();
  const desk = useDesk();
  // Number, author and hour of a message never change, so only coming and going lays the rows anew.
  const chunks = useComputed(() => {
    const messages = [...store.keys("chat/")].flatMap((key) => store.peek<Message>(key) ?? []);
    return chunksOf(messages, (at) => new Date(at).toDateString());
  });
  const last = chunks.value.at(-1)?.rows.at(-1)?.message ?? null;
  const active = desk.active.value;
  const reached = active !== null && store.peek(`chat/${active}`) !== undefined ? active : last;
  if (last === null) return <p class="chat-empty meta">{words.t("chat.empty")}</p>;
  return (
    <div class="chat-list" role="group" aria-label={words.t("chat.messages")} onKeyDown={(press) => move(press, desk)}
      onFocusIn={(focus) => {
        // What is inside of a message that is not reached has the focus by a pointer, which moves no stop.
        const message = (focus.target as Element).getAttribute("data-message");
        if (message) desk.active.value = message;
      }}>
      {chunks.value.map((chunk) => <ChunkRows key={chunk.number} chunk={chunk} reached={reached} />)}
    </div>
  );
}

function ChunkRows({ chunk, reached }: { chunk: Chunk; reached: string | null }) {
  const inside = chunk.rows.some(({ message }) => message === reached) ? reached : null;
  // The same vnodes for the same rows: an unchanged chunk costs nothing when a message arrives.
  return useMemo(
    () => (
      <div class="chat-chunk">
        {chunk.rows.map((row) => <MessageItem key={row.message} {...row} reached={row.message === inside} />)}
      </div>
    ),
    [chunk.signature, inside],
  );
}

const STEPS: { readonly [key: string]: (all: Element[], at: number) => Element | undefined } = {
  ArrowUp: (all, at) => all[at - 1],
  ArrowDown: (all, at) => all[at + 1],
  PageUp: (all, at) => all[Math.max(0, at - 10)],
  PageDown: (all, at) => all[Math.min(all.length - 1, at + 10)],
  Home: (all) => all[0],
  End: (all) => all.at(-1),
};

function move(press: KeyboardEvent, desk: ChatDesk): void {
  const step = STEPS[press.key];
  const from = (press.target as Element).closest("[data-message]");
  // Inside of a message's own controls the keys belong to those.
  if (step === undefined || from === null || press.target !== from) return;
  const all = [...(press.currentTarget as Element).querySelectorAll("[data-message]")];
  const to = step(all, all.indexOf(from))?.getAttribute("data-message");
  if (!to) return;
  press.preventDefault();
  desk.active.value = to;
  document.getElementById(elementId(to))?.focus();
}
