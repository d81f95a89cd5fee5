// The stage as the view tells it (PROTOCOL.md §6): who is on it, what they send, how it is laid out; and what follows for the player:
// which tiles there are and which tracks they carry. No DOM.

import type { Source } from "./peer/publisher";
import type { Wish } from "./peer/subscriber";
import type { Rung } from "./player/ladder";
import type { Role } from "./frames";

export const LAYOUTS = ["speaker", "side_by_side", "screen"] as const;
export type Layout = (typeof LAYOUTS)[number];

export type StageCommand =
  | { readonly type: "stage.bring"; readonly participant: string }
  | { readonly type: "stage.take_off"; readonly participant: string }
  | { readonly type: "stage.layout"; readonly layout: Layout }
  | { readonly type: "stage.hold"; readonly text: string; readonly until: number | null }
  | { readonly type: "stage.resume" }
  | { readonly type: "stage.ready"; readonly state: Readiness }
  | { readonly type: "stage.speak"; readonly language: string }
  | { readonly type: "stage.mute"; readonly participant: string; readonly source: Source }
  | { readonly type: "stage.unmute"; readonly source: Source };

export interface StageView {
  readonly layout: Layout;
  readonly holding: { readonly text: string; readonly language: string; readonly until: number | null } | null;
  readonly broadcast: { readonly since: number } | null;
}

/** Who muted a source; only the person themselves unmutes it. */
export type Muted = { readonly [source in Source]?: "self" | "moderator" };

/** Somebody on the stage, `stage/<participant>`. */
export interface OnStage {
  readonly participant: string;
  readonly name: string;
  readonly role: Role;
  readonly sources: readonly Source[];
  readonly muted: Muted;
  /** Those of the sources that cannot be broadcast, because of their codec. */
  readonly unsuitable?: readonly Source[];
  readonly order: number;
  /** What they speak, as they told. */
  readonly language?: string;
}

export type Readiness = "ready" | "checking" | "away";

/** Somebody behind the stage, `backstage/<participant>`; for those at work only. */
export interface Backstage {
  readonly participant: string;
  readonly name: string;
  readonly role: Role;
  readonly state: Readiness;
  readonly sources: readonly Source[];
  readonly muted: Muted;
  /** Those of the sources that cannot be broadcast, because of their codec. */
  readonly unsuitable: readonly Source[];
  /** What they speak, as they told. */
  readonly language?: string;
}

export interface Tile {
  /** Also the name of the seat that carries it. */
  readonly name: string;
  readonly participant: string;
  readonly caption: string;
  readonly kind: "person" | "screen";
  /** The ids of its tracks; null for what is not sent, or is muted. */
  readonly video: string | null;
  readonly audio: string | null;
  readonly silent: boolean;
}

export const trackOf = (participant: string, source: Source, kind: "video" | "audio") => `${participant}/${source}/${kind}`;

export interface Sender {
  readonly participant: string;
  readonly name: string;
  readonly sources: readonly Source[];
  readonly muted?: Muted;
}

/** The tiles of some people, in their order: each person's screen before the person. */
export function tilesOf(people: readonly Sender[]): Tile[] {
  return people.flatMap(({ participant, name, sources, muted = {} }) => {
    const sends = (source: Source) => sources.includes(source) && muted[source] === undefined;
    const tiles: Tile[] = [];
    if (sends("screen")) {
      tiles.push({ name: `${participant}/screen`, participant, caption: name, kind: "screen", video: trackOf(participant, "screen", "video"), audio: trackOf(participant, "screen", "audio"), silent: false });
    }
    tiles.push({
      name: participant,
      participant,
      caption: name,
      kind: "person",
      video: sends("camera") ? trackOf(participant, "camera", "video") : null,
      audio: sends("microphone") ? trackOf(participant, "microphone", "audio") : null,
      silent: !sends("microphone"),
    });
    return tiles;
  });
}

/** Which tile is large: a screen where the layout shows one, else whoever speaks, else the first. `side_by_side` has none. */
export function largeOf(tiles: readonly Tile[], layout: Layout, speaking: string | null): string | null {
  if (layout === "side_by_side") return null;
  const screen = tiles.find(({ kind }) => kind === "screen");
  if (layout === "screen" && screen !== undefined) return screen.name;
  const people = tiles.filter(({ kind }) => kind === "person");
  return (people.find(({ participant }) => participant === speaking) ?? people[0] ?? screen)?.name ?? null;
}

/** What the broadcast shows: a picture, and one beside it where the layout shows two. Captions name whose they are; null where that changes. */
export interface BroadcastPictures {
  readonly screen: boolean;
  readonly two: boolean;
  readonly captions: readonly [string | null, string | null];
  /** Whose pictures it cannot carry, while it carries none at all. */
  readonly unsuitable: readonly string[];
}

/** As the server chooses them (server/broadcasting.py). */
export function broadcastOf(people: readonly OnStage[], layout: Layout): BroadcastPictures {
  const sending = (source: Source) => people.filter(({ sources, muted }) => sources.includes(source) && muted[source] === undefined);
  const suiting = (source: Source) => sending(source).filter(({ unsuitable = [] }) => !unsuitable.includes(source));
  const [cameras, screens] = [suiting("camera"), suiting("screen")];
  const only = (some: readonly OnStage[]) => (some.length === 1 ? some[0]!.name : null);
  if (screens.length > 0 && (layout === "screen" || cameras.length === 0)) return { screen: true, two: cameras.length > 0, captions: [screens.at(-1)!.name, only(cameras)], unsuitable: [] };
  const two = layout === "side_by_side" && cameras.length > 1;
  const sure = two && cameras.length === 2;
  const nothing = cameras.length + screens.length === 0;
  const unsuitable = nothing ? [...sending("camera"), ...sending("screen")].map(({ name }) => name) : [];
  return { screen: false, two, captions: sure ? [cameras[0]!.name, cameras[1]!.name] : [two ? null : only(cameras), null], unsuitable };
}

/** What to receive for these tiles on a rung of the ladder. */
export function wishesFor(tiles: readonly Tile[], rung: Rung): Wish[] {
  if (rung === "words") return [];
  return tiles
    .map(({ name, video, audio }) => ({ name, video: rung === "sound" ? null : video, audio, layer: rung === "small" && video !== null ? "l" : null }))
    .filter(({ video, audio }) => video !== null || audio !== null);
}

/** Who has been the loudest lately, with a little patience so that tiles do not jump. Levels in -dBov: 0 is loudest. */
export class Speaking {
  #who: string | null = null;
  #since = 0;

  /** Takes levels by participant at a time in milliseconds; gives who is speaking. */
  take(levels: { readonly [participant: string]: number }, at: number): string | null {
    const [loudest] = Object.entries(levels).sort(([, a], [, b]) => a - b);
    if (loudest === undefined || loudest[1] > HEARD) return this.#who;
    const [who] = loudest;
    if (who === this.#who) this.#since = at;
    else if (this.#who === null || at - this.#since > HOLD_MS) {
      this.#who = who;
      this.#since = at;
    }
    return this.#who;
  }
}

const HEARD = 45;
const HOLD_MS = 1_500;
