// The language switch of the live room: words, localized texts, links, title, address and cookie change together, and nothing
// else does: the socket, the scroll position and half-written texts stay.
//
// The server's part of the page takes part by attributes: data-t="key" (the element's text), data-t-label="key" (its aria-label),
// data-localized='{"en": …}' (its text, in the conference's languages). Links and forms into the site are rewritten by their path.

import { batch } from "@preact/signals";

import type { LiveRoom } from "./room";
import type { Localized } from "./views";

const YEAR_S = 31_536_000;

/** Makes the page's own language links switch in place. */
export function followLanguageLinks(room: LiveRoom, root: Document): void {
  root.addEventListener("click", (click) => {
    const link = (click.target as Element).closest<HTMLAnchorElement>("a[hreflang]");
    const language = link?.hreflang;
    // A new tab or window is the reader's own wish.
    if (!language || !(language in room.page.locales) || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey) return;
    click.preventDefault();
    void switchLanguage(room, root, language);
  });
}

/** Switches to a language, or says that its words cannot be had and leaves everything as it is. */
export async function switchLanguage(room: LiveRoom, root: Document, language: string): Promise<void> {
  const before = room.words.language;
  if (language === before) return;
  try {
    await room.words.use(language);
  } catch (fault) {
    console.error("The words of a language cannot be had:", fault);
    const name = room.words.languageName(language);
    room.notices.show("danger", () => room.words.t("room.language_failed", { language: name }));
    room.announcer.say(room.words.t("room.language_failed", { language: name }));
    return;
  }
  batch(() => room.connection.setLanguage(language));
  root.documentElement.lang = language;
  root.cookie = `language=${language}; path=/; max-age=${YEAR_S}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  history.replaceState(history.state, "", inLanguage(location.pathname, before, language) + location.search + location.hash);
  rewriteShell(room, root, before, language);
  room.announcer.say(room.words.t("room.language_now", { language: room.words.languageName(language) }));
}

function rewriteShell(room: LiveRoom, root: Document, before: string, language: string): void {
  const { words, page } = room;
  root.title = [page.title === undefined ? room.localized(page.room.name).text : words.t(page.title), room.localized(page.conference.name).text].concat(words.t("site.name")).join(" · ");
  for (const element of root.querySelectorAll<HTMLElement>("[data-t]")) element.textContent = words.t(element.dataset.t!);
  for (const element of root.querySelectorAll<HTMLElement>("[data-t-label]")) element.setAttribute("aria-label", words.t(element.dataset.tLabel!));
  for (const element of root.querySelectorAll<HTMLElement>("[data-localized]")) {
    const picked = room.localized(JSON.parse(element.dataset.localized!) as Localized);
    element.textContent = picked.text;
    element.lang = picked.language;
  }
  for (const link of root.querySelectorAll<HTMLAnchorElement>("a[href^='/']:not([hreflang])")) {
    link.setAttribute("href", inLanguage(link.getAttribute("href")!, before, language));
  }
  for (const form of root.querySelectorAll<HTMLFormElement>("form[action^='/']")) {
    form.setAttribute("action", inLanguage(form.getAttribute("action")!, before, language));
  }
  for (const link of root.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) {
    if (link.hreflang === language) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** The same path in another language; a path that is in none stays. */
export function inLanguage(path: string, before: string, language: string): string {
  return path === `/${before}` || path.startsWith(`/${before}/`) ? `/${language}${path.slice(before.length + 1)}` : path;
}

/** A path of the pages in a language, whatever language it is in. */
export function pathIn(path: string, language: string): string {
  return path.replace(/^\/[^/]+/, `/${language}`);
}
