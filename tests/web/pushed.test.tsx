// @vitest-environment happy-dom
// What the server pushes is right in every panel and page, whether it was open all the while, closed, or behind another one.

import { signal } from "@preact/signals";
import { options, render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { App as GreenRoomApp } from "@/backstage/app";
import { GreenRoom } from "@/backstage/green_room";
import { App as BoothApp } from "@/booth/app";
import { Booth } from "@/booth/booth";
import { Captioner } from "@/captioning/captioner";
import { Console } from "@/console/app";
import { COLUMNS } from "@/console/board";
import { Desk } from "@/console/desk";
import type { DockName } from "@/console/docks";
import { Projector } from "@/console/projector";
import { Prompter } from "@/console/prompter";
import { RoomContext } from "@/context";
import { App } from "@/panels/app";
import type { PanelName } from "@/panels/tabs";
import type { LiveRoom } from "@/room";
import PROTOCOL from "../../PROTOCOL.md?raw";
import { aMessage, aRoom } from "./builders";
import { problem, ScriptedDoor } from "./media/connections";
import { ALL, ATTENDEE, BAND, BASE, DOCK, INTERPRETER, MARKS, MODERATOR, PAGES, PLAYER, QUEUE, ROOM, say, SIGNS, SPEAKER, UNSHOWN, type Push } from "./pushes";

options.requestAnimationFrame = (effects) => queueMicrotask(effects);
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
const text = (selector: string) => document.querySelector(selector)?.textContent ?? "nothing";
/** What is shown, and what of it is pressed or chosen; the names of elements differ from one drawing to another. */
const marked = (selector: string) => () => {
  const shown = (document.querySelector(selector)?.innerHTML ?? "nothing").replace(/ (id|for|name|aria-labelledby|aria-controls|aria-describedby)="[^"]*"/g, "");
  return shown + [...document.querySelectorAll<HTMLInputElement>(`${selector} input`)].map(({ checked }) => checked).join();
};
const choose = (panel: string) => document.getElementById(`tab-${panel}`)!.click();
const clear = () => {
  render(null, document.body);
  document.body.replaceChildren();
};

beforeEach(() => {
  vi.stubGlobal("fetch", new ScriptedDoor().fetch);
  vi.stubGlobal("RTCRtpSender", {});
});
afterEach(() => {
  clear();
  vi.unstubAllGlobals();
});

interface Seen {
  readonly pushes: readonly Push[];
  readonly view: (room: LiveRoom) => preact.ComponentChild;
  readonly welcome?: object;
  readonly held?: object;
  /** What is done before the pushes: another tab is chosen, a panel opened. */
  readonly before?: () => void;
  /** What is looked at; each push must change it. */
  readonly changing?: () => string;
  /** What is done after them. */
  readonly after?: () => void;
}

/** Pushes one thing after the other into what is drawn, and lets it stand. */
async function push({ pushes, view, welcome = MODERATOR, held = {}, before, changing, after }: Seen): Promise<void> {
  clear();
  const { room, server, clock } = await aRoom();
  server.socket.welcome({ ...BASE, ...held } as never, "e:1", welcome as never);
  render(<RoomContext.Provider value={room}>{view(room)}</RoomContext.Provider>, document.body);
  await settled();
  before?.();
  await settled();
  for (const [place, each] of pushes.entries()) {
    const was = changing?.();
    // Who speaks is looked at over some seconds.
    for (let time = 0; time < ("levels" in each ? 2 : 1); time += 1) {
      if ("levels" in each) clock.wind(2_000);
      say(server.socket, each, place + 2);
      await settled();
    }
    if (changing !== undefined) expect(changing(), `push ${place + 1} shows nothing: ${JSON.stringify(each)}`).not.toBe(was);
  }
  after?.();
  await settled();
}

const app = () => <App layout={signal("narrow" as const)} />;
const consoleOf = (layout: "wide" | "narrow", made?: (desk: Desk) => void) => (room: LiveRoom) => {
  const desk = new Desk(room);
  made?.(desk);
  return <Console desk={desk} layout={signal(layout)} />;
};

test("every key and every signal of the protocol is pushed somewhere here", () => {
  const section = (number: number) => PROTOCOL.split(`\n## ${number}. `)[1]!.split("\n## ")[0]!;
  const named = (number: number) => [...section(number).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name!);
  const keys = new Set(ALL.flatMap((each) => ("type" in each ? [] : Object.keys(each))));
  const signals = new Set([...ALL.flatMap((each) => ("signal" in each ? [each.signal] : [])), ...Object.keys(UNSHOWN)]);
  const like = (pattern: string) => new RegExp(`^${pattern.replace(/<\w+>/g, "[^/]+")}$`);
  expect(named(6).length).toBeGreaterThan(40);
  expect(named(6).filter((pattern) => ![...keys, ...Object.keys(BASE)].some((key) => like(pattern).test(key)))).toEqual([]);
  expect(named(12).filter((name) => !signals.has(name))).toEqual([]);
});

test.each(Object.keys(ROOM) as PanelName[])("%s of the room shows the same, whether its tab was chosen or another one", async (name) => {
  const seen = { pushes: ROOM[name], view: app };
  await push({ ...seen, before: () => choose(name), changing: () => text(`#panel-${name}`) });
  const open = text(`#panel-${name}`);
  await push({ ...seen, before: () => choose(name === "chat" ? "people" : "chat"), after: () => choose(name) });
  expect(text(`#panel-${name}`)).toBe(open);
});

test.each(Object.keys(MARKS))("what an attendee did in %s is marked, whether its tab was chosen or another one", async (name) => {
  const [seen, look] = [{ pushes: MARKS[name]!, view: app, welcome: ATTENDEE }, marked(`#panel-${name}`)];
  await push({ ...seen, before: () => choose(name), changing: look });
  const open = look();
  await push({ ...seen, before: () => choose("people"), after: () => choose(name) });
  expect(look()).toBe(open);
});

test("announcements, cues, the hand and captions, also those being spoken, stand above every tab", async () => {
  const shown: string[] = [];
  for (const tab of ["chat", "sessions", "questions", "polls", "people"]) {
    // Who reads English reads it also where English is spoken, as those do who do not hear well.
    const view = (room: LiveRoom) => (room.choice.set({ captions: "en" }), app());
    await push({ pushes: BAND, view, welcome: ATTENDEE, before: () => choose(tab), changing: marked(".room-band") });
    shown.push(text(".room-band"));
  }
  expect(new Set(shown).size).toBe(1);
});

// The player's part is loaded when it is wanted, which takes a busy machine a while.
const AT_LEISURE_MS = 10_000;

test("the player heeds what the server wants of it on every tab", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  for (const tab of ["chat", "people"]) {
    const door = new ScriptedDoor();
    door.script = ({ address }) => (address.includes("/watch/") ? problem(503, "media.restarting") : null);
    vi.stubGlobal("fetch", door.fetch);
    clear();
    const { room, server } = await aRoom();
    server.socket.welcome(BASE as never, "e:1", ATTENDEE as never);
    render(<RoomContext.Provider value={room}>{app()}</RoomContext.Provider>, document.body);
    choose(tab);
    for (const [place, each] of PLAYER.entries()) {
      say(server.socket, each, place + 2);
      // Each makes it ask for its way once more.
      await vi.waitFor(() => expect(door.asked.filter(({ address }) => address.includes("/watch/"))).toHaveLength(place + 1), AT_LEISURE_MS);
    }
  }
}, 2 * AT_LEISURE_MS);

