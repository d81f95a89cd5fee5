// @vitest-environment happy-dom
// The panels in a document: what people see and can press, and what is sent for it.

import { signal } from "@preact/signals";
import { options, render } from "preact";
import { afterEach, expect, test, vi } from "vitest";

import { RoomContext } from "@/context";
import { followLanguageLinks, inLanguage, switchLanguage } from "@/language_switch";
import type { Layout } from "@/layout";
import { App } from "@/panels/app";
import type { LiveRoom } from "@/room";
import type { Changes } from "@/frames";
import { aMessage, aQuestion, aRoom, chatView, questionView, upvoteView } from "./builders";
import { WELCOME } from "./scripted_server";

const MODERATOR = {
  ...WELCOME,
  participant: { participant: "p1", name: "Mona", role: "moderator" },
  audience: "backstage",
  capabilities: [...WELCOME.capabilities, "participant.mute", "question.approve", "room.lock", "chat.slow_mode", "question.set_mode"],
} as const;
const BASE: Changes = { moderation: { locked: false }, chat: { slow_mode_s: 0 }, questions: { mode: "moderated" } };

function show(room: LiveRoom, layout: Layout = "wide"): void {
  render(<RoomContext.Provider value={room}><App layout={signal(layout)} /></RoomContext.Provider>, document.body);
}

// Effects follow their rendering at once, so that all is done when the queue of small tasks is empty.
options.requestAnimationFrame = (effects) => queueMicrotask(effects);
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
const one = <E extends HTMLElement>(selector: string) => {
  const element = document.querySelector<E>(selector);
  if (element === null) throw new Error(`nothing is ${selector}`);
  return element;
};
const button = (name: string) => {
  const found = [...document.querySelectorAll<HTMLElement>("button")].find((each) => (each.getAttribute("aria-label") ?? each.textContent)?.trim() === name);
  if (found === undefined) throw new Error(`no button is called ${name}`);
  return found;
};
const type = (selector: string, text: string) => {
  const box = one<HTMLTextAreaElement>(selector);
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
};
const press = (selector: string, key: string, more: KeyboardEventInit = {}) =>
  one(selector).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));

afterEach(() => {
  render(null, document.body);
  document.body.replaceChildren();
});

async function aShownRoom({ view = {}, welcome = WELCOME, layout = "wide" as Layout } = {}) {
  const held = await aRoom();
  held.server.socket.welcome({ ...BASE, ...view }, "e:1", welcome as typeof WELCOME);
  show(held.room, layout);
  await settled();
  return held;
}

test("Enter sends, Shift+Enter and a composing Enter do not", async () => {
  const { server } = await aShownRoom();
  type("#chat-composer", " Hola ");
  await settled();
  press("#chat-composer", "Enter", { shiftKey: true });
  press("#chat-composer", "Enter", { isComposing: true });
  expect(server.socket.commands).toEqual([]);
  press("#chat-composer", "Enter");
  expect(server.socket.commands.map(({ command }) => command)).toEqual([{ type: "chat.send", text: "Hola" }]);
  await settled();
  expect(one<HTMLTextAreaElement>("#chat-composer").value).toBe("");
  expect(one(".pending").textContent).toContain("Sending…");
  server.socket.hangUp(4001);
  await settled();
  expect(one(".pending").textContent).toContain("Waits for the connection");
});

test("a text over the limit is counted and not sent", async () => {
  const { server } = await aShownRoom();
  type("#chat-composer", "x".repeat(2_003));
  await settled();
  press("#chat-composer", "Enter");
  expect(server.socket.commands).toEqual([]);
  expect(document.body.textContent).toContain("3 characters too many");
  expect(one("#chat-composer").getAttribute("aria-invalid")).toBe("true");
});

test("what people write is text, its links are safe, and its language is marked", async () => {
  await aShownRoom({ view: chatView(aMessage(1, { text: "<img src=x onerror=alert(1)> https://example.org" })) });
  const written = one(".message .written");
  expect(written.querySelector("img")).toBeNull();
  expect(written.lang).toBe("es");
  expect(one(".message .badge-language").textContent).toContain("Spanish");
  const link = one<HTMLAnchorElement>(".message a");
  expect([link.target, link.rel]).toEqual(["_blank", "noopener noreferrer nofollow ugc"]);
});

