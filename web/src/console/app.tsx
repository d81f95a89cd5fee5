// The whole of the console: the tools, the columns side by side or in tabs, what opens over them, and the toast with its undo.

import { useComputed, useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Layout } from "../layout";
import { ConfirmationDialog } from "../panels/confirmation";
import { ConnectionStrip } from "../panels/connection_strip";
import { CueList } from "../panels/cues/cue_list";
import { NoticeList } from "../panels/notices";
import { tabKeys } from "../panels/tab_keys";
import { TranslationSign } from "../panels/translation_sign";
import { COLUMNS, type Column } from "./board";
import { ChannelAlarm } from "./channels";
import { ColumnView } from "./column";
import { DeskContext } from "./context";
import { DEEDS, doDeed } from "./deeds";
import type { Desk } from "./desk";
import { Dock, dockId, DockMark, dockNames, DockRail, dockTabId } from "./dock";
import type { DockName } from "./docks";
import { press } from "./keys";
import { Sheets } from "./sheets";
import { Toast } from "./toast";
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
        <TranslationSign />
        {welcome !== null && !room.backstage && <p class="notice notice-danger" role="alert">{room.words.t("console.not_staff")}</p>}
        <CueList />
        <ChannelAlarm open={() => (desk.dock.value = "channels")} />
        <Tools desk={desk} folded={tabbed.value} />
        {tabbed.value && <ColumnTabs desk={desk} chosen={chosen.value} choose={(column) => (chosen.value = column)} />}
        <div class="board" hidden={tabbed.value && desk.dock.value !== null}>
          {COLUMNS.map((column) => (
            <ColumnView key={column} column={column} tabbed={tabbed.value} hidden={tabbed.value && (chosen.value !== column || desk.dock.value !== null)} />
          ))}
        </div>
        <Dock desk={desk} tabbed={tabbed.value} />
        {!tabbed.value && <DockRail desk={desk} />}
        <Bulk desk={desk} />
        <Toast acts={desk} />
        <Sheets />
        <NoticeList />
        <ConfirmationDialog />
      </div>
    </DeskContext.Provider>
  );
}

function ColumnTabs({ desk, chosen, choose }: { desk: Desk; chosen: Column; choose: (column: Column) => void }) {
  const { words } = desk.room;
  const docks = dockNames(desk);
  const tabs: readonly (Column | DockName)[] = [...COLUMNS, ...docks];
  const current = desk.dock.value ?? chosen;
  const isColumn = (tab: Column | DockName): tab is Column => (COLUMNS as readonly string[]).includes(tab);
  const idOf = (tab: Column | DockName) => (isColumn(tab) ? `column-tab-${tab}` : dockTabId(tab));
  const show = (tab: Column | DockName) => {
    desk.dock.value = isColumn(tab) ? null : tab;
    if (isColumn(tab)) choose(tab);
  };
  return (
    <div class="tabs console-tabs" role="tablist" aria-label={words.t("console.columns")} onKeyDown={tabKeys(tabs, idOf, current, show)}>
      {tabs.map((tab) => (
        <button key={tab} type="button" id={idOf(tab)} class="tab" role="tab" aria-selected={current === tab} aria-controls={isColumn(tab) ? `column-${tab}` : dockId(tab)}
          tabIndex={current === tab ? 0 : -1} onClick={() => show(tab)}>
          {isColumn(tab) ? (
            <><span>{words.t(`console.column.${tab}`)}</span> <span class="count figures">{words.number(desk.columns.value[tab].length)}</span></>
          ) : (
            <><span>{words.t(`dock.${tab}`)}</span> <DockMark desk={desk} name={tab} /></>
          )}
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
