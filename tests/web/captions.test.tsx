// @vitest-environment happy-dom
// Captions: whose are read, what is not final, a captioner's place, and recognition in the speaker's own browser.

import { options, render } from "preact";
import type { ComponentChild } from "preact";
import { afterEach, expect, test } from "vitest";

import { Captioner } from "@/captioning/captioner";
import { Recognition } from "@/captioning/recognition";
import { captionLanguages, floorLanguage, readIn, type Cue } from "@/captions";
import { RoomContext } from "@/context";
import type { Changes } from "@/frames";
import { Captions } from "@/panels/captions";
import { aRoom } from "./builders";
import { WELCOME } from "./scripted_server";

options.requestAnimationFrame = (effects) => queueMicrotask(effects);
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
const one = <E extends HTMLElement>(selector: string) => {
  const element = document.querySelector<E>(selector);
  if (element === null) throw new Error(`nothing is ${selector}`);
  return element;
};
const NOW = 1_648_044_000_000;
const cue = (caption: string, text: string, fields: Partial<Cue> = {}): Cue => ({ caption, start: NOW - 2000, end: NOW - 1000, text, source: "human", name: "Carl", ...fields });
const track = (key: string, language: string, ...cues: Cue[]): Changes => ({ [`captions/${key}`]: { language, cues } as unknown as Changes[string] });
const write = (selector: string, text: string) => {
  const box = one<HTMLTextAreaElement>(selector);
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return settled();
};
const key = (selector: string, name: string, more: KeyboardEventInit = {}) => {
  one(selector).dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
  return settled();
};

afterEach(() => {
  render(null, document.body);
  document.body.replaceChildren();
});

async function shown(child: ComponentChild, view: Changes = {}) {
  const held = await aRoom();
  held.server.socket.welcome({ moderation: { locked: false }, ...view }, "e:1", WELCOME);
  render(<RoomContext.Provider value={held.room}>{child}</RoomContext.Provider>, document.body);
  await settled();
  return held;
}

test("people's captions are read while somebody captions, and a machine's when nobody does", async () => {
  const view = { ...track("en", "en", cue("c1", "Good morning", { start: NOW - 90_000, end: NOW - 80_000 })), ...track("en.machine", "en", cue("c2.en", "Welcome", { source: "machine" })) };
  const { room, server } = await shown(null, view);
  expect(readIn(room, "en-GB", NOW).map(({ text }) => text)).toEqual(["Welcome"]);
  server.socket.say({ type: "delta", position: "e:2", changes: track("en", "en", cue("c3", "Hello again")) });
  expect(readIn(room, "en", NOW).map(({ text }) => text)).toEqual(["Hello again"]);
  expect(captionLanguages(room)).toEqual(["en"]);
});

test("the floor's language is that of the newest words, whatever the programme says", async () => {
  const { room } = await shown(null, { ...track("es", "es", cue("c1", "Hola", { end: NOW - 5000 })), ...track("fr", "fr", cue("c2", "Bonjour")), ...track("en.machine", "en", cue("c3", "Hi", { source: "machine", end: NOW })) });
  expect(floorLanguage(room)).toBe("fr");
});