test("one's own message is edited in its place", async () => {
  const { server } = await aShownRoom({ view: chatView(aMessage(1, { author: WELCOME.participant, text: "Hla" })) });
  one(".message-more").click();
  await settled();
  button("Edit").click();
  await settled();
  type(".edit-box textarea", "Hola");
  await settled();
  press(".edit-box textarea", "Enter");
  expect(server.socket.commands.map(({ command }) => command)).toEqual([{ type: "chat.edit", message: "m1", text: "Hola" }]);
  await settled();
  expect(one(".message").textContent).toContain("Saving…");
});

test("only an author deletes their message, and is asked before", async () => {
  const { server } = await aShownRoom({ view: chatView(aMessage(1), aMessage(2, { author: WELCOME.participant })) });
  const [other, own] = document.querySelectorAll<HTMLElement>(".message-more");
  other!.click();
  await settled();
  expect(one(".message-deeds").textContent).not.toContain("Delete");
  own!.click();
  await settled();
  button("Delete").click();
  await settled();
  expect(server.socket.commands).toEqual([]);
  one("dialog .button-danger").click();
  await settled();
  expect(server.socket.commands.map(({ command }) => command)).toEqual([{ type: "chat.remove", message: "m2" }]);
});

test("a reaction is pressed at once and pending until it is answered", async () => {
  const { server } = await aShownRoom({ view: chatView(aMessage(1, { reactions: { "👏": 2 } })) });
  one(".reaction").click();
  await settled();
  expect(one(".reaction").getAttribute("aria-pressed")).toBe("true");
  expect(one(".reaction").getAttribute("aria-label")).toBe("👏 3");
  expect(server.socket.commands[0]!.command).toEqual({ type: "chat.react", message: "m1", emoji: "👏" });
});

test("a vote is pressed, a second press while it is on its way does nothing", async () => {
  const { server } = await aShownRoom({ view: { ...questionView(aQuestion(1)), ...upvoteView({ q1: 4 }) } });
  one(".upvotes-button").click();
  await settled();
  one(".upvotes-button").click();
  expect(server.socket.commands.map(({ command }) => command.type)).toEqual(["question.upvote"]);
  expect([one(".upvotes-button").getAttribute("aria-pressed"), one(".upvotes-count").textContent]).toEqual(["true", "5"]);
  const { id } = server.socket.commands[0]!;
  server.socket.say({ type: "own", reset: false, changes: { "my/upvotes/q1": true } });
  server.socket.say({ type: "delta", position: "e:2", changes: upvoteView({ q1: 5 }) });
  server.socket.say({ type: "reply", id, position: "e:2" });
  await settled();
  expect(one(".upvotes-count").textContent).toBe("5");
  one(".upvotes-button").click();
  expect(server.socket.commands.at(-1)!.command.type).toBe("question.withdraw_upvote");
});

test("the order of questions is held under the focus, and renewed on request", async () => {
  const { server } = await aShownRoom({ view: { ...questionView(aQuestion(1), aQuestion(2)), ...upvoteView({ q1: 2, q2: 1 }) } });
  const texts = () => [...document.querySelectorAll("[data-group=open] .question .written")].map(({ textContent }) => textContent);
  one("[data-group=open] .upvotes-button").dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
  await settled();
  server.socket.say({ type: "delta", position: "e:2", changes: upvoteView({ q2: 9 }) });
  await settled();
  expect(texts()).toEqual(["Pregunta 1", "Pregunta 2"]);
  button("The order has changed. Show it").click();
  await settled();
  expect(texts()).toEqual(["Pregunta 2", "Pregunta 1"]);
});

