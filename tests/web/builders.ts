// Small worlds for tests: a room on scripted ground, and the values of its view.

import { Words, type Bundle } from "@/i18n";
import type { PageData } from "@/page_data";
import { LiveRoom } from "@/room";
import { memoryShelf, type Shelf } from "@/shelf";
import type { Message, Question, Session } from "@/views";
import { ScriptedServer } from "./scripted_server";
import { WoundClock } from "./wound_clock";

const FILES = import.meta.glob("../../web/locale/*/*.po", { query: "?raw", import: "default", eager: true });
const AREAS = ["site", "room", "chat", "questions", "askers", "console", "projector", "polls", "floor", "pins", "day", "announcements", "clock", "talk", "cues", "dock", "people_panel", "moderation", "safety", "connection", "error", "translations", "backstage", "player", "captions", "channels", "booth"];

const unquoted = (line: string) => JSON.parse(line.slice(line.indexOf('"'))) as string;

/** The words of one gettext file by key. */
export function wordsOf(language: string, area: string): Map<string, string | string[]> {
  const words = new Map<string, string | string[]>();
  let key = "";
  for (const line of (FILES[`../../web/locale/${language}/${area}.po`] ?? "").split("\n")) {
    if (line.startsWith("msgid ")) key = unquoted(line);
    else if (line.startsWith("msgstr ") && key !== "") words.set(key, unquoted(line));
    else if (line.startsWith("msgstr[")) words.set(key, [...((words.get(key) as string[] | undefined) ?? []), unquoted(line)]);
  }
  return words;
}

/** A bundle as the server makes it. */
export function bundleOf(language: string): Bundle {
  const words = Object.fromEntries(AREAS.flatMap((area) => [...wordsOf(language, area)]));
  return { language, plurals: ["one", "other"], words };
}

export async function wordsIn(language: string): Promise<Words> {
  const words = new Words((wanted) => Promise.resolve(bundleOf(wanted)));
  await words.use(language);
  return words;
}

export const PAGE: PageData = {
  conference: { slug: "americas", name: { en: "Americas", es: "Américas" } },
  room: { slug: "plenary", name: { en: "Plenary hall", es: "Sala plenaria" }, kind: "plenary" },
  participant: { participant: "p1", name: "Ana", role: "attendee" },
  language: "en",
  choice: null,
  spoken: ["en", "es", "fr"],
  languages: ["en", "es", "fr"],
  default_language: "en",
  locales: { en: "/assets/locale/en.json", es: "/assets/locale/es.json", fr: "/assets/locale/fr.json" },
  socket: "/socket/americas/plenary",
  now: 1_648_044_000_000,
  time_zone: "America/Toronto",
  rehearsal: false,
  watch: "/watch/americas/plenary",
  links: { home: "/en/americas/", programme: "/en/americas/programme", sign_out: "/en/americas/sign-out", questions: "/en/americas/rooms/plenary/questions.csv", room: "/en/americas/rooms/plenary", guests: "/q/abcde" },
};

export interface RoomOnGround {
  readonly room: LiveRoom;
  readonly server: ScriptedServer;
  readonly clock: WoundClock;
  readonly spoken: string[];
}

/** A room whose connection is opened; `shelf` is what a reload keeps. */
export async function aRoom({ shelf = memoryShelf(), language = "en", clock = new WoundClock(), page = {} }: { shelf?: Shelf; language?: string; clock?: WoundClock; page?: Partial<PageData> } = {}): Promise<RoomOnGround> {
  const server = new ScriptedServer();
  const spoken: string[] = [];
  let ids = 0;
  const prefix = Math.random().toString(36).slice(2, 6);
  const room = new LiveRoom({ ...PAGE, ...page, language }, {
    timers: clock,
    shelf,
    words: await wordsIn(language),
    openSocket: server.open,
    newId: () => `${prefix}-${(ids += 1)}`,
    speak: (text) => spoken.push(text),
  });
  room.connection.open();
  return { room, server, clock, spoken };
}

export function aMessage(number: number, fields: Partial<Message> = {}): Message {
  return {
    message: `m${number}`,
    number,
    author: { participant: "p2", name: "Luis", role: "attendee" },
    text: `Mensaje ${number}`,
    language: "es",
    at: 1_648_044_000_000 + number * 1000,
    edited_at: null,
    reply_to: null,
    reactions: {},
    ...fields,
  };
}

export function aQuestion(number: number, fields: Partial<Question> = {}): Question {
  return {
    question: `q${number}`,
    number,
    text: `Pregunta ${number}`,
    language: "es",
    asker: { participant: "p2", name: "Luis", role: "attendee" },
    at: 1_648_044_000_000 + number * 1000,
    state: "open",
    answered_at: null,
    ...fields,
  };
}

export function aSession(session: string, starts: number, ends: number, fields: Partial<Session> = {}): Session {
  return { session, title: { en: session }, kind: "plenary", starts, ends, floor: "en", people: [], state: "planned", ...fields };
}

/** A view of chat messages by key. */
export const chatView = (...messages: Message[]) =>
  Object.fromEntries(messages.map((message) => [`chat/${message.message}`, message])) as unknown as Record<string, never>;

/** How many upvoted each question, by key. */
export const upvoteView = (counts: { readonly [question: string]: number }) =>
  Object.fromEntries(Object.entries(counts).map(([question, count]) => [`upvotes/${question}`, count]));

export const questionView = (...questions: Question[]) =>
  Object.fromEntries(questions.map((question) => [`questions/${question.question}`, question])) as unknown as Record<string, never>;
