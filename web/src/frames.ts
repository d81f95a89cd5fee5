// Every frame of the socket protocol (PROTOCOL.md), both ways: types, constructors, the parser and the close codes.
// Input: text that a socket received. No DOM.

import type { KeptChoice } from "./choice";
import type { AnnouncementCommand } from "./announcements";
import type { SessionCommand } from "./arrangement";
import type { CaptionCommand } from "./captions";
import type { CueCommand } from "./cues";
import type { InterpretationCommand } from "./interpretation";
import type { FloorCommand } from "./floor";
import type { PollCommand } from "./polls";
import type { TalkCommand } from "./talk";
import type { ManuscriptCommand } from "./manuscripts";
import type { SlideCommand } from "./slides";
import type { StageCommand } from "./stage";
import type { ProjectorCommand } from "./projection";
import type { SafetyCommand } from "./safety";
import type { TranslationCommand } from "./translations";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Changes = { readonly [key: string]: Json };

export const VERSION = 1;

export type Role = "attendee" | "speaker" | "moderator" | "interpreter" | "captioner" | "organizer" | "guest" | "server";
export type QuestionMode = "moderated" | "open" | "closed";
export type QuestionState = "held" | "open" | "staged" | "answered" | "dismissed" | "merged" | "withdrawn";

/** Who shares the same shared keys: attendees; speakers and captioners; interpreters; moderators and organizers. */
export type Audience = "hall" | "green_room" | "booth" | "backstage";

export interface Participant {
  readonly participant: string;
  readonly name: string;
  readonly role: Role;
}

export interface Welcome {
  readonly type: "welcome";
  readonly version: number;
  readonly participant: Participant;
  readonly audience: Audience;
  readonly capabilities: readonly string[];
  readonly language: string;
  readonly now: number;
  readonly ping_s: number;
  readonly limits: {
    readonly chat: number; readonly question: number; readonly name: number;
    readonly poll: number; readonly poll_option: number; readonly poll_word: number; readonly hand: number; readonly holding: number; readonly cue: number; readonly announcement: number;
    readonly word: number; readonly report: number; readonly translation: number; readonly caption: number;
  };
}

export interface Own {
  readonly type: "own";
  readonly reset: boolean;
  readonly changes: Changes;
}

export interface Snapshot {
  readonly type: "snapshot";
  readonly position: string;
  readonly view: Changes;
}

export interface Delta {
  readonly type: "delta";
  readonly position: string;
  readonly changes: Changes;
}

/** With `position` the command is stored; with `code` it was refused. */
export interface Reply {
  readonly type: "reply";
  readonly id: string;
  readonly position?: string;
  readonly code?: string;
  readonly data?: Changes;
  readonly temporary?: boolean;
}

export interface Page {
  readonly type: "page";
  readonly id: string;
  readonly feature: string;
  readonly view: Changes;
  readonly more: boolean;
}

export interface PersonHere {
  readonly name: string;
  readonly role: Role;
  readonly language: string;
}

export interface Presence {
  readonly type: "presence";
  readonly counts: { readonly [role: string]: number };
  readonly reset?: boolean;
  readonly people?: { readonly [participant: string]: PersonHere | null };
}

export interface Ping {
  readonly type: "ping";
  readonly position: string;
  readonly now: number;
}

/** What is wrong with the service as a whole; nothing, when it is well again. */
export interface TroubleFrame {
  readonly type: "trouble";
  readonly troubles: readonly string[];
}

/** Shown once and kept nowhere; its fields stand beside its name (PROTOCOL.md §12). */
export interface SignalFrame {
  readonly type: "signal";
  readonly signal: string;
  readonly [field: string]: Json;
}

export type ServerFrame = Welcome | Own | Snapshot | Delta | Reply | Page | Presence | Ping | TroubleFrame | SignalFrame;

