import { expect, test } from "vitest";

import { pick, Words } from "@/i18n";
import { bundleOf, wordsIn } from "./builders";

test("plurals follow the language, and Spanish millions take the last form", async () => {
  const [en, es, fr] = await Promise.all(["en", "es", "fr"].map(wordsIn)) as [Words, Words, Words];
  const key = "chat.unread";
  expect([0, 1, 2].map((count) => en.t(key, { count }))).toEqual(["0 new messages", "1 new message", "2 new messages"]);
  expect([0, 1, 1_000_000].map((count) => es.t(key, { count }))).toEqual(["0 mensajes nuevos", "1 mensaje nuevo", "1.000.000 mensajes nuevos"]);
  expect([0, 1, 2].map((count) => fr.t(key, { count }))).toEqual(["0 nouveau message", "1 nouveau message", "2 nouveaux messages"]);
});

test("a placeholder is filled once and never from what filled it", async () => {
  const words = await wordsIn("en");
  expect(words.t("chat.remove_title", { name: "{name} {count}" })).toBe("Delete the message of {name} {count}?");
});

test("a missing key is shown itself", async () => {
  expect((await wordsIn("en")).t("chat.nothing")).toBe("chat.nothing");
});

test("a bundle is fetched once, however often one switches", async () => {
  const fetched: string[] = [];
  const words = new Words((language) => {
    fetched.push(language);
    return Promise.resolve(bundleOf(language));
  });
  for (const language of ["en", "es", "en", "es"]) await words.use(language);
  expect(fetched).toEqual(["en", "es"]);
});

test("a language that cannot be had leaves the old one, and may be tried again", async () => {
  let broken = true;
  const words = new Words((language) => (language === "es" && broken ? Promise.reject(new Error("no network")) : Promise.resolve(bundleOf(language))));
  await words.use("en");
  await expect(words.use("es")).rejects.toThrow("no network");
  expect(words.language).toBe("en");
  expect(words.t("chat.send")).toBe("Send");
  broken = false;
  await words.use("es");
  expect(words.t("chat.send")).toBe("Enviar");
});

test("of two switches under way the later one counts", async () => {
  const given: Record<string, () => void> = {};
  const words = new Words((language) => new Promise((resolve) => (given[language] = () => resolve(bundleOf(language)))));
  const first = words.use("es");
  const second = words.use("fr");
  given.fr!();
  await second;
  given.es!();
  await first;
  expect(words.language).toBe("fr");
});

test("hours are told in the zone that is asked for", async () => {
  const words = await wordsIn("es");
  const at = Date.UTC(2022, 2, 23, 14, 5, 9);
  expect(words.time(at, "America/Toronto")).toBe("10:05");
  expect(words.clock(at, "America/Toronto")).toBe("10:05:09");
  expect(words.hours(at, at + 3_600_000, "UTC").replaceAll(/\s/g, "")).toBe("14:05–15:05");
});

test("a localized text falls back as on the pages", () => {
  const text = { en: "Plenary", "es-MX": "Plenaria" };
  expect(pick(text, "es", "en")).toEqual({ text: "Plenaria", language: "es-MX", fallback: false });
  expect(pick(text, "fr", "en")).toEqual({ text: "Plenary", language: "en", fallback: true });
  expect(pick({ pt: "Plenária" }, "fr", "en")).toEqual({ text: "Plenária", language: "pt", fallback: true });
  expect(pick({ und: "CERIS" }, "fr", "en")).toEqual({ text: "CERIS", language: "fr", fallback: false });
});