test("the hall has no queue and no moderation; backstage has both", async () => {
  await aShownRoom();
  expect(document.querySelector("[data-group=held]")).toBeNull();
  expect(document.querySelector(".moderation")).toBeNull();
  render(null, document.body);
  const { server } = await aShownRoom({ welcome: MODERATOR as never, view: questionView(aQuestion(1, { state: "held", anonymous: true })) });
  expect(one("[data-group=held]").textContent).toContain("Without a name to the room");
  button("Approve").click();
  expect(server.socket.commands[0]!.command).toEqual({ type: "question.approve", question: "q1" });
  button("Lock").click();
  expect(server.socket.commands[1]!.command).toEqual({ type: "room.lock" });
});

test("the green room reads who works here, and may put nobody out", async () => {
  const { server } = await aShownRoom({ welcome: { ...WELCOME, audience: "green_room" } as never });
  server.socket.say({ type: "presence", counts: { attendee: 40, speaker: 1 }, reset: true, people: { p2: { name: "Sofía", role: "speaker", language: "es" } } });
  await settled();
  expect(one(".people-list").textContent).toContain("Sofía");
  expect(document.querySelector(".people-list button")).toBeNull();
  expect(document.querySelector("[data-group=held]")).toBeNull();
});

test("a ban is asked about, a mute is not, and both can be undone", async () => {
  const { server } = await aShownRoom({ welcome: MODERATOR as never });
  server.socket.say({ type: "presence", counts: { attendee: 1 }, reset: true, people: { p2: { name: "Luis", role: "attendee", language: "es" } } });
  await settled();
  button("Mute Luis").click();
  button("Ban Luis from the conference").click();
  await settled();
  expect(server.socket.commands.map(({ command }) => command.type)).toEqual(["participant.mute"]);
  one("dialog .dialog-actions .button").click();
  await settled();
  expect(document.querySelector("dialog")).toBeNull();
  server.socket.say({ type: "delta", position: "e:2", changes: { "moderation/p2": { participant: "p2", name: "Luis", muted: true, removed: false, banned: true } } });
  await settled();
  button("Lift the ban on Luis").click();
  expect(server.socket.commands.at(-1)!.command).toEqual({ type: "participant.unban", participant: "p2", name: "Luis" });
});

test("someone muted, or in a locked room, is told why they cannot write, and keeps their text", async () => {
  const { room, server } = await aShownRoom();
  type("#chat-composer", "a medias");
  server.socket.say({ type: "delta", position: "e:2", changes: { moderation: { locked: true } } });
  await settled();
  press("#chat-composer", "Enter");
  expect(server.socket.commands).toEqual([]);
  expect(one(".chat .composer").textContent).toContain("The room is locked");
  expect(room.drafts.of("chat").text.value).toBe("a medias");
});

test("slow mode counts down in the box's words", async () => {
  const { server, clock } = await aShownRoom({ view: { ...chatView(aMessage(1, { author: WELCOME.participant, at: WELCOME.now })), chat: { slow_mode_s: 30 } } });
  expect(one(".chat .composer").textContent).toContain("you can write again in 30 seconds");
  clock.wind(28_000);
  await settled();
  expect(one(".chat .composer").textContent).toContain("in 2 seconds");
  clock.wind(3_000);
  type("#chat-composer", "ya");
  await settled();
  press("#chat-composer", "Enter");
  expect(server.socket.commands).toHaveLength(1);
});

test("each state of the connection has its words and its way out", async () => {
  const { room, server, clock } = await aShownRoom();
  expect(one(".strip").dataset.shown).toBe("false");
  server.socket.hangUp(1006);
  await settled();
  expect(one(".strip").textContent).toMatch(/The connection was lost\. ?Trying again in 1 s\./);
  room.give({ type: "chat.send", text: "Hola" });
  await settled();
  expect(one(".strip").textContent).toContain("1 thing waits to be sent and is kept.");
  button("Try now").click();
  await settled();
  expect(one(".strip").textContent).toContain("Connecting…");
  server.socket.resume();
  server.socket.hangUp(4504);
  clock.wind(1_000);
  await settled();
  expect(one(".strip").textContent).toContain("this one was closed");
  button("Continue here").click();
  expect(server.sockets).toHaveLength(3);
});