test("the floor's language goes with who speaks, and captions with it", async () => {
  const on = (participant: string, order: number, language: string) => ({ [`stage/${participant}`]: { participant, name: participant, role: "speaker", sources: ["microphone"], muted: {}, order, language } });
  const { room, server, clock } = await shown(<Captioner tongue="es" feed="" />, { ...on("p5", 1, "es"), ...on("p6", 2, "en"), ...track("es", "es", cue("c1", "Buenos días")) } as never);
  const speaks = async (participant: string) => {
    for (let time = 0; time < 2; time += 1) {
      clock.wind(2_000);
      server.socket.say({ type: "signal", signal: "media.levels", levels: { p5: 127, p6: 127, [participant]: 20, p9: 1 } } as never);
    }
    await settled();
  };
  await speaks("p5");
  expect(floorLanguage(room)).toBe("es");
  expect(one(".captioner-floor").dataset.here).toBe("true");
  await speaks("p6");
  expect(floorLanguage(room)).toBe("en");
  expect(one<HTMLAnchorElement>(".captioner-floor a").href).toContain("/captions/plenary/en");
  // What was said in Spanish before is not what is being said: its reader goes over to the translation at once.
  const now = clock.now() + 500;
  server.socket.say({ type: "delta", position: "e:2", changes: { ...track("en", "en", cue("c2", "Thank you", { start: now, end: now + 400 })), ...track("es.machine", "es", cue("c2.es", "Gracias", { start: now, end: now + 400, source: "machine", of: "c2" })) } });
  expect(readIn(room, "es", now + 500).map(({ text }) => text)).toEqual(["Gracias"]);
});

test("captions come by themselves when the floor is not understood, in the reader's language, and say when a machine made them", async () => {
  await shown(<Captions />, { ...track("es", "es", cue("c1", "Buenos días")), ...track("en.machine", "en", cue("c1.en", "Good day", { source: "machine", of: "c1" })) });
  const lines = one(".caption-lines");
  expect([lines.lang, lines.textContent!.trim()]).toEqual(["en", "Good day"]);
  expect(one(".caption-source").textContent).toBe("Automatic translation");
});

test("over the broadcast captions are on the picture's clock: nothing is read before it is said", async () => {
  const { room, server, clock } = await shown(<Captions />, track("en", "en", cue("c1", "Said before", { start: NOW - 9000, end: NOW - 8000 }), cue("c2", "Just said", { start: NOW - 2000, end: NOW - 1000 })));
  room.choice.set({ captions: "en" });
  room.behind.value = 4_000;
  await settled();
  expect(one(".caption-lines").textContent!.trim()).toBe("Said before");
  server.socket.say({ type: "signal", signal: "caption.interim", language: "en", text: "And now" });
  await settled();
  expect(document.querySelector(".caption-interim")).toBeNull();
  clock.wind(4_000);
  await settled();
  expect(one(".caption-lines").textContent!.replace(/\s+/g, " ").trim()).toBe("Said before Just said And now");
});

test("a second row shows another language, and an unfinished line stands after the last", async () => {
  const { room, server } = await shown(<Captions />, { ...track("es", "es", cue("c1", "Buenos días.")), ...track("en", "en", cue("c2", "Good morning.")) });
  room.choice.set({ captions: "en" });
  room.looks.set({ second: "es" });
  server.socket.say({ type: "signal", signal: "caption.interim", language: "es", text: "Hoy habl" });
  await settled();
  expect([...document.querySelectorAll<HTMLElement>(".caption-lines")].map((each) => [each.lang, each.textContent!.replace(/\s+/g, " ").trim()])).toEqual([["en", "Good morning."], ["es", "Buenos días. Hoy habl"]]);
});

test("an unfinished line is forgotten when nothing follows", async () => {
  const { room, server, clock } = await shown(null);
  server.socket.say({ type: "signal", signal: "caption.interim", language: "es-MX", text: "Hoy" });
  expect(room.interim.of("es")).toBe("Hoy");
  clock.wind(8_000);
  expect(room.interim.of("es")).toBe("");
});

test("captions that were switched off are off, and nothing stands there while nobody captions", async () => {
  const { room, server } = await shown(<Captions />);
  expect(document.querySelector(".captions")).toBeNull();
  server.socket.say({ type: "delta", position: "e:2", changes: track("es", "es", cue("c1", "Hola")) });
  room.choice.set({ captions: "off" });
  await settled();
  expect(document.querySelector(".caption-rows")).toBeNull();
  expect(one(".captions-bar").textContent).toContain("Captions: off");
});

