// Which message is active, and which shows what can be done with it: shared by the parts of the chat.

import { signal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

export interface ChatDesk {
  /** The one message that the Tab key reaches; the arrow keys move it. */
  readonly active: Signal<string | null>;
  /** The message whose actions are open. */
  readonly open: Signal<string | null>;
  /** Goes to a message, asking for older ones until it is there. */
  readonly goTo: (message: string) => void;
  /** Replies to a message: the box takes it up and the focus. */
  readonly replyTo: (message: string) => void;
}

export function createDesk(goTo: ChatDesk["goTo"], replyTo: ChatDesk["replyTo"]): ChatDesk {
  return { active: signal(null), open: signal(null), goTo, replyTo };
}

export const DeskContext = createContext<ChatDesk | null>(null);

export function useDesk(): ChatDesk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("this part stands outside of the chat");
  return desk;
}

export const elementId = (message: string) => `message-${message}`;
export const COMPOSER_ID = "chat-composer";
