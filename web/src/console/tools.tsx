// The console's tools: how questions are taken, the order, the filters, undo, the export, the keys, and who else is at it.

import { useEffect, useId, useRef } from "preact/hooks";

import type { QuestionMode } from "../frames";
import { Icon } from "../icons";
import { NO_FILTERS, SORTINGS, type Filters } from "./board";
import type { Desk } from "./desk";
import { UndoButton } from "./toast";

const MODES: readonly QuestionMode[] = ["moderated", "open", "closed"];

export function Tools({ desk, folded }: { desk: Desk; folded: boolean }) {
  if (!folded) return <div class="tools"><Setting desk={desk} /><Doing desk={desk} /></div>;
  return (
    <div class="tools">
      <details class="tools-folded">
        <summary class="button button-small">{desk.room.words.t("console.tools")}</summary>
        <div class="tools-group"><Setting desk={desk} /><Colleagues desk={desk} /><ExportLink desk={desk} /></div>
      </details>
      <Doing desk={desk} folded />
    </div>
  );
}

/** How questions are taken, in which order they stand, and which are shown. */
function Setting({ desk }: { desk: Desk }) {
  const { words } = desk.room;
  return (
    <>
      <ModeSwitch desk={desk} />
      <div class="tools-group" role="group" aria-label={words.t("questions.sort")}>
        {SORTINGS.map((sorting) => (
          <button key={sorting} type="button" class="button button-small button-quiet" aria-pressed={desk.sorting.value === sorting}
            onClick={() => (desk.sorting.value = sorting)}>{words.t(`console.sort_${sorting}`)}</button>
        ))}
      </div>
      <FilterFields desk={desk} />
    </>
  );
}

function Doing({ desk, folded = false }: { desk: Desk; folded?: boolean }) {
  const { words } = desk.room;
  return (
    <div class="tools-group tools-end">
      {!folded && <Colleagues desk={desk} />}
      <UndoButton acts={desk} />
      {!folded && <ExportLink desk={desk} />}
      <button type="button" class="button button-small button-quiet" aria-label={words.t("console.keys")} onClick={() => desk.open("help")}>?</button>
    </div>
  );
}

function ExportLink({ desk: { room } }: { desk: Desk }) {
  return <a class="button button-small button-quiet" href={room.page.links.questions} download="" title={room.words.t("console.export_hint")}>{room.words.t("console.export")}</a>;
}

function ModeSwitch({ desk }: { desk: Desk }) {
  const { words } = desk.room;
  const { mode } = desk;
  return (
    <div class="tools-group" role="group" aria-label={words.t("moderation.question_mode")}>
      {MODES.map((each) => (
        <button key={each} type="button" class="button button-small" aria-pressed={mode === each} title={words.t(`moderation.mode_hint.${each}`)} data-mode={each}
          onClick={() => mode === each || void desk.act([{ type: "question.set_mode", mode: each }], () => words.t(`console.did_mode.${each}`))}>
          {words.t(`console.mode.${each}`)}
        </button>
      ))}
    </div>
  );
}

function FilterFields({ desk }: { desk: Desk }) {
  const { words } = desk.room;
  const filters = desk.filters.value;
  const { languages, labels, askers, sessions } = desk.choices.value;
  const set = (change: Partial<Filters>) => (desk.filters.value = { ...desk.filters.peek(), ...change });
  const active = [filters.session, filters.language, filters.label, filters.asker].filter((value) => value !== "").length;
  const chosen = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (press: Event) => {
      if (chosen.current?.open && !chosen.current.contains(press.target as Node)) chosen.current.open = false;
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, []);
  return (
    <div class="tools-group tools-filters" role="search">
      <input id="console-search" type="search" class="input tools-search" aria-label={words.t("console.search")} placeholder={words.t("console.search")} value={filters.text}
        onInput={(input) => set({ text: input.currentTarget.value })} />
      <details class="tools-filter" ref={chosen} onKeyDown={(press) => {
        if (press.key !== "Escape" || !chosen.current?.open) return;
        press.stopPropagation();
        chosen.current.open = false;
        chosen.current.querySelector("summary")?.focus();
      }}>
        <summary class="button button-small button-quiet">{words.t("console.filters")} {active > 0 && <span class="count figures">{words.number(active)}</span>}</summary>
        <div class="menu tools-filter-menu">
          <Choice label={words.t("console.filter_session")} value={filters.session} choose={(session) => set({ session })}
            options={sessions.map(({ session, starts, title }) => [session, `${words.time(starts, desk.room.page.time_zone)} ${desk.room.localized(title).text}`])} />
          <Choice label={words.t("console.filter_language")} value={filters.language} choose={(language) => set({ language })}
            options={languages.map((tag) => [tag, words.languageName(tag)])} />
          <Choice label={words.t("console.filter_label")} value={filters.label} choose={(label) => set({ label })} options={labels.map((label) => [label, label])} />
          <Choice label={words.t("console.filter_asker")} value={filters.asker} choose={(asker) => set({ asker })}
            options={askers.map(({ participant, name }) => [participant, name])} />
          {active > 0 && <button type="button" class="button button-small button-quiet" onClick={() => (desk.filters.value = NO_FILTERS)}><Icon name="close" /> {words.t("console.clear_filters")}</button>}
        </div>
      </details>
    </div>
  );
}

function Choice({ label, value, options, choose }: { label: string; value: string; options: readonly (readonly [string, string])[]; choose: (value: string) => void }) {
  const id = useId();
  return (
    <select id={id} class="input tools-choice" aria-label={label} value={value} onChange={(change) => choose(change.currentTarget.value)}>
      <option value="">{label}</option>
      {options.map(([each, name]) => <option key={each} value={each}>{name}</option>)}
    </select>
  );
}

/** The other moderators and organizers who are in the room now. */
function Colleagues({ desk }: { desk: Desk }) {
  const { room } = desk;
  const { words } = room;
  const names = [...room.store.people.value]
    .filter(([participant, { role }]) => participant !== room.me.participant && (role === "moderator" || role === "organizer"))
    .map(([, { name }]) => name)
    .sort((a, b) => a.localeCompare(b));
  if (names.length === 0) return null;
  return <p class="meta tools-colleagues" title={words.t("console.also_here", { names: words.list(names) })}><Icon name="people" /> <span class="visually-hidden">{words.t("console.also_here", { names: words.list(names) })}</span> <span class="tools-names" aria-hidden="true">{words.list(names)}</span></p>;
}