test("a captioner types, tells what is not final, and sends by Enter", async () => {
  const { server, room } = await shown(<Captioner tongue="es" feed="https://x.test/captions/t" />);
  // What a key puts into the line is in the captions' language, beside an English page.
  Object.assign(room.page, { phrases: ["aplausos"] });
  await write("#captioner-box", "Buenos días");
  expect(server.socket.heard.at(-1)).toEqual({ type: "signal", signal: "caption.interim", language: "es", text: "Buenos días" });
  await key("#captioner-box", "1", { altKey: true });
  expect(one<HTMLTextAreaElement>("#captioner-box").value).toBe("Buenos días [aplausos]");
  await key("#captioner-box", "Enter");
  expect(server.socket.commands.map(({ command }) => command)).toEqual([{ type: "caption.write", language: "es", text: "Buenos días [aplausos]", started: NOW }]);
  expect(one<HTMLTextAreaElement>("#captioner-box").value).toBe("");
});

test("the arrow up opens the last line, and Enter corrects it", async () => {
  const { server } = await shown(<Captioner tongue="es" feed="" />, track("es", "es", cue("c1", "Hola"), cue("c2", "Buenos dias", { start: NOW })));
  await key("#captioner-box", "ArrowUp");
  await write(".captioner-line .input", "Buenos días");
  await key(".captioner-line .input", "Enter");
  expect(server.socket.commands.map(({ command }) => command)).toEqual([{ type: "caption.correct", caption: "c2", text: "Buenos días" }]);
});

test("without the turn nothing is sent and nothing is lost", async () => {
  const { server } = await shown(<Captioner tongue="es" feed="" />, { "captioning/es": { language: "es", turn: { participant: "p9", name: "Mary", role: "captioner" } } });
  await write("#captioner-box", "Preparado");
  await key("#captioner-box", "Enter");
  expect(server.socket.commands).toEqual([]);
  expect(one<HTMLTextAreaElement>("#captioner-box").value).toBe("Preparado");
  expect(one(".captioner-turn").textContent).toBe("Mary has the turn.");
  [...document.querySelectorAll("button")].find((each) => each.textContent === "Take over")!.click();
  expect(server.socket.commands.at(-1)!.command).toEqual({ type: "caption.take_turn", language: "es" });
});

test("a browser that cannot recognise says so; one that can waits to be asked and hands in what was said", async () => {
  const held = await shown(<Recognition language="en" />);
  expect(document.body.textContent).toContain("cannot make captions");
  render(null, document.body);
  const made: FakeRecogniser[] = [];
  class FakeRecogniser {
    lang = "";
    started = 0;
    onresult: ((result: unknown) => void) | null = null;
    onend: (() => void) | null = null;
    constructor() {
      made.push(this);
    }
    start(): void {
      this.started += 1;
    }
    stop(): void {}
  }
  Object.assign(globalThis, { webkitSpeechRecognition: FakeRecogniser });
  try {
    render(<RoomContext.Provider value={held.room}><Recognition language="en" /></RoomContext.Provider>, document.body);
    await settled();
    expect(document.body.textContent).toContain("outside of Puente");
    expect(made).toHaveLength(0);
    one<HTMLInputElement>("input[type=checkbox]").click();
    await settled();
    const [recogniser] = made;
    recogniser!.onresult!({ resultIndex: 0, results: [Object.assign([{ transcript: "Good " }], { isFinal: false })] });
    expect(held.server.socket.heard.at(-1)).toMatchObject({ signal: "caption.interim", text: "Good" });
    recogniser!.onresult!({ resultIndex: 0, results: [Object.assign([{ transcript: "Good morning" }], { isFinal: true })] });
    expect(held.server.socket.commands.at(-1)!.command).toMatchObject({ type: "caption.write", language: "en", text: "Good morning", recognised: true });
    recogniser!.onend!();
    expect(recogniser!.started).toBe(2);
  } finally {
    Reflect.deleteProperty(globalThis, "webkitSpeechRecognition");
  }
});
