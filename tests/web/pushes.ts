// What the server pushes, for each panel and page that shows it: values of every key of PROTOCOL.md §6, and every signal of §12.
//
// A push is a delta. Keys that begin with `my/` go in a frame of the reader's own; one that is a frame itself is sent as it is.

import type { DockName } from "@/console/docks";
import type { Changes, ServerFrame } from "@/frames";
import type { PanelName } from "@/panels/tabs";
import { aMessage, aQuestion, aSession } from "./builders";
import { WELCOME, type ScriptedSocket } from "./scripted_server";

export type Push = Readonly<Record<string, unknown>>;

const NOW = WELCOME.now;
export const MO = { participant: "p2", name: "Mo", role: "moderator" } as const;
const IRIS = { participant: "p7", name: "Iris", role: "interpreter" } as const;
export const MODERATOR = {
  ...WELCOME,
  participant: { participant: "p1", name: "Mona", role: "moderator" },
  audience: "backstage",
  capabilities: [
    ...WELCOME.capabilities, "floor.grant", "cue.send", "talk.send", "session.start", "announcement.post", "stage.bring", "room.project", "chat.approve", "report.handle", "room.lock_down",
    "room.guests", "channel.open", "channel.close", "participant.mute", "question.approve", "poll.draft",
  ],
} as const;
export const ATTENDEE = { ...WELCOME, capabilities: [...WELCOME.capabilities, "floor.request", "poll.vote", "cue.acknowledge", "report.file"] } as const;
export const SPEAKER = { ...WELCOME, participant: { participant: "p1", name: "Sofía", role: "speaker" }, audience: "green_room", capabilities: [...WELCOME.capabilities, "stage.slide", "manuscript.hand_in", "manuscript.withdraw", "talk.send", "cue.acknowledge"] } as const;
export const INTERPRETER = { ...WELCOME, participant: IRIS, audience: "booth", capabilities: [...WELCOME.capabilities, "booth.join", "booth.send", "talk.send"] } as const;
export const BASE = {
  moderation: { locked: false, locked_down: false }, chat: { slow_mode_s: 0, hold_all: false }, questions: { mode: "open" }, guests: { welcome: true }, floor: { waiting: 0 },
  stage: { layout: "speaker", holding: null, broadcast: null }, projector: { scene: "all" }, slides: { deck: null, title: null, page: null, pages: null, since: null },
};

const poll = (fields = {}) => ({ poll: "v1", number: 1, kind: "single", text: "Again?", language: "en", options: ["Yes", "No"], most: 1, anonymous: true, reveal: "later", state: "open", revealed: false, opened_at: NOW, closed_at: null, ...fields });
const session = (id: string, from: number, to: number, fields = {}) => aSession(id, NOW + from * 60_000, NOW + to * 60_000, fields);
const question = (number: number, fields = {}) => ({ [`questions/q${number}`]: aQuestion(number, fields) });
const ownQuestion = (state: string, fields = {}) => ({ "my/questions/q5": { question: "q5", text: "Mine", language: "en", at: NOW, anonymous: false, state, ...fields } });
export const hand = (participant: string, number: number, state = "waiting") => ({ participant, name: participant, role: "attendee", number, kind: "microphone", about: `About ${number}`, language: "en", since: NOW, state });
export const cue = (id: string, fields = {}) => ({ cue: id, kind: "wrap_up", to: "speakers", by: MO, at: NOW, until: NOW + 600_000, acknowledged: [], ...fields });
export const said = (number: number, text: string) => ({ talk: `t${number}`, number, circle: "backstage", author: MO, text, language: "en", at: NOW });
const behind = (participant: string, state: string) => ({ participant, name: participant, role: "speaker", state, sources: [], muted: {}, unsuitable: [] });
const onStage = (participant: string, order: number, fields = {}) => ({ [`stage/${participant}`]: { participant, name: participant, role: "speaker", sources: ["microphone"], muted: {}, unsuitable: [], order, ...fields } });
const held = (message: string, state = "held") => ({ message, author: MO, text: message, language: "en", at: NOW, edited_at: null, reply_to: null, state });
const report = (number: number, state = "open") => ({ report: `r${number}`, number, kind: "message", subject: "m1", author: MO, said: `Said ${number}`, said_in: "en", reporter: MO, text: "Rude", language: "en", at: NOW, state });
const announcement = (id: string, fields = {}) => ({ announcement: id, texts: { en: `Announcement ${id}` }, by: MO, at: NOW, until: null, everywhere: false, ...fields });
const booth = (fields = {}) => ({ language: "es", into: "es", members: [MO], on_air: null, since: null, turn_until: null, offer: null, ...fields });
const boothMessage = (id: string, text: string, fields = {}) => ({ message: id, booth: "es", to: "booth", author: MO, text, language: "en", at: NOW, ...fields });
const restricted = (participant: string, fields = {}) => ({ [`moderation/${participant}`]: { participant, name: participant.startsWith("asker:") ? "" : "Nia", muted: true, removed: false, banned: false, ...fields } });
const track = (key: string, text: string, fields = {}) => ({ [`captions/${key}`]: { language: key.split(".")[0], cues: [{ caption: `c-${text}`, start: NOW - 2000, end: NOW - 1000, text, source: key.endsWith("machine") ? "machine" : "human", name: "Carl", ...fields }] } });
const interim = (text: string) => ({ type: "signal", signal: "caption.interim", language: "en", text });
const levels = (of: Record<string, number>) => ({ type: "signal", signal: "media.levels", levels: of });
const channelSound = (fields = {}) => ({ type: "signal", signal: "channel.levels", floor: 20, spoken: "en", channels: { es: { level: 24, silent_s: 0, missed_s: 0, listeners: 12, alarm: false, ...fields } } });
const presence = (counts: Record<string, number>, people: object) => ({ type: "presence", counts, people });
const questionOfPoll = { "polls/v1": poll(), "results/v1": { poll: "v1", ballots: 0, counts: [0, 0] } };