test("tabs follow the arrow keys, and a hidden panel's news are marked", async () => {
  const { server } = await aShownRoom({ layout: "narrow" });
  const shown = () => [...document.querySelectorAll<HTMLElement>("[role=tabpanel]")].filter(({ hidden }) => !hidden).map(({ dataset }) => dataset.panel);
  expect(shown()).toEqual(["chat"]);
  press("[role=tablist]", "ArrowRight");
  await settled();
  expect([shown(), document.activeElement?.id]).toEqual([["questions"], "tab-questions"]);
  server.socket.say({ type: "delta", position: "e:2", changes: chatView(aMessage(1), aMessage(2)) });
  await settled();
  expect(one("#tab-chat .tab-unread").textContent).toBe("22 new");
  press("[role=tablist]", "Home");
  await settled();
  expect(shown()).toEqual(["sessions"]);
});

test("the arrow keys move among messages, and only one of them is a stop of Tab", async () => {
  await aShownRoom({ view: chatView(aMessage(1, { text: "https://example.org" }), aMessage(2), aMessage(3)) });
  const stops = () => [...document.querySelectorAll<HTMLElement>(".message")].map(({ tabIndex }) => tabIndex);
  expect(one<HTMLAnchorElement>(".message a").tabIndex).toBe(-1);
  expect(stops()).toEqual([-1, -1, 0]);
  one("#message-m3").focus();
  press("#message-m3", "ArrowUp");
  await settled();
  expect([stops(), document.activeElement?.id]).toEqual([[-1, 0, -1], "message-m2"]);
});

test("a switch of language changes words, shell and address, and keeps the socket and the half-written text", async () => {
  history.replaceState(null, "", "/en/americas/rooms/plenary");
  const { room, server } = await aShownRoom();
  const shell = document.createElement("header");
  shell.innerHTML = `<a hreflang="en" aria-current="true" href="/en/americas/rooms/plenary">English</a><a hreflang="es" href="/es/americas/rooms/plenary">Español</a>
    <a id="programme" href="/en/americas/programme" data-t="room.programme">Programme</a><form action="/en/americas/sign-out"></form>
    <h1 data-localized='{"en":"Plenary hall","es":"Sala plenaria"}'>Plenary hall</h1>`;
  document.body.append(shell);
  type("#chat-composer", "a medias");
  followLanguageLinks(room, document);
  one("a[hreflang=es]").click();
  await settled();
  expect(location.pathname).toBe("/es/americas/rooms/plenary");
  expect([document.documentElement.lang, document.title]).toEqual(["es", "Sala plenaria · Américas · Puente"]);
  expect(document.cookie).toContain("language=es");
  expect([one("#programme").textContent, one("#programme").getAttribute("href")]).toEqual(["Programa", "/es/americas/programme"]);
  expect([one("h1").textContent, one("form[action]").getAttribute("action")]).toEqual(["Sala plenaria", "/es/americas/sign-out"]);
  expect([one("a[hreflang=es]").getAttribute("aria-current"), one("a[hreflang=en]").hasAttribute("aria-current")]).toEqual(["true", false]);
  expect(one<HTMLTextAreaElement>("#chat-composer").value).toBe("a medias");
  expect(one(".panel-title").textContent).toBe("Sesión");
  expect(server.sockets).toHaveLength(1);
  expect(server.socket.heard.at(-1)).toEqual({ type: "language", language: "es" });
});

test("a language that cannot be had is said, and nothing changes", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { room } = await aShownRoom();
  document.documentElement.lang = "en";
  vi.spyOn(room.words, "use").mockRejectedValue(new Error("no network"));
  await switchLanguage(room, document, "fr");
  expect(room.notices.list.value[0]!.text()).toContain("could not be loaded");
  expect(document.documentElement.lang).toBe("en");
});

test("only paths in the old language are rewritten", () => {
  expect(["/en", "/en/a/b", "/entry/x", "/assets/x.js"].map((path) => inLanguage(path, "en", "es"))).toEqual(["/es", "/es/a/b", "/entry/x", "/assets/x.js"]);
});
