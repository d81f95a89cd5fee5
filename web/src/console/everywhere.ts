// Announcements to the whole conference, as commands that go over HTTP to every room (PROTOCOL.md §7) instead of over this room's socket. No DOM.

import type { Command } from "../frames";
import type { Refusal } from "../pending";
import type { LiveRoom } from "../room";
import type { Localized } from "../views";

export type EverywhereCommand =
  | { readonly type: "everywhere.post" | "everywhere.edit"; readonly announcement: string; readonly texts: Localized; readonly until: number | null }
  | { readonly type: "everywhere.withdraw"; readonly announcement: string };

/** What a moderator gives: a command of this room, or one to all rooms. */
export type Given = Command | EverywhereCommand;

const METHODS = { "everywhere.post": "POST", "everywhere.edit": "PUT", "everywhere.withdraw": "DELETE" } as const;

export function isEverywhere(command: Given): command is EverywhereCommand {
  return command.type in METHODS;
}

/** Gives a command to all rooms. Resolves to why not, null when it is done. */
export async function giveEverywhere({ page }: LiveRoom, command: EverywhereCommand): Promise<Refusal | null> {
  const all = `/api/${page.conference.slug}/announcements`;
  const { type, announcement, ...fields } = command;
  const until = "until" in fields && fields.until !== null ? Math.round(fields.until) : null;
  const body = type === "everywhere.withdraw" ? null : JSON.stringify({ ...fields, until, ...(type === "everywhere.post" ? { announcement } : {}) });
  try {
    const response = await fetch(type === "everywhere.post" ? all : `${all}/${encodeURIComponent(announcement)}`, { method: METHODS[type], body });
    if (response.ok) return null;
    const { code, data } = (await response.json()) as { code?: string; data?: { [name: string]: never } };
    return { code: code ?? "unavailable", data: data ?? {}, temporary: false };
  } catch (fault) {
    console.warn("The rooms could not be reached:", fault);
    return { code: "unavailable", data: {}, temporary: true };
  }
}