/** The panels of the room, before a moderator. */
export const ROOM: { readonly [panel in PanelName]: readonly Push[] } = {
  chat: [
    { "chat/m1": aMessage(1) }, { "chat/m2": aMessage(2, { text: "Zwei" }) }, { "chat/m1": aMessage(1, { text: "Changed", edited_at: NOW }) }, { "pins/m2": { message: "m2", author: MO, text: "Zwei", language: "de", at: NOW } },
    { "chat/m1": null }, { "chat/m2": aMessage(2, { reactions: { "🎉": 3 } }) }, { "translations/chat/m2": { en: { text: "Two", by: null, engine: "apertium" } } }, { "held/m3": held("m3") },
    { "my/messages/m4": { message: "m4", text: "Waits", language: "en", at: NOW, edited_at: null, reply_to: null, state: "held" } }, { "my/standing": { muted: true } }, { "my/standing": { muted: false }, moderation: { locked: true, locked_down: false } },
  ],
  questions: [
    question(1), { "upvotes/q1": 3 }, question(1, { state: "staged" }), question(2, { text: "Second" }), question(2, { state: "answered", answered_at: NOW, answer: { text: "So", language: "en", to: "all", at: NOW } }), { "questions/q1": null },
    ownQuestion("held"), ownQuestion("open"), ownQuestion("dismissed", { reason: "no_time" }), { questions: { mode: "closed" } },
  ],
  polls: [
    questionOfPoll, { "polls/v1": poll({ text: "Once more?" }) }, { "polls/v1": poll({ state: "closed", revealed: true, closed_at: NOW }), "results/v1": { poll: "v1", ballots: 1, counts: [1, 0] } },
    { "results/v1": { poll: "v1", ballots: 2, counts: [1, 1] } }, { "polls/v1": null, "results/v1": null },
  ],
  people: [
    restricted("p9"), restricted("p9", { removed: true }), restricted("asker:q9"), { "purges/p8": { participant: "p8", name: "Pau", by: MO, at: NOW } }, { "moderation/p9": null },
    presence({ attendee: 2 }, { p5: { name: "Eva", role: "attendee", language: "en" } }), presence({ attendee: 1 }, { p5: null }),
  ],
  sessions: [
    { "sessions/a": session("a", -1, 10) }, { "sessions/a": session("a", -1, 10, { title: { en: "Renamed" } }) }, { "sessions/a": session("a", -1, 15, { planned: { starts: NOW - 60_000, ends: NOW + 600_000 } }) },
    { "sessions/a": session("a", -2, 0, { state: "over" }) },
  ],
};

/** What an attendee's own marks change in a panel: pressed buttons, chosen options. */
export const MARKS: { readonly [panel: string]: readonly Push[] } = {
  chat: [{ "chat/m1": aMessage(1, { reactions: { "🎉": 3 } }) }, { "my/reactions/m1": ["🎉"] }, { "my/reactions/m1": null }],
  questions: [question(1), { "my/upvotes/q1": true }, { "my/upvotes/q1": null }, { "my/reports/q1": true }],
  polls: [questionOfPoll, { "my/polls/v1": { poll: "v1", choices: ["1"] } }, { "my/polls/v1": { poll: "v1", choices: ["2"] } }],
};