const dockText = (name: DockName) => text(`.dock[data-dock=${name}] .dock-scroll`);

test.each(Object.keys(DOCK) as DockName[])("%s of the dock shows the same, whether it was open, closed or behind another panel", async (name) => {
  const [held, ...pushes] = DOCK[name];
  const other: DockName = name === "hands" ? "cues" : "hands";
  for (const layout of ["wide", "narrow"] as const) {
    let desk!: Desk;
    const shownAfter = async (open: DockName | null) => {
      const view = consoleOf(layout, (made) => ((desk = made).dock.value = open));
      const changing = open === name ? { changing: () => dockText(name) } : {};
      await push({ pushes, view, held: { "chat/m1": aMessage(1), ...held }, after: () => (desk.dock.value = name), ...changing });
      return dockText(name);
    };
    const open = await shownAfter(name);
    expect(open).not.toBe("nothing");
    expect(await shownAfter(null)).toBe(open);
    expect(await shownAfter(other)).toBe(open);
  }
});

test("the queue's columns show the same, side by side, on another tab, and behind a panel of the dock", async () => {
  let desk!: Desk;
  const shown = async (layout: "wide" | "narrow", before: () => void, changing?: () => string) => {
    await push({ pushes: QUEUE, view: consoleOf(layout, (made) => (desk = made)), before, ...(changing ? { changing } : {}), after: () => (desk.dock.value = null) });
    return COLUMNS.map((column) => text(`#column-${column} .column-scroll`));
  };
  const open = await shown("wide", () => undefined, () => `${text(".board")} ${marked(".tools")()}`);
  expect(await shown("narrow", () => document.getElementById("column-tab-dismissed")!.click())).toEqual(open);
  expect(await shown("narrow", () => (desk.dock.value = "talk"))).toEqual(open);
});

test("what staff must not miss stands over the board, whatever is open", async () => {
  for (const dock of [null, "talk", "safety"] as const) {
    await push({ pushes: SIGNS.slice(0, 2), view: consoleOf("narrow", (desk) => (desk.dock.value = dock)), changing: () => text(".console") });
    await push({ pushes: SIGNS, view: consoleOf("wide", (desk) => (desk.dock.value = dock)) });
    expect([text(".translation-sign"), text(".cues"), text(".channel-alarm")].map((each) => each.length > 10)).toEqual([true, true, true]);
  }
});

const PAGE_VIEWS: { readonly [page in keyof typeof PAGES]: readonly [(room: LiveRoom) => preact.ComponentChild, object] } = {
  projector: [() => <Projector />, MODERATOR],
  prompter: [() => <Prompter />, MODERATOR],
  captioner: [() => <Captioner tongue="en" feed="" />, { ...ATTENDEE, participant: { participant: "p4", name: "Cleo", role: "captioner" }, audience: "green_room" }],
  green_room: [(room) => <GreenRoomApp greenRoom={new GreenRoom(room)} />, SPEAKER],
  booth: [(room) => <BoothApp booth={new Booth(room, "es")} />, INTERPRETER],
};

test.each(Object.keys(PAGES) as (keyof typeof PAGES)[])("the page of the %s follows everything that is pushed", async (name) => {
  const [view, welcome] = PAGE_VIEWS[name];
  await push({ pushes: PAGES[name], view, welcome, changing: marked("body") });
});
