// The whole of the console: the tools, the columns side by side or in tabs, what opens over them, and the toast with its undo.

import { useComputed, useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { Icon } from "../icons";
import type { Layout } from "../layout";
import { ConfirmationDialog } from "../panels/confirmation";
import { ConnectionStrip } from "../panels/connection_strip";
import { NoticeList } from "../panels/notices";
import { COLUMNS, type Column } from "./board";
import { ColumnView } from "./column";
import { DeskContext } from "./context";
import { DEEDS, doDeed } from "./deeds";
import type { Desk } from "./desk";
import { press } from "./keys";
import { Sheets } from "./sheets";
import { Tools } from "./tools";

const BULK = ["approve", "dismiss", "answer", "hold", "labels", "merge"] as const;

export function Console({ desk, layout }: { desk: Desk; layout: ReadonlySignal<Layout> }) {
  const { room } = desk;
  const chosen = useSignal<Column>("held");
  const tabbed = useComputed(() => layout.value === "narrow");
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (press(desk, event)) event.preventDefault();
    };
    document.addEventListener("keydown", keys);
    return () => document.removeEventListener("keydown", keys);
  }, []);
  const welcome = room.store.welcome.value;
  return (
    <DeskContext.Provider value={desk}>
      <div class="console" data-layout={tabbed.value ? "tabs" : "columns"}>
        <ConnectionStrip />
        {welcome !== null && !room.backstage && <p class="notice notice-danger" role="alert">{room.words.t("console.not_staff")}</p>}
        <Tools desk={desk} folded={tabbed.value} />
        {tabbed.value && <ColumnTabs desk={desk} chosen={chosen.value} choose={(column) => (chosen.value = column)} />}
        <div class="board">
          {COLUMNS.map((column) => (
            <ColumnView key={column} column={column} tabbed={tabbed.value} hidden={tabbed.value && chosen.value !== column} />
          ))}
        </div>
        <Bulk desk={desk} />
        <Toast desk={desk} />
        <Sheets />
        <NoticeList />
        <ConfirmationDialog />
      </div>
    </DeskContext.Provider>
  );
}

function ColumnTabs({ desk, chosen, choose }: { desk: Desk; chosen: Column; choose: (column: Column) => void }) {
  const { words } = desk.room;
  const go = (key: KeyboardEvent) => {
    const at = COLUMNS.indexOf(chosen);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: COLUMNS.length - 1 }[key.key];
    if (to === undefined) return;
    key.preventDefault();
    const column = COLUMNS[(to + COLUMNS.length) % COLUMNS.length]!;
    choose(column);
    document.getElementById(`column-tab-${column}`)?.focus();
  };
  return (
    <div class="tabs console-tabs" role="tablist" aria-label={words.t("console.columns")} onKeyDown={go}>
      {COLUMNS.map((column) => (
        <button key={column} type="button" id={`column-tab-${column}`} class="tab" role="tab" aria-selected={chosen === column} aria-controls={`column-${column}`}
          tabIndex={chosen === column ? 0 : -1} onClick={() => choose(column)}>
          <span>{words.t(`console.column.${column}`)}</span> <span class="count figures">{words.number(desk.columns.value[column].length)}</span>
        </button>
      ))}
    </div>
  );
}

/** What can be done with everything that is selected. */
function Bulk({ desk }: { desk: Desk }) {
  const { words } = desk.room;
  const selected = [...desk.selected.value].filter((id) => desk.question(id) !== undefined);
  if (selected.length === 0) return null;
  return (
    <div class="bulk" role="region" aria-label={words.t("console.bulk")}>
      <p><strong>{words.t("console.selected", { count: selected.length })}</strong></p>
      <div class="cluster">
        {BULK.filter((name) => selected.some((id) => DEEDS[name]!.wants.has(desk.question(id)!.state))).map((name) => (
          <button key={name} type="button" class="button button-small" data-bulk={name} onClick={() => {
            doDeed(desk, name, selected);
            if (name !== "labels" && name !== "merge") desk.clearSelection();
          }}>{words.t(`console.do.${name}`)}</button>
        ))}
        <button type="button" class="button button-small button-quiet" onClick={() => desk.clearSelection()}>{words.t("console.clear_selection")}</button>
      </div>
    </div>
  );
}

function Toast({ desk }: { desk: Desk }) {
  const { words } = desk.room;
  const toast = desk.toast.value;
  return (
    <div class="console-toast" data-shown={toast !== null}>
      {toast && (
        <div class="notice notice-good console-toast-frame">
          <p>{toast.said()}</p>
          {toast.undoable && <button type="button" class="button button-small" onClick={() => void desk.undo()}>{words.t("console.undo")}</button>}
          <button type="button" class="button button-quiet button-small button-icon" aria-label={words.t("room.dismiss_notice")}
            onClick={() => desk.hideToast()}><Icon name="close" /></button>
        </div>
      )}
    </div>
  );
}
