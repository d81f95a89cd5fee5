// The console's tools: how questions are taken, the order, the filters, undo, the export, the keys, and who else is at it.

import { useId } from "preact/hooks";

import type { QuestionMode } from "../frames";
import { Icon } from "../icons";
import { NO_FILTERS, SORTINGS, type Filters } from "./board";
import type { Desk } from "./desk";

const MODES: readonly QuestionMode[] = ["moderated", "open", "closed"];

export function Tools({ desk, folded }: { desk: Desk; folded: boolean }) {
  if (!folded) return <div class="tools"><Setting desk={desk} /><Doing desk={desk} /></div>;
  return (
    <div class="tools">
      <details class="tools-folded">
        <summary class="button button-small">{desk.room.words.t("console.tools")}</summary>
        <div class="tools-group"><Setting desk={desk} /></div>
      </details>
      <Doing desk={desk} />
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

function Doing({ desk }: { desk: Desk }) {
  const { room } = desk;
  const { words } = room;
  const last = desk.acts.value.at(-1);
  return (
    <div class="tools-group tools-end">
      <Colleagues desk={desk} />
      <button type="button" class="button button-small" aria-disabled={last === undefined} title={last?.said() ?? ""}
        onClick={() => void desk.undo()}>{words.t("console.undo")}</button>
      <a class="button button-small button-quiet" href={room.page.links.questions} download="" title={words.t("console.export_hint")}>{words.t("console.export")}</a>
      <button type="button" class="button button-small button-quiet" aria-label={words.t("console.keys")} onClick={() => desk.open("help")}>?</button>
    </div>
  );
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
  const { languages, labels, askers } = desk.choices.value;
  const set = (change: Partial<Filters>) => (desk.filters.value = { ...desk.filters.peek(), ...change });
  const active = Object.values(filters).some((value) => value !== "");
  return (
    <div class="tools-group tools-filters" role="search">
      <input id="console-search" type="search" class="input tools-search" aria-label={words.t("console.search")} placeholder={words.t("console.search")} value={filters.text}
        onInput={(input) => set({ text: input.currentTarget.value })} />
      <Choice label={words.t("console.filter_language")} value={filters.language} choose={(language) => set({ language })}
        options={languages.map((tag) => [tag, words.languageName(tag)])} />
      <Choice label={words.t("console.filter_label")} value={filters.label} choose={(label) => set({ label })} options={labels.map((label) => [label, label])} />
      <Choice label={words.t("console.filter_asker")} value={filters.asker} choose={(asker) => set({ asker })}
        options={askers.map(({ participant, name }) => [participant, name])} />
      {active && <button type="button" class="button button-small button-quiet" onClick={() => (desk.filters.value = NO_FILTERS)}><Icon name="close" /> {words.t("console.clear_filters")}</button>}
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
  return <p class="meta tools-colleagues"><Icon name="people" /> {words.t("console.also_here", { names: words.list(names) })}</p>;
}
