// Announcing: a text in each language of the conference, to this room or to all, with an end; and those that stand, with what is not yet translated.

import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";

import { current, untranslated, type Announcement } from "../announcements";
import { lengthOf } from "../drafts";
import { neighbourOrHeading, useFocusHeir } from "../focus_heir";
import { LocalizedText } from "../panels/localized";
import { Hour } from "../panels/written";
import { refusalText } from "../refusals";
import type { Localized } from "../views";
import type { Desk } from "./desk";

const LASTS_MIN = [5, 15, 30, 60] as const;
export const announcementBox = (language: string) => `announcement/${language}`;

export function AnnouncementsPanel({ desk }: { desk: Desk }) {
  const { room } = desk;
  const { words, store, clock, page } = room;
  const editing = useSignal<Announcement | null>(null);
  const all = current(store.values<Announcement>("announcements/"), clock.second.value);
  const languages = page.conference.languages ?? page.languages;
  // The answer may come when another one is being edited already.
  const done = (edited: Announcement | null) => {
    if (editing.peek() === edited) editing.value = null;
  };
  return (
    <div class="stack">
      <AnnouncementForm key={editing.value?.announcement ?? "new"} desk={desk} languages={languages} editing={editing.value} done={done} />
      <section class="stack stack-tight" aria-labelledby="announcements-standing">
        <h3 id="announcements-standing" class="panel-subtitle" tabIndex={-1}>{words.t("announcements.standing")}</h3>
        {all.length === 0 && <p class="meta">{words.t("announcements.none")}</p>}
        <ul class="list-plain hand-list">
          {all.map((each) => <Standing key={each.announcement} desk={desk} announcement={each} languages={languages} edit={() => (editing.value = each)} />)}
        </ul>
      </section>
    </div>
  );
}