/** What stands above the panels, before an attendee. */
export const BAND: readonly Push[] = [
  { "announcements/a": announcement("a") }, { "announcements/a": announcement("a", { texts: { en: "New", es: "Nuevo" } }) }, { "announcements/a": null },
  { floor: { waiting: 2 } }, { "my/hand": { state: "waiting", kind: "microphone", about: "Fares", since: NOW } }, { "my/hand": { state: "declined", kind: "microphone", about: "Fares", since: NOW, note: { text: "Later", language: "en" } } }, { "my/hand": null },
  { "my/cues/k": cue("k", { to: "person", person: { participant: "p1", name: "Ana", role: "attendee" } }) }, { "my/cues/k": null },
  track("es", "Hola"), track("en.machine", "Hello"), track("en", "And now."), interim("To my l"), interim("To my left"),
];

/** The dock's panels: what each holds at first, and what is pushed then. */
export const DOCK: { readonly [panel in DockName]: readonly [Changes, ...Push[]] } = {
  hands: [{ "hands/a": hand("a", 1) }, { "hands/b": hand("b", 2) }, { "hands/a": hand("a", 1, "granted") }, { "hands/b": null, "hands/c": hand("c", 3) }] as never,
  cues: [{ "cues/a": cue("a") }, { "cues/b": cue("b", { kind: "slower" }) }, { "cues/a": cue("a", { acknowledged: [{ ...MO, name: "Sofía" }] }) }, { "cues/b": null }, { "my/cues/c": cue("c", { kind: "louder" }) }] as never,
  polls: [questionOfPoll, { "polls/v1": poll({ text: "Once more?" }) }, { "results/v1": { poll: "v1", ballots: 2, counts: [1, 1] } }, { "polls/v1": poll({ state: "closed", closed_at: NOW }) }, { "polls/v1": null, "results/v1": null }] as never,
  talk: [{ "talk/t1": said(1, "One") }, { "talk/t2": said(2, "Two") }, { "talk/t1": null, "talk/t3": said(3, "Three") }] as never,
  clock: [
    { "sessions/a": session("a", 0, 30), "sessions/b": session("b", 30, 60) },
    { "sessions/a": session("a", 0, 30, { state: "live" }) },
    { "sessions/a": session("a", 0, 40, { state: "live" }), "sessions/b": session("b", 40, 70, { planned: { starts: NOW + 30, ends: NOW + 60 } }) },
  ] as never,
  channels: [
    { "channels/es": { language: "es", on_air: null }, "booths/es": booth() }, { "channels/es": { language: "es", on_air: MO }, "booths/es": booth({ on_air: MO }) }, { "channels/fr": { language: "fr", on_air: null } },
    channelSound(), channelSound({ silent_s: 25, missed_s: 22, alarm: true }), { "booth_messages/b1": boothMessage("b1", "No sound here", { to: "technician", author: IRIS }) }, { "channels/es": null, "booths/es": null },
  ] as never,
  announcements: [{ "announcements/a": announcement("a") }, { "announcements/b": announcement("b") }, { "announcements/a": announcement("a", { texts: { en: "New", es: "Nuevo" } }) }, { "announcements/b": null }] as never,
  stage: [
    { "backstage/a": behind("a", "checking") }, { "backstage/a": behind("a", "ready") }, { ...onStage("a", 1), "backstage/b": behind("b", "away") },
    { stage: { layout: "screen", holding: { text: "Soon", language: "en", until: null }, broadcast: null }, projector: { scene: "way" } },
  ] as never,
  approvals: [{ "held/m1": held("m1") }, { "held/m2": held("m2") }, { "held/m1": held("m1", "dismissed") }, { "held/m2": null, "held/m3": held("m3") }] as never,
  reports: [{ "reports/r1": report(1) }, { "reports/r2": report(2) }, { "reports/r1": report(1, "handled") }, { "reports/r3": report(3) }] as never,
  safety: [
    { "words/und": { language: "und", words: ["spam"] } },
    { chat: { slow_mode_s: 30, hold_all: true }, moderation: { locked: true, locked_down: true } },
    { guests: { welcome: false }, "words/und": { language: "und", words: ["spam", "eggs"], conference: ["casino"] } },
    { "purges/a": { participant: "a", name: "Ana", by: MO, at: NOW } }, { "purges/asker:q9": { participant: "asker:q9", name: "", by: MO, at: NOW } },
  ] as never,
};

