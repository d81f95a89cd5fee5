// The panels' tabs, where the window shows one at a time.

import { useRoom } from "../context";
import { Icon, type IconName } from "../icons";
import { tabKeys } from "./tab_keys";

export type PanelName = "sessions" | "chat" | "questions" | "polls" | "people";

const ICONS: { readonly [panel in PanelName]: IconName } = { sessions: "session", chat: "chat", questions: "question", polls: "poll", people: "people" };

export const tabId = (panel: PanelName) => `tab-${panel}`;
export const panelId = (panel: PanelName) => `panel-${panel}`;

export interface TabsProps {
  readonly panels: readonly PanelName[];
  readonly chosen: PanelName;
  readonly choose: (panel: PanelName) => void;
}

export function Tabs({ panels, chosen, choose }: TabsProps) {
  const { words, watch, greenRoom } = useRoom();
  const unread: { readonly [panel in PanelName]?: number } = { chat: watch.unread.chat.value, questions: watch.unread.questions.value, polls: watch.unread.polls.value, people: greenRoom ? watch.unread.talk.value : 0 };
  return (
    <div class="tabs room-tabs" role="tablist" aria-label={words.t("room.panels")} onKeyDown={tabKeys(panels, tabId, chosen, choose)}>
      {panels.map((panel) => {
        const selected = chosen === panel;
        const mark = selected ? 0 : (unread[panel] ?? 0);
        return (
          <button key={panel} type="button" id={tabId(panel)} class="tab" role="tab" aria-selected={selected} aria-controls={panelId(panel)}
            tabIndex={selected ? 0 : -1} onClick={() => choose(panel)}>
            <Icon name={ICONS[panel]} />
            <span>{words.t(`room.panel.${panel}`)}</span>
            {mark > 0 && (
              <span class="count tab-unread"><span aria-hidden="true">{mark > 99 ? "99+" : mark}</span>
                <span class="visually-hidden">{words.t("room.unread", { count: mark })}</span></span>
            )}
          </button>
        );
      })}
    </div>
  );
}
