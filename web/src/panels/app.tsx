// The whole of the live room: the strip, the stage, and the panels side by side or in tabs. The panels keep their place in the
// document in every layout, so that nothing written, scrolled or focused is lost when the window changes.

import { useComputed, useSignal, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

import { useRoom } from "../context";
import type { Layout } from "../layout";
import { programmeAt } from "../programme";
import type { Session } from "../views";
import { Band } from "./band";
import { ChatPanel } from "./chat/panel";
import { ConfirmationDialog } from "./confirmation";
import { ConnectionStrip } from "./connection_strip";
import { ModerationPanel } from "./moderation";
import { NoticeList } from "./notices";
import { PeoplePanel } from "./people";
import { PollsPanel } from "./polls/panel";
import { QuestionsPanel } from "./questions/panel";
import { SessionsPanel } from "./sessions";
import { Stage } from "./stage";
import { panelId, tabId, Tabs, type PanelName } from "./tabs";

const NARROW: readonly PanelName[] = ["sessions", "chat", "questions", "polls", "people"];
const MIDDLE: readonly PanelName[] = ["chat", "questions", "polls", "people"];

export function App({ layout }: { layout: ReadonlySignal<Layout> }) {
  const room = useRoom();
  const { store, clock } = room;
  const chosen = useSignal<PanelName>("chat");
  const sessions = useComputed(() => store.values<Session>("sessions/"));
  // Who is now and next changes seldom; the second that tells it, all the time.
  const turn = useComputed(() => {
    const { now, next } = programmeAt(sessions.value, clock.second.value);
    return `${now?.session} ${next?.session}`;
  });
  const programme = useComputed(() => {
    void turn.value;
    return programmeAt(sessions.value, clock.second.peek());
  });
  const tabs = useComputed(() => (layout.value === "narrow" ? NARROW : layout.value === "middle" ? MIDDLE : []));
  const current = useComputed(() => (tabs.value.includes(chosen.value) ? chosen.value : "chat"));
  const shown = (panel: PanelName) => !tabs.value.includes(panel) || current.value === panel;
  const chatShown = useComputed(() => shown("chat"));
  const peopleShown = useComputed(() => shown("people"));
  const questionsShown = useComputed(() => shown("questions"));
  // Beside the others the polls take room only where there is one to see or to make.
  const pollsShown = useComputed(() => shown("polls") && (tabs.value.includes("polls") || room.may("poll.draft") || store.keys("polls/").size > 0));
  const panel = (name: PanelName, content: ComponentChildren) => (
    <Panel name={name} tabbed={tabs.value.includes(name)} shown={name === "polls" ? pollsShown.value : shown(name)}>{content}</Panel>
  );
  return (
    <div class="room" data-layout={layout.value}>
      <ConnectionStrip />
      <Stage programme={programme} />
      <Band />
      {tabs.value.length > 0 && <Tabs panels={tabs.value} chosen={current.value} choose={(name) => (chosen.value = name)} />}
      {panel("sessions", <div class="panel-scroll" {...scrollable("sessions")}><SessionsPanel programme={programme} /></div>)}
      <div class="room-asking">
        {panel("polls", <PollsPanel shown={pollsShown} />)}
        {panel("questions", <QuestionsPanel shown={questionsShown} />)}
      </div>
      {panel("chat", <ChatPanel shown={chatShown} />)}
      {panel("people", (
        <div class="panel-scroll" {...scrollable("people")}>
          {room.backstage && <ModerationPanel />}
          <PeoplePanel shown={peopleShown} />
        </div>
      ))}
      <NoticeList />
      <ConfirmationDialog />
    </div>
  );
}

/** What scrolls and may hold nothing to press is reached by keyboard itself. */
const scrollable = (name: PanelName) => ({ tabIndex: 0, role: "group", "aria-labelledby": `panel-title-${name}` }) as const;

function Panel({ name, tabbed, shown, children }: { name: PanelName; tabbed: boolean; shown: boolean; children: ComponentChildren }) {
  const { words } = useRoom();
  const title = `panel-title-${name}`;
  return (
    <section id={panelId(name)} class="panel" data-panel={name} hidden={!shown} role={tabbed ? "tabpanel" : "region"}
      aria-labelledby={tabbed ? tabId(name) : title} {...(tabbed ? { tabIndex: -1 } : {})}>
      <h2 id={title} class={tabbed ? "visually-hidden" : "panel-title"}>{words.t(`room.panel.${name}`)}</h2>
      {children}
    </section>
  );
}