/** The queue: what is pushed shows in the column that it belongs to. */
export const QUEUE: readonly Push[] = [
  question(1, { state: "held" }), { "queue/q1": { question: "q1", handled_by: MO, labels: ["money"] } }, question(1, { state: "open" }), { "upvotes/q1": 4 }, { "translations/question/q1": { en: { text: "Question one", by: null, engine: "apertium" } } },
  question(1, { state: "staged" }), question(2, { state: "dismissed" }), { "queue/q2": { question: "q2", reason: "no_time" } }, question(1, { state: "answered", answered_at: NOW, answer: { text: "So", language: "en", to: "asker", at: NOW } }),
  question(3, { state: "held", asker: null, anonymous: true, alias: "asker:q3" }), { questions: { mode: "closed" } },
];
/** What stands over the board whatever is open. */
export const SIGNS: readonly Push[] = [
  { translation: { state: "failing", engine: "apertium", reason: "It does not answer", since: NOW } }, { "cues/k": cue("k", { kind: "help", to: "staff" }) }, { "channels/es": { language: "es", on_air: IRIS } }, channelSound({ silent_s: 30, missed_s: 25, alarm: true }),
];

const manuscript = (participant: string, text: string): Push => ({ [`manuscripts/${participant}`]: { owner: { participant, name: participant, role: "speaker" }, text, language: "es", at: NOW } });

/** Pages that are one panel, before whoever works there. */
export const PAGES = {
  projector: [question(1), { "upvotes/q1": 2 }, question(1, { state: "staged" }), { ...questionOfPoll, "polls/v1": poll({ revealed: true }) }, { projector: { scene: "holding" } }, { projector: { scene: "poll" } }, { projector: { scene: "question" } }],
  prompter: [question(1), question(1, { state: "staged" }), { "cues/k": cue("k", { to: "staff" }) }, { "cues/k": null }, { "sessions/a": session("a", -1, 10) }, question(1, { state: "answered" })],
  captioner: [track("en", "One"), { "captioning/en": { language: "en", turn: { ...MO, name: "Carl", role: "captioner" } } }, { "captioning/en": null }, track("en", "Mended", { corrected: "Carl" }), { ...onStage("a", 1, { language: "es" }) }, levels({ a: 20 }), manuscript("b", "Hola"), manuscript("a", "Buenos días")],
  green_room: [
    { "backstage/a": behind("a", "ready") }, { "decks/d1": { deck: "d1", title: "My slides", pages: 3, owner: { ...MO, participant: "p1" }, at: NOW } }, { slides: { deck: "d1", title: "My slides", page: 3, pages: 3, since: NOW } }, { "cues/k": cue("k") }, { "talk/t1": said(1, "One") }, { "decks/d1": null }, manuscript("p1", "Good morning"), { "manuscripts/p1": null },
  ],
  booth: [
    { "channels/es": { language: "es", on_air: null }, "booths/es": booth({ members: [IRIS, MO] }) }, { "my/booth/b1": boothMessage("b1", "Take over?") }, { "booths/es": booth({ members: [IRIS, MO], on_air: MO, since: NOW }), "channels/es": { language: "es", on_air: MO } }, question(1, { state: "held" }),
    { "translations/question/q1": { en: { text: "Question one", by: null, engine: "apertium" } } }, { "my/booth/b1": null }, manuscript("a", "Buenos días"), { "manuscripts/a": null },
  ],
} satisfies { readonly [page: string]: readonly Push[] };

/** What the player heeds: whoever is on, the server's wish for another way, and an engine that is back. */
export const PLAYER: readonly Push[] = [onStage("a", 1, { sources: ["camera", "microphone"] }), { type: "signal", signal: "watch", path: "hls" }, { type: "signal", signal: "media.restarted" }];

/** Signals that no page shows, with why. */
export const UNSHOWN: { readonly [signal: string]: string } = { "media.closed": "whoever sends or receives learns it from their own connection, which is closed" };

export const ALL: readonly Push[] = [
  ...Object.values(ROOM), ...Object.values(MARKS), BAND, ...Object.values(DOCK), QUEUE, SIGNS, ...Object.values(PAGES), PLAYER,
].flat();

/** Says a push in the frames that the server says it in. */
export function say(socket: ScriptedSocket, push: Push, offset: number): void {
  if ("type" in push) return socket.say(push as unknown as ServerFrame);
  const [own, shared] = [true, false].map((mine) => Object.fromEntries(Object.entries(push).filter(([key]) => key.startsWith("my/") === mine)) as Changes) as [Changes, Changes];
  if (Object.keys(own).length > 0) socket.say({ type: "own", reset: false, changes: own });
  socket.say({ type: "delta", position: `e:${offset}`, changes: shared });
}