function AnnouncementForm({ desk, languages, editing, done }: { desk: Desk; languages: readonly string[]; editing: Announcement | null; done: (edited: Announcement | null) => void }) {
  const { room } = desk;
  const { words, store, drafts, clock } = room;
  const id = useId();
  const everywhere = useSignal(false);
  const lasts = useSignal<number>(0);
  const fault = useSignal<string | null>(null);
  const busy = useSignal(false);
  const limit = store.welcome.value?.limits.announcement ?? 500;
  const box = (language: string) => drafts.of(editing === null ? announcementBox(language) : `announcement/${editing.announcement}/${language}`);
  const textOf = (language: string) => box(language).text.value || (box(language).about.value === null ? (editing?.texts[language] ?? "") : "");
  const texts: Localized = Object.fromEntries(languages.map((language) => [language, textOf(language).trim()]).filter(([, text]) => text !== ""));
  const missing = languages.filter((language) => texts[language] === undefined);
  const sendable = !busy.value && Object.keys(texts).length > 0 && Object.values(texts).every((text) => lengthOf(text) <= limit);
  const clear = () => languages.forEach((language) => {
    box(language).text.value = "";
    box(language).about.value = null;
  });
  const send = async () => {
    if (!sendable) return;
    fault.value = null;
    const until = lasts.value === 0 ? (editing?.until ?? null) : clock.now() + lasts.value * 60_000;
    busy.value = true;
    const toAll = editing?.everywhere ?? everywhere.value;
    const announcement = editing?.announcement ?? room.newId();
    const types = toAll ? (["everywhere.post", "everywhere.edit"] as const) : (["announcement.post", "announcement.edit"] as const);
    const said = editing !== null ? "announcements.did.edit" : toAll ? "announcements.did.post_all" : "announcements.did.post";
    const [refusal] = await desk.act([{ type: types[editing === null ? 0 : 1], announcement, texts, until }], () => words.t(said));
    if (refusal !== undefined) fault.value = refusalText(words, refusal);
    busy.value = false;
    if (fault.value !== null) return;
    clear();
    done(editing);
  };
  return (
    <form class="stack stack-tight" aria-label={words.t(editing === null ? "announcements.new" : "announcements.edit")} onSubmit={(submit) => {
      submit.preventDefault();
      void send();
    }}>
      {languages.map((language) => (
        <label key={language} class="field" for={`${id}-${language}`}>
          <span class="field-label">{words.languageName(language)} {Object.keys(texts).length > 0 && texts[language] === undefined && <span class="badge badge-sun">{words.t("announcements.not_translated")}</span>}</span>
          <textarea id={`${id}-${language}`} class="input" rows={2} lang={language} dir="auto" maxLength={limit} value={textOf(language)}
            onInput={(input) => {
              box(language).text.value = input.currentTarget.value;
              box(language).about.value = true;
            }} />
        </label>
      ))}
      <div class="cluster">
        <label class="field-label" for={`${id}-lasts`}>{words.t("announcements.lasts")}</label>
        <select id={`${id}-lasts`} class="input moderation-choice" value={lasts.value} onChange={(change) => (lasts.value = Number(change.currentTarget.value))}>
          <option value={0}>{words.t("announcements.no_end")}</option>
          {LASTS_MIN.map((each) => <option key={each} value={each}>{words.t("announcements.minutes", { count: each })}</option>)}
        </select>
      </div>
      {editing === null && (
        <label class="choice"><input type="checkbox" checked={everywhere.value} onChange={(change) => (everywhere.value = change.currentTarget.checked)} /> {words.t("announcements.to_all")}</label>
      )}
      {fault.value && <p class="field-error" role="alert">{fault.value}</p>}
      <div class="cluster">
        <button type="submit" class="button button-small button-primary" data-deed="announce" aria-disabled={!sendable}>{words.t(editing === null ? "announcements.post" : "announcements.keep")}</button>
        {editing !== null && <button type="button" class="button button-small button-quiet" onClick={() => done(editing)}>{words.t("room.cancel")}</button>}
        {missing.length > 0 && missing.length < languages.length && <p class="meta">{words.t("announcements.marked", { languages: words.list(missing.map((tag) => words.languageName(tag))) })}</p>}
      </div>
    </form>
  );
}

function Standing({ desk, announcement, languages, edit }: { desk: Desk; announcement: Announcement; languages: readonly string[]; edit: () => void }) {
  const { room } = desk;
  const { words } = room;
  const item = useRef<HTMLLIElement>(null);
  useFocusHeir(item, neighbourOrHeading);
  const missing = untranslated(announcement, languages);
  const { announcement: id, everywhere } = announcement;
  const withdraw = async () => {
    const [refusal] = await desk.act([{ type: everywhere ? "everywhere.withdraw" : "announcement.withdraw", announcement: id }], () => words.t("announcements.did.withdraw"));
    // The socket's own refusals are told already.
    if (refusal !== undefined && everywhere) room.notices.show("danger", () => refusalText(words, refusal));
  };
  return (
    <li ref={item} class="hand-item" data-announcement={id} tabIndex={-1}>
      <p><LocalizedText text={announcement.texts} /></p>
      <p class="hand-who meta">{announcement.by.name} <Hour at={announcement.at} />
        {announcement.until !== null && <span>{words.t("announcements.until", { time: words.time(announcement.until) })}</span>}
        {everywhere && <span class="badge">{words.t("announcements.everywhere")}</span>}</p>
      {missing.length > 0 && <p><span class="badge badge-sun">{words.t("announcements.missing", { languages: words.list(missing.map((tag) => words.languageName(tag))) })}</span></p>}
      <div class="cluster">
        <button type="button" class="button button-small" data-deed="edit" onClick={edit}>{words.t(missing.length > 0 ? "announcements.translate" : "announcements.change")}</button>
        <button type="button" class="button button-small button-quiet" data-deed="withdraw" onClick={() => void withdraw()}>{words.t("announcements.withdraw")}</button>
      </div>
    </li>
  );
}
