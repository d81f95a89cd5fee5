// What bad input gets, in words: the present state of what another moderator has just handled, and what is wrong with what was given.

import { expect, test } from "vitest";

import { Desk } from "@/console/desk";
import type { Command } from "@/frames";
import { refusalText } from "@/refusals";
import { aQuestion, aRoom, questionView, wordsIn } from "./builders";
import { WELCOME } from "./scripted_server";

const TOLD: readonly [string, { readonly [name: string]: string | number }, { readonly [language: string]: string }][] = [
  ["question.state", { question: "q1", state: "dismissed" }, { en: "That is not possible any more. The question is now: dismissed.", es: "Ya no es posible. La pregunta está ahora: descartada." }],
  ["question.same", { question: "q1" }, { en: "A question cannot be merged into itself.", es: "Una pregunta no se puede unir a sí misma." }],
  ["poll.option_empty", { number: 2 }, { en: "Option 2 is empty.", es: "La opción 2 está vacía." }],
  ["poll.option_twice", { number: 3 }, { en: "Option 3 reads like another one.", es: "La opción 3 es igual a otra." }],
  ["session.minutes", { least: 1, most: 240 }, { en: "From 1 to 240 minutes are possible.", es: "Se pueden dar de 1 a 240 minutos." }],
];

test.each(TOLD)("%s is told in words", async (code, data, told) => {
  for (const [language, text] of Object.entries(told)) {
    expect(refusalText(await wordsIn(language), { code, data, temporary: false }).toLowerCase()).toBe(text.toLowerCase());
  }
});

test.each(["en", "es", "fr"])("every state of what moderators handle has its words in a refusal (%s)", async (language) => {
  const words = await wordsIn(language);
  const states = {
    question: ["held", "open", "staged", "answered", "dismissed", "withdrawn", "merged"], chat: ["held", "shown", "dismissed"], poll: ["draft", "open", "closed"],
    floor: ["none", "waiting", "granted", "declined", "revoked"], report: ["open", "handled", "dismissed"], session: ["planned", "live", "over"],
  };
  for (const [feature, all] of Object.entries(states)) {
    const told = all.map((state) => refusalText(words, { code: `${feature}.state`, data: { state }, temporary: false }));
    expect(new Set(told).size, `${feature}: ${told.join(" | ")}`).toBe(all.length);
    for (const [place, text] of told.entries()) expect(text).not.toMatch(new RegExp(`\\.state\\.${all[place]!}|[{}]`));
  }
});

test("the second of two moderators is told on the page, once, and keeps the page; nothing of theirs is to be taken back", async () => {
  const { room, server, clock, spoken } = await aRoom({ language: "es" });
  server.socket.welcome({ moderation: { locked: false }, questions: { mode: "moderated" }, ...questionView(aQuestion(1, { state: "held" })) } as never, "e:1", { ...WELCOME, audience: "backstage" } as never);
  const desk = new Desk(room);
  const approve: Command = { type: "question.approve", question: "q1", seen: "held" };
  const done = desk.act([approve], () => "Aprobada");
  server.socket.say({ type: "delta", position: "e:2", changes: questionView(aQuestion(1, { state: "dismissed" })) });
  server.socket.say({ type: "reply", id: server.socket.commands.at(-1)!.id, code: "question.state", data: { question: "q1", state: "dismissed" }, temporary: false });
  expect(await done).toHaveLength(1);
  const words = "Ya no es posible. La pregunta está ahora: ";
  expect(room.notices.list.value.map(({ text }) => text())).toEqual([expect.stringContaining(words)]);
  clock.wind(2_000);
  expect(spoken.join()).toContain(words);
  expect(desk.acts.value).toEqual([]);
  expect(desk.toast.value).toBeNull();
});
