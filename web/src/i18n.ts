// Words, dates and numbers in the reader's language. Input: the catalogue's bundles, fetched once each. No DOM.

import { batch, signal } from "@preact/signals-core";

import type { Localized } from "./views";

/** As the server makes it from the catalogue; a list of words holds the plural forms in the order of `plurals`. */
export interface Bundle {
  readonly language: string;
  readonly plurals: readonly string[];
  readonly words: { readonly [key: string]: string | readonly string[] };
}

export interface Picked {
  readonly text: string;
  readonly language: string;
  /** Whether the reader's language was missing. */
  readonly fallback: boolean;
}

const SAME_EVERYWHERE = "und";
const MARKED = /\{(\w+)\}/g;

/** `es` of `es-MX`. */
export function baseLanguage(tag: string): string {
  return tag.split("-", 1)[0]!.toLowerCase();
}

/** The text for a reader: exact, same base language, the conference's default, any. The server picks alike. */
export function pick(text: Localized, language: string, fallback: string): Picked {
  const same = text[SAME_EVERYWHERE];
  if (same !== undefined) return { text: same, language, fallback: false };
  const tags = Object.keys(text);
  for (const wanted of [language, fallback]) {
    const base = baseLanguage(wanted);
    const found =
      tags.find((tag) => tag.toLowerCase() === wanted.toLowerCase()) ??
      tags.find((tag) => tag.toLowerCase() === base) ??
      tags.find((tag) => baseLanguage(tag) === base);
    if (found !== undefined) {
      return { text: text[found]!, language: found, fallback: baseLanguage(found) !== baseLanguage(language) };
    }
  }
  const [first = language] = tags;
  return { text: text[first] ?? "", language: first, fallback: baseLanguage(first) !== baseLanguage(language) };
}

export class Words {
  readonly #bundle = signal<Bundle>({ language: "en", plurals: ["other"], words: {} });
  readonly #language = signal("en");
  #wanted = "";
  readonly #bundles = new Map<string, Promise<Bundle>>();
  readonly #formats = new Map<string, unknown>();

  constructor(private readonly fetchBundle: (language: string) => Promise<Bundle>) {}

  /** The reader's language; whoever reads it is told of a switch. */
  get language(): string {
    return this.#language.value;
  }

  /** Switches to a language. Rejects when its words cannot be had; then nothing changed. */
  async use(language: string): Promise<void> {
    this.#wanted = language;
    const bundle = await this.#load(language);
    // A switch made while this one was under way is the one that counts.
    if (this.#wanted !== language) return;
    batch(() => {
      this.#bundle.value = bundle;
      this.#language.value = language;
    });
  }

  /** The words of a key, `{name}` filled from `data`; `count` chooses the plural form. A missing key is shown itself. */
  t(key: string, data: { readonly [name: string]: string | number } = {}): string {
    const { words, plurals } = this.#bundle.value;
    const found = words[key];
    if (found === undefined) return key;
    const text = typeof found === "string" ? found : (found[this.#form(plurals, Number(data.count ?? 0))] ?? key);
    return text.replace(MARKED, (mark: string, name: string) => {
      const value = data[name];
      if (value === undefined) return mark;
      return typeof value === "number" ? this.number(value) : value;
    });
  }

  /** Whether the catalogue has a key. */
  has(key: string): boolean {
    return key in this.#bundle.value.words;
  }

  number(value: number): string {
    return this.#format("number", (language) => new Intl.NumberFormat(language)).format(value);
  }

  /** A part of a whole, 0 to 1: `42%`. */
  percent(share: number): string {
    return this.#format("percent", (language) => new Intl.NumberFormat(language, { style: "percent" })).format(share);
  }

  /** The hour of a moment, in a zone or the viewer's own. */
  time(at: number, zone?: string): string {
    return this.#date("time", { hour: "numeric", minute: "2-digit" }, zone).format(at);
  }

  /** The hour to the second. */
  clock(at: number, zone?: string): string {
    return this.#date("clock", { hour: "numeric", minute: "2-digit", second: "2-digit" }, zone).format(at);
  }

  /** The hours of a session: `10:00 – 11:00`. */
  hours(starts: number, ends: number, zone?: string): string {
    return this.#date("time", { hour: "numeric", minute: "2-digit" }, zone).formatRange(starts, ends);
  }

  /** Wednesday, March 23. */
  day(at: number, zone?: string): string {
    return this.#date("day", { weekday: "long", month: "long", day: "numeric" }, zone).format(at);
  }

  /** Day and hour in full, for a title. */
  moment(at: number, zone?: string): string {
    return this.#date("moment", { dateStyle: "full", timeStyle: "medium" }, zone).format(at);
  }

  list(parts: readonly string[]): string {
    return this.#format("list", (language) => new Intl.ListFormat(language, { type: "conjunction" })).format(parts);
  }

  /** The name of a language in the reader's language. */
  languageName(tag: string): string {
    const names = this.#format("languages", (language) => new Intl.DisplayNames(language, { type: "language" }));
    return names.of(tag) ?? tag;
  }

  #load(language: string): Promise<Bundle> {
    let bundle = this.#bundles.get(language);
    if (bundle === undefined) {
      bundle = this.fetchBundle(language);
      this.#bundles.set(language, bundle);
      // A failure is not remembered, so that the next switch tries again.
      bundle.catch(() => this.#bundles.delete(language));
    }
    return bundle;
  }

  #form(plurals: readonly string[], count: number): number {
    const category = this.#format("plural", (language) => new Intl.PluralRules(language)).select(count);
    const form = plurals.indexOf(category);
    return form < 0 ? plurals.length - 1 : form;
  }

  #date(name: string, options: Intl.DateTimeFormatOptions, zone?: string): Intl.DateTimeFormat {
    const zoned = zone === undefined ? options : { ...options, timeZone: zone };
    return this.#format(`${name} ${zone ?? ""}`, (language) => new Intl.DateTimeFormat(language, zoned));
  }

  #format<F>(name: string, make: (language: string) => F): F {
    const key = `${this.language} ${name}`;
    if (!this.#formats.has(key)) this.#formats.set(key, make(this.language));
    return this.#formats.get(key) as F;
  }
}
