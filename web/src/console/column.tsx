// One column of the board: its questions, and the place where a dragged one is let go.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

import { COLUMNS, type Column } from "./board";
import { Card } from "./card";
import { useDesk } from "./context";
import { deedTo, doDeed, put } from "./deeds";

export function ColumnView({ column, tabbed, hidden }: { column: Column; tabbed: boolean; hidden: boolean }) {
  const desk = useDesk();
  const { words } = desk.room;
  const list = desk.columns.value[column];
  const title = `column-title-${column}`;
  // Where a dragged question would stand: before the one at this place.
  const gap = useSignal<number | null>(null);
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // A browser drops the focus of what is moved in the document.
    if (document.activeElement !== document.body || desk.focused === null) return;
    section.current?.querySelector<HTMLElement>(`[data-question="${CSS.escape(desk.focused)}"]`)?.focus();
  }, [list]);
  const allSelected = list.length > 0 && list.every(({ question }) => desk.selected.value.has(question));
  const placeOf = (drag: DragEvent): number => {
    const cards = [...(drag.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[data-question]")];
    const at = cards.findIndex((card) => {
      const { top, height } = card.getBoundingClientRect();
      return drag.clientY < top + height / 2;
    });
    return at < 0 ? cards.length : at;
  };
  const letGo = (id: string, place: number) => {
    const question = desk.question(id);
    if (question === undefined) return;
    const from = COLUMNS.find((each) => desk.columns.peek()[each].some((held) => held.question === id));
    if (from === undefined) return;
    if (from !== column) {
      const deed = deedTo(from, column);
      if (deed !== null) doDeed(desk, deed, [id]);
      return;
    }
    const others = list.filter((each) => each.question !== id);
    const at = list.findIndex((each) => each.question === id);
    // Counted without the dragged one, which stands in the list still.
    const to = place > at ? place - 1 : place;
    if (to !== at) put(desk, id, others[to - 1]?.question ?? null);
  };
  return (
    <section ref={section} id={`column-${column}`} class="column" data-column={column} data-over={gap.value !== null} hidden={hidden}
      {...(tabbed ? { role: "tabpanel", "aria-labelledby": `column-tab-${column}` } : { "aria-labelledby": title })}
      onDragOver={(drag) => {
        drag.preventDefault();
        gap.value = placeOf(drag);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && (currentTarget as Node).contains(relatedTarget))) gap.value = null;
      }}
      onDrop={(drag) => {
        drag.preventDefault();
        const place = placeOf(drag);
        gap.value = null;
        const id = drag.dataTransfer?.getData("text/plain");
        if (id) letGo(id, place);
      }}>
      <div class="column-head">
        <h2 id={title} class="column-title" tabIndex={-1}>{words.t(`console.column.${column}`)} <span class="count figures">{words.number(list.length)}</span></h2>
        {list.length > 0 && (
          <label class="choice column-all">
            <input type="checkbox" checked={allSelected} aria-label={words.t("console.select_all", { column: words.t(`console.column.${column}`) })}
              onChange={(change) => list.forEach(({ question }) => desk.select(question, change.currentTarget.checked))} />
            <span aria-hidden="true">{words.t("console.all")}</span>
          </label>
        )}
      </div>
      <div class="column-scroll" tabIndex={list.length === 0 ? -1 : 0} role="group" aria-label={words.t(`console.column.${column}`)}
        onFocus={(focus) => {
          // Tabbing into a column goes to a question, from where the arrows lead on.
          if (focus.target === focus.currentTarget) focus.currentTarget.querySelector<HTMLElement>("[data-question]")?.focus();
        }}>
        {list.length === 0 && <p class="meta column-empty">{words.t(`console.empty.${column}`)}</p>}
        {list.length > 0 && (
          <ol class="list-plain column-list">
            {list.map((question) => <Card key={question.question} question={question} list={list} />)}
          </ol>
        )}
      </div>
    </section>
  );
}
