// What a person chose of languages: one switch for all, each part can differ.

import { expect, test } from "vitest";

import { Choice, type KeptChoice } from "@/choice";

function aChoice(kept: KeptChoice | null = null) {
  let language = "es";
  const sent: KeptChoice[] = [];
  const choice = new Choice(kept, () => language, (each) => sent.push(each));
  return { choice, sent, use: (tag: string) => (language = tag) };
}

test("one switch sets all that was not chosen otherwise", () => {
  const { choice, use } = aChoice();
  choice.channels.value = ["es", "fr"];
  expect([choice.understands("es-MX"), choice.understands("en"), choice.soundFor("en"), choice.captionsFor("en")]).toEqual([true, false, "es", "es"]);
  use("fr");
  expect([choice.understands("es"), choice.soundFor("en"), choice.captionsFor("en")]).toEqual([false, "fr", "fr"]);
});

test("one hears Spanish and reads English captions", () => {
  const { choice, sent } = aChoice();
  choice.channels.value = ["es"];
  choice.set({ sound: "es", captions: "en" });
  expect([choice.soundFor("en"), choice.captionsFor("es")]).toEqual(["es", "en"]);
  expect(sent.at(-1)).toEqual({ understands: null, sound: "es", captions: "en", translations: null, share: null });
});

test("a floor that is understood needs neither channel nor captions", () => {
  const { choice } = aChoice();
  choice.channels.value = ["es"];
  choice.set({ understands: ["en"] });
  expect([choice.soundFor("en"), choice.captionsFor("en")]).toEqual(["original", null]);
  choice.set({ captions: "off" });
  expect(choice.captionsFor("fr")).toBeNull();
});

test("a channel that is not there is the original", () => {
  const { choice } = aChoice({ understands: null, sound: "fr", captions: null, translations: null, share: null });
  expect(choice.soundFor("en")).toBe("original");
});

test("everything follows again, and how translations stand is left alone", () => {
  const { choice } = aChoice();
  choice.set({ understands: ["en"], sound: "original", translations: "instead" });
  expect(choice.differs).toBe(true);
  choice.follow();
  expect(choice.differs).toBe(false);
  expect(choice.translations).toBe("instead");
});

test("the original's share beside an interpreter is a fifth until one chooses; it stays when everything follows again", () => {
  const { choice, sent } = aChoice();
  expect(choice.share).toBe(0.2);
  choice.turn(0.35);
  expect([choice.share, sent.length]).toEqual([0.35, 0]);
  choice.set({ share: 0 });
  choice.follow();
  expect([choice.share, sent.at(-1)?.share, choice.differs]).toEqual([0, 0, false]);
});
