// @vitest-environment happy-dom
// What people wrote in the reader's language: whose translation it is, the original, and its correction.

import { signal } from "@preact/signals";
import { options, render } from "preact";
import { afterEach, expect, test } from "vitest";

import { RoomContext } from "@/context";
import type { Changes, Welcome } from "@/frames";
import { App } from "@/panels/app";
import { LanguagePanel } from "@/panels/language_panel";
import { aMessage, aQuestion, aRoom, chatView, questionView } from "./builders";
import { WELCOME } from "./scripted_server";

options.requestAnimationFrame = (effects) => queueMicrotask(effects);
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
const one = <E extends HTMLElement>(selector: string) => {
  const element = document.querySelector<E>(selector);
  if (element === null) throw new Error(`nothing is ${selector}`);
  return element;
};
const press = (name: string) => {
  const found = [...document.querySelectorAll<HTMLElement>("button")].find((each) => each.textContent?.trim() === name);
  if (found === undefined) throw new Error(`no button is called ${name}`);
  found.click();
  return settled();
};
const BASE: Changes = { moderation: { locked: false }, chat: { slow_mode_s: 0 }, questions: { mode: "open" } };
const MADE: Changes = { "translations/chat/m1": { en: { text: "Good day", by: null, engine: "apertium" }, fr: { text: "Bonjour", by: null, engine: "apertium" } } };
const INTERPRETER = { ...WELCOME, capabilities: [...WELCOME.capabilities, "translation.correct"] } as Welcome;

afterEach(() => {
  render(null, document.body);
  document.body.replaceChildren();
});

async function shown(view: Changes, welcome: Welcome = WELCOME as Welcome) {
  const held = await aRoom();
  held.server.socket.welcome({ ...BASE, ...view }, "e:1", welcome as typeof WELCOME);
  render(<RoomContext.Provider value={held.room}><App layout={signal("wide")} /><LanguagePanel /></RoomContext.Provider>, document.body);
  await settled();
  return held;
}

const spanish = chatView(aMessage(1, { message: "m1", text: "Buenos días", language: "es" }));
const texts = () => [...document.querySelectorAll<HTMLElement>(".message .written")].map((each) => [each.lang, each.textContent]);

test("a translation stands below the original, is labelled, and both bear their language", async () => {
  await shown({ ...spanish, ...MADE });
  expect(texts()).toEqual([["es", "Buenos días"], ["en", "Good day"]]);
  expect(one(".translated-label").textContent).toBe("Automatic translation");
});

test("in place of the original, the original is one press away", async () => {
  const { room } = await shown({ ...spanish, ...MADE });
  room.choice.set({ translations: "instead" });
  await settled();
  expect(texts()).toEqual([["en", "Good day"]]);
  await press("Show the original (Spanish)");
  expect(texts()).toEqual([["en", "Good day"], ["es", "Buenos días"]]);
});

test("what somebody reads well is not translated at them, and nothing is when they want none", async () => {
  const { room } = await shown({ ...spanish, ...MADE });
  room.choice.set({ understands: ["es"] });
  await settled();
  expect(texts()).toEqual([["es", "Buenos días"]]);
  room.choice.set({ understands: null, translations: "off" });
  await settled();
  expect(texts()).toEqual([["es", "Buenos días"]]);
});

test("a corrected translation bears its translator's name", async () => {
  await shown({ ...spanish, "translations/chat/m1": { en: { text: "Good morning", by: "Inés" } } });
  expect(one(".translated-label").textContent).toBe("Translated by Inés");
});

test("an interpreter corrects a translation, and what is refused is back in the box beside the newer one", async () => {
  const question = { ...questionView(aQuestion(1, { question: "q1", text: "¿Por qué?", language: "es", state: "open" })), "translations/question/q1": { en: { text: "Why does?", by: null, engine: "apertium" } } };
  const { server } = await shown(question, INTERPRETER);
  await press("Correct");
  const box = one<HTMLTextAreaElement>(".correction textarea");
  expect(box.value).toBe("Why does?");
  box.value = "Why?";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  await settled();
  await press("Save");
  const [given] = server.socket.commands;
  expect(given!.command).toEqual({ type: "translation.correct", about: "question/q1", language: "en", text: "Why?", seen: "Why does?" });
  server.socket.say({ type: "delta", position: "e:2", changes: { "translations/question/q1": { en: { text: "What for?", by: "Mary" } } } });
  server.socket.say({ type: "reply", id: given!.id, code: "translation.edited", data: { about: "question/q1", name: "Mary" }, temporary: false });
  await settled();
  expect(one<HTMLTextAreaElement>(".correction textarea").value).toBe("Why?");
  expect(one(".correction .notice").textContent).toContain("What for?");
  await press("Save");
  expect(server.socket.commands.at(-1)!.command).toEqual({ type: "translation.correct", about: "question/q1", language: "en", text: "Why?", seen: "What for?" });
});

test("an attendee finds nothing to correct", async () => {
  await shown({ ...spanish, ...MADE });
  expect(document.querySelector(".translated .link-button")).toBeNull();
});

test("staff see a sign when the engine fails", async () => {
  await shown({ translation: { state: "failing", engine: "deepl", reason: "no answer within 15 s", since: 1 } });
  expect(one(".translation-sign").textContent).toContain("no answer within 15 s");
});

test("the language panel keeps what is chosen on the server, for this room alone", async () => {
  const { server } = await shown({ ...spanish, ...MADE });
  await press("Languages");
  const spanishToo = [...document.querySelectorAll<HTMLInputElement>(".language-dialog input[type=checkbox]")].find((each) => each.parentElement!.textContent!.includes("Spanish"))!;
  spanishToo.click();
  await settled();
  expect(server.socket.heard.at(-1)).toEqual({ type: "choice", choice: { understands: ["en", "es"], sound: null, captions: null, translations: null, share: null } });
  expect(texts()).toEqual([["es", "Buenos días"]]);
  await press("Let everything follow one language");
  expect(texts()).toHaveLength(2);
});

test("the share of the original is the listener's own, and over the broadcast it says why it is not", async () => {
  const { room } = await shown({ "channels/es": { language: "es", on_air: null } });
  room.choice.channels.value = ["es"];
  room.choice.set({ share: 0.4 });
  await press("Languages");
  const slider = () => one<HTMLInputElement>(".language-share");
  const said = () => document.getElementById(slider().getAttribute("aria-describedby")!)!.textContent;
  expect([slider().disabled, slider().value, said()]).toEqual([false, "0.4", "The original comes back by itself while the interpreter is silent."]);
  room.choice.mixed.value = true;
  await settled();
  expect([slider().disabled, slider().value]).toEqual([true, "0.2"]);
  expect(said()).toContain("You are watching the broadcast");
  room.choice.mixed.value = false;
  await settled();
  expect(slider().value).toBe("0.4");
});