export type Command =
  | { readonly type: "chat.send"; readonly text: string; readonly reply_to?: string }
  | { readonly type: "chat.edit"; readonly message: string; readonly text: string }
  | { readonly type: "chat.remove"; readonly message: string }
  | { readonly type: "chat.pin"; readonly message: string }
  | { readonly type: "chat.unpin"; readonly message: string }
  | { readonly type: "chat.react" | "chat.unreact"; readonly message: string; readonly emoji: string }
  | { readonly type: "chat.slow_mode"; readonly seconds: number }
  | { readonly type: "question.ask"; readonly text: string; readonly anonymous: boolean }
  | { readonly type: QuestionDeed; readonly question: string; readonly seen?: QuestionState }
  | { readonly type: "question.dismiss"; readonly question: string; readonly seen?: QuestionState; readonly reason?: Reason; readonly text?: string }
  | { readonly type: "question.answer"; readonly question: string; readonly seen?: QuestionState; readonly text?: string; readonly to?: "all" | "asker" }
  | { readonly type: "question.merge"; readonly question: string; readonly into: string }
  | { readonly type: "question.edit"; readonly question: string; readonly text: string; readonly seen_text?: string }
  | { readonly type: "question.label" | "question.unlabel"; readonly question: string; readonly label: string }
  | { readonly type: "question.assign"; readonly question: string; readonly speaker: string | null }
  | { readonly type: "question.move"; readonly question: string; readonly after: string | null }
  | { readonly type: "question.set_mode"; readonly mode: QuestionMode }
  | { readonly type: ParticipantDeed; readonly participant: string; readonly name: string }
  | { readonly type: "room.lock" | "room.unlock" }
  | TranslationCommand
  | CaptionCommand
  | PollCommand
  | CueCommand
  | InterpretationCommand
  | AnnouncementCommand
  | SessionCommand
  | TalkCommand
  | SafetyCommand
  | ProjectorCommand
  | FloorCommand
  | StageCommand
  | ManuscriptCommand
  | SlideCommand;

export type QuestionDeed =
  | "question.withdraw"
  | "question.upvote"
  | "question.withdraw_upvote"
  | "question.approve"
  | "question.dismiss"
  | "question.answer"
  | "question.reopen"
  | "question.hold"
  | "question.stage"
  | "question.unstage"
  | "question.separate"
  | "question.handle"
  | "question.release";

/** PROTOCOL.md §7: why a question is dismissed. */
export const REASONS = ["duplicate", "off_topic", "unclear", "no_question", "no_time", "conduct", "other"] as const;
export type Reason = (typeof REASONS)[number];

export type ParticipantDeed =
  | "participant.mute"
  | "participant.unmute"
  | "participant.remove"
  | "participant.readmit"
  | "participant.ban"
  | "participant.unban";

const SERVER_FRAMES: ReadonlySet<string> = new Set<ServerFrame["type"]>([
  "welcome", "own", "snapshot", "delta", "reply", "page", "presence", "ping", "trouble", "signal",
]);

/** The frame in a received text, or null for a type that this version does not know. Throws SyntaxError when it is no frame. */
export function parseFrame(text: string): ServerFrame | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || !("type" in value) || typeof value.type !== "string") {
    throw new SyntaxError("a frame is an object with a type");
  }
  return SERVER_FRAMES.has(value.type) ? (value as ServerFrame) : null;
}

/** The first frame of a connection; `position` is null unless a view is held. */
export function helloFrame(language: string, position: string | null): string {
  return JSON.stringify({ type: "hello", version: VERSION, language, ...(position === null ? {} : { position }) });
}

export function commandFrame(id: string, command: Command): string {
  return JSON.stringify({ type: "command", id, command });
}

/** Asks for the newest `limit` (1 to 100) items of `feature` numbered below `before`. */
export function pageFrame(id: string, feature: string, before: number, limit: number): string {
  return JSON.stringify({ type: "page", id, feature, before, limit });
}

export function signalFrame(name: string, fields: Changes): string {
  return JSON.stringify({ type: "signal", signal: name, ...fields });
}

export function choiceFrame(choice: KeptChoice): string {
  return JSON.stringify({ type: "choice", choice });
}

export function languageFrame(language: string): string {
  return JSON.stringify({ type: "language", language });
}

export function pongFrame(): string {
  return '{"type":"pong"}';
}

/** PROTOCOL.md §9. */
export const CLOSE_CODES = {
  4001: "restart",
  4008: "slow",
  4009: "no_pong",
  4010: "stale",
  4011: "internal",
  4012: "full",
  4500: "malformed",
  4501: "not_permitted",
  4502: "removed",
  4503: "banned",
  4504: "replaced",
  4505: "version",
} as const;

export type CloseName = (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES] | "lost";

/** The name of a close code; `lost` for every code that the protocol does not name. */
export function closeName(code: number): CloseName {
  return CLOSE_CODES[code as keyof typeof CLOSE_CODES] ?? "lost";
}

/** Whether a connection closed with this code may be opened again without being asked to. */
export function comesBack(code: number): boolean {
  return code < 4500 || code > 4999;
}

/** PROTOCOL.md §7: the emoji of reactions. */
export const EMOJI = ["👍", "❤️", "👏", "😂", "🎉", "🤔"] as const;
