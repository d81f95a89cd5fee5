// The panels of the dock, in their order. A new panel is one line here, a component, and its words `dock.<name>`.

import type { ComponentType } from "preact";

import { isFor, isRead, standing, type Cue } from "../cues";
import { handsInOrder, type Hand } from "../floor";
import type { IconName } from "../icons";
import { PollsPanel } from "../panels/polls/panel";
import { TalkPanel } from "../panels/talk/panel";
import type { LiveRoom } from "../room";
import { reportsOf, waitingOf } from "../safety";
import type { Backstage } from "../stage";
import { CuesPanel } from "./cues";
import { overrunOf } from "../programme";
import type { Session } from "../views";
import { AnnouncementsPanel } from "./announcements";
import { ChannelsPanel, waitingChannels } from "./channels";
import { ClockPanel } from "./clock";
import type { Desk } from "./desk";
import { HandsPanel } from "./hands";
import { ReportsPanel, SafetyPanel, WaitingPanel } from "./safety";
import { StagePanel } from "./stage";

export type DockName = "polls" | "stage" | "channels" | "announcements" | "clock" | "hands" | "cues" | "talk" | "approvals" | "reports" | "safety";

export interface DockPanel {
  readonly name: DockName;
  readonly icon: IconName;
  readonly may: (room: LiveRoom) => boolean;
  /** How many things in it wait for a moderator. */
  readonly waiting: (room: LiveRoom) => number;
  readonly view: ComponentType<{ desk: Desk }>;
}

/** The keys that open them, as they lie beside each other on the keyboard. */
export const DOCK_KEYS: readonly string[] = [..."1234567890-"];

export const PANELS: readonly DockPanel[] = [
  {
    name: "clock", icon: "clock", may: (room) => room.may("session.start"), view: ClockPanel,
    waiting: ({ store, clock }) => store.values<Session>("sessions/").filter((session) => overrunOf(session, clock.second.value) > 0).length,
  },
  {
    name: "hands", icon: "hand", may: (room) => room.may("floor.grant"), view: HandsPanel,
    waiting: ({ store }) => handsInOrder(store.values<Hand>("hands/")).waiting.length,
  },
  { name: "polls", icon: "poll", may: (room) => room.may("poll.draft"), view: PollsDock, waiting: () => 0 },
  {
    name: "cues", icon: "cue", may: (room) => room.may("cue.send"), view: CuesPanel,
    waiting: ({ store, me, clock }) => standing(store.values<Cue>("cues/"), [], clock.second.value).filter((cue) => isFor(cue, me) && !isRead(cue, me)).length,
  },
  { name: "announcements", icon: "horn", may: (room) => room.may("announcement.post"), view: AnnouncementsPanel, waiting: () => 0 },
  { name: "talk", icon: "talk", may: (room) => room.may("talk.send"), view: () => <TalkPanel />, waiting: ({ watch }) => watch.unread.talk.value },
  {
    name: "stage", icon: "camera", may: (room) => room.may("stage.bring"), view: StagePanel,
    // Those who are ready and not yet on.
    waiting: ({ store }) => store.values<Backstage>("backstage/").filter(({ participant, state }) => state === "ready" && store.get(`stage/${participant}`) === undefined).length,
  },
  { name: "channels", icon: "languages", may: (room) => room.may("channel.open"), view: ChannelsPanel, waiting: waitingChannels },
  {
    name: "approvals", icon: "hourglass", may: (room) => room.may("chat.approve"), view: WaitingPanel,
    waiting: ({ store }) => waitingOf(store).filter(({ state }) => state === "held").length,
  },
  {
    name: "reports", icon: "flag", may: (room) => room.may("report.handle"), view: ReportsPanel,
    waiting: ({ store }) => reportsOf(store).filter(({ state }) => state === "open").length,
  },
  { name: "safety", icon: "shield", may: (room) => room.may("room.lock_down"), view: SafetyPanel, waiting: () => 0 },
];

const OPEN = { value: true };

function PollsDock({ desk }: { desk: Desk }) {
  return <PollsPanel shown={OPEN} act={(command, said) => void desk.act([command], said)} />;
}

export function panelOf(name: DockName): DockPanel {
  return PANELS.find((panel) => panel.name === name)!;
}
