// The dock beside the board: panels that open one at a time, by a rail with counts, by the keys 1 to 9, 0 and -, or as tabs where one fills the window.

import { useEffect, useRef } from "preact/hooks";

import { Icon } from "../icons";
import type { Desk } from "./desk";
import { DOCK_KEYS, panelOf, PANELS, type DockName } from "./docks";

export const dockId = (name: DockName) => `dock-${name}`;
export const dockTabId = (name: DockName) => `dock-tab-${name}`;

/** The panels that the reader may open, with how much waits in each. */
export function dockNames(desk: Desk): readonly DockName[] {
  return PANELS.filter(({ may }) => may(desk.room)).map(({ name }) => name);
}

/** The upright row of buttons at the edge of the board. */
export function DockRail({ desk }: { desk: Desk }) {
  const { words } = desk.room;
  return (
    <nav class="dock-rail" aria-label={words.t("dock.title")}>
      {dockNames(desk).map((name, place) => {
        const open = desk.dock.value === name;
        return (
          <button key={name} type="button" id={dockTabId(name)} class="dock-button" aria-expanded={open} aria-controls={dockId(name)} title={`${words.t(`dock.${name}`)} (${DOCK_KEYS[place]})`}
            onClick={() => (desk.dock.value = open ? null : name)}>
            <Icon name={panelOf(name).icon} />
            <span>{words.t(`dock.${name}`)}</span>
            <DockMark desk={desk} name={name} />
          </button>
        );
      })}
    </nav>
  );
}

/** How much waits in a panel. */
export function DockMark({ desk, name }: { desk: Desk; name: DockName }) {
  const { words } = desk.room;
  const waiting = panelOf(name).waiting(desk.room);
  if (waiting === 0) return null;
  return (
    <span class="count dock-mark"><span aria-hidden="true">{waiting > 99 ? "99+" : waiting}</span>
      <span class="visually-hidden">{words.t("dock.waiting", { count: waiting })}</span></span>
  );
}

/** The panel that is open, if one is. */
export function Dock({ desk, tabbed }: { desk: Desk; tabbed: boolean }) {
  const { words } = desk.room;
  const name = desk.dock.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (name !== null && desk.dockByKey) heading.current?.focus();
    desk.dockByKey = false;
  }, [name]);
  if (name === null) return null;
  const View = panelOf(name).view;
  const title = `dock-title-${name}`;
  const close = () => {
    desk.dock.value = null;
    document.getElementById(dockTabId(name))?.focus();
  };
  return (
    <section key={name} id={dockId(name)} class="dock" data-dock={name} role={tabbed ? "tabpanel" : "region"} aria-labelledby={tabbed ? dockTabId(name) : title}
      onKeyDown={(press) => {
        if (press.key !== "Escape" || tabbed || press.defaultPrevented) return;
        press.preventDefault();
        close();
      }}>
      <div class="dock-head">
        <h2 id={title} ref={heading} class={tabbed ? "visually-hidden" : "dock-title"} tabIndex={-1}>{words.t(`dock.${name}`)}</h2>
        {!tabbed && (
          <button type="button" class="button button-quiet button-small button-icon" aria-label={words.t("dock.close")} onClick={close}><Icon name="close" /></button>
        )}
      </div>
      <div class="dock-scroll"><View desk={desk} /></div>
    </section>
  );
}
