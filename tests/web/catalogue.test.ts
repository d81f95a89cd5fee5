import { expect, test } from "vitest";

import PROTOCOL from "../../PROTOCOL.md?raw";
import { wordsOf } from "./builders";

const AREAS = ["room", "chat", "questions", "askers", "people_panel", "moderation", "connection", "error", "translations", "backstage", "player", "captions"];
const LANGUAGES = ["en", "es", "fr"];
const all = (language: string) => new Map([...AREAS, "site"].flatMap((area) => [...wordsOf(language, area)]));
const texts = (words: string | string[]) => [words].flat();
const marks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

const sources = Object.values(import.meta.glob("../../web/src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }));
const PREFIXES = [...AREAS, "close", "site", "kind", "role"].join("|");

test.each(LANGUAGES)("every key that the browser's code names has words in %s", (language) => {
  const words = all(language);
  const commands = new Set([...PROTOCOL.matchAll(/`((?:chat|question|participant|room|session)\.\w+)`/g)].map(([, name]) => name!));
  const named = sources.flatMap((source) => [...source.matchAll(new RegExp(`"((?:${PREFIXES})\\.[a-z_.0-9]+)"`, "g"))].map(([, key]) => key!));
  const missing = named.filter((key) => !words.has(key) && !commands.has(key));
  expect([...new Set(missing)]).toEqual([]);
});

test.each(LANGUAGES)("every beginning of a key that is completed by a value has words in %s", (language) => {
  const keys = [...all(language).keys()];
  const begun = sources.flatMap((source) => [...source.matchAll(new RegExp(`\`((?:${PREFIXES})\\.[a-z_.]*)\\$\\{`, "g"))].map(([, key]) => key!));
  expect(begun.filter((beginning) => !keys.some((key) => key.startsWith(beginning)))).toEqual([]);
});

test.each(LANGUAGES)("every refusal and every close of the protocol has words in %s", (language) => {
  const words = all(language);
  const codes = [...PROTOCOL.split("## 8.")[1]!.split("## 9.")[0]!.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, code]) => `error.${code}`);
  const closes = [...PROTOCOL.matchAll(/^\| 4\d{3} \| `(\w+)` \|/gm)].map(([, name]) => `close.${name}`);
  expect(codes.length).toBeGreaterThan(15);
  expect([...codes, ...closes].filter((key) => !words.has(key))).toEqual([]);
});

test.each(AREAS)("the languages have the same keys, forms and placeholders in %s", (area) => {
  const english = wordsOf("en", area);
  for (const language of LANGUAGES.slice(1)) {
    const words = wordsOf(language, area);
    expect([...words.keys()]).toEqual([...english.keys()]);
    for (const [key, translated] of words) {
      const original = english.get(key)!;
      expect(Array.isArray(translated), key).toBe(Array.isArray(original));
      // A form for one may leave its number out.
      expect(marks(texts(translated).at(-1)!), key).toEqual(marks(texts(original).at(-1)!));
      expect(texts(translated).every((text) => text.trim() !== ""), key).toBe(true);
    }
  }
});
