// What takes back the work at a session: hands, cues, the clock, announcements, the stage, channels, polls. No DOM.
//
// The commands carry the state in which they left things, where the server can hold them against it, so that an old action undoes nothing
// that somebody else decided since.

import type { Announcement } from "../../announcements";
import type { Cue } from "../../cues";
import { handsInOrder, type Hand } from "../../floor";
import type { Poll } from "../../polls";
import type { LiveRoom } from "../../room";
import type { SlideShown } from "../../slides";
import type { StageView } from "../../stage";
import type { Said } from "../../talk";
import type { QuestionSettings } from "../../views";
import type { Given } from "../everywhere";
import type { Inverses } from "./inverse";

type Area = "floor" | "cue" | "talk" | "session" | "announcement" | "everywhere" | "stage" | "slides" | "manuscript" | "channel" | "booth" | "poll" | "caption" | "translation";

export const WORK: Inverses<Area> = {
  "floor.request": null,
  "floor.withdraw": null,
  "floor.release": null,
  "floor.return": null,
  "floor.grant": ({ participant }) => [{ type: "floor.return", participant, seen: "granted" }],
  "floor.decline": ({ participant }) => [{ type: "floor.return", participant, seen: "declined" }],
  "floor.revoke": ({ participant }) => [{ type: "floor.return", participant, seen: "revoked" }, { type: "floor.grant", participant }],
  "floor.clear": (_, { store }) => handsInOrder(store.values<Hand>("hands/")).waiting.map(({ participant }) => ({ type: "floor.return", participant, seen: "declined" }) as const),
  "cue.acknowledge": null,
  "cue.send": ({ kind, to }, { store, me }) => {
    const known = new Set(store.values<Cue>("cues/").map(({ cue }) => cue));
    const mine = (cue: Cue) => !known.has(cue.cue) && cue.by?.participant === me.participant && cue.kind === kind && cue.to === to;
    return () => store.values<Cue>("cues/").filter(mine).slice(-1).map(({ cue }) => ({ type: "cue.withdraw", cue }));
  },
  "cue.withdraw": ({ cue }, { store }) => {
    const was = store.peek<Cue>(`cues/${cue}`);
    if (was === undefined) return [];
    const { kind, to, person, text } = was;
    return [{ type: "cue.send", kind, to, ...(person === undefined ? {} : { participant: person.participant }), ...(text === undefined ? {} : { text }) }];
  },
  // What is said is said; its author takes it away where it stands.
  "talk.send": null,
  "talk.remove": ({ talk }, { store }) => {
    const was = store.peek<Said>(`talk/${talk}`);
    return was === undefined ? [] : [{ type: "talk.send", circle: was.circle, text: was.text }];
  },
  "session.start": ({ session }, { store }) => {
    const mode = store.peek<QuestionSettings>("questions")?.mode;
    return () => {
      const changed = mode !== undefined && store.peek<QuestionSettings>("questions")?.mode !== mode;
      return [{ type: "session.take_back", session }, ...(changed ? [{ type: "question.set_mode", mode } as const] : [])];
    };
  },
  "session.extend": ({ session }) => [{ type: "session.take_back", session }],
  "session.end": ({ session }) => [{ type: "session.take_back", session }],
  "session.take_back": null,
  "announcement.post": ({ announcement }) => [{ type: "announcement.withdraw", announcement }],
  "everywhere.post": ({ announcement }) => [{ type: "everywhere.withdraw", announcement }],
  "announcement.edit": edited("announcement.edit"),
  "everywhere.edit": edited("everywhere.edit"),
  "announcement.withdraw": postedAgain("announcement.post"),
  "everywhere.withdraw": postedAgain("everywhere.post"),
  "stage.bring": ({ participant }) => [{ type: "stage.take_off", participant }],
  "stage.take_off": ({ participant }) => [{ type: "stage.bring", participant }],
  "stage.layout": (_, { store }) => [{ type: "stage.layout", layout: store.peek<StageView>("stage")?.layout ?? "speaker" }],
  "stage.hold": (_, { store }) => {
    const held = store.peek<StageView>("stage")?.holding;
    return [held ? { type: "stage.hold", text: held.text, until: held.until } : { type: "stage.resume" }];
  },
  "stage.resume": (_, { store }) => {
    const held = store.peek<StageView>("stage")?.holding;
    return held ? [{ type: "stage.hold", text: held.text, until: held.until }] : [];
  },
  "stage.ready": null,
  "stage.speak": null,
  // Only oneself unmutes, so nobody is heard against their will.
  "stage.mute": null,
  "stage.unmute": null,
  "stage.slide": (_, { store }) => {
    const shown = store.peek<SlideShown>("slides");
    return [{ type: "stage.slide", deck: shown?.deck ?? null, ...(shown?.page == null ? {} : { page: shown.page }) }];
  },
  "slides.remove": null,
  "manuscript.hand_in": null,
  "manuscript.withdraw": null,
  "channel.open": ({ language }) => [{ type: "channel.close", language }],
  "channel.close": ({ language }) => [{ type: "channel.open", language }],
  "booth.join": null,
  "booth.leave": null,
  "booth.go_on_air": null,
  "booth.go_off_air": null,
  "booth.accept": null,
  "booth.take": null,
  "booth.withdraw": null,
  "booth.direct": null,
  "booth.offer": null,
  "booth.send": null,
  "poll.draft": (_, { store }) => {
    const known = store.keys("polls/");
    return () => store.values<Poll>("polls/").filter(({ poll, state }) => state === "draft" && !known.has(`polls/${poll}`)).slice(-1).map(({ poll }) => ({ type: "poll.discard", poll }));
  },
  "poll.edit": ({ poll }, { store }) => {
    const was = store.peek<Poll>(`polls/${poll}`);
    if (was === undefined) return [];
    const { kind, text, options, most, anonymous, reveal } = was;
    return [{ type: "poll.edit", poll, kind, text, options, most: kind === "multiple" || kind === "words" ? most : null, anonymous, reveal }];
  },
  "poll.open": ({ poll }, { store }) => {
    const was = store.peek<Poll>(`polls/${poll}`);
    // Closing one that shows its results by that would show them.
    return was?.reveal === "close" && !was.revealed ? [] : [{ type: "poll.close", poll }];
  },
  "poll.close": ({ poll }) => [{ type: "poll.open", poll }],
  // What the hall has seen it has seen, and what was discarded is gone; the form asks before.
  "poll.reveal": null,
  "poll.discard": null,
  "poll.vote": null,
  "caption.write": null,
  "caption.correct": null,
  "caption.remove": null,
  "caption.take_turn": null,
  "caption.end_turn": null,
  "translation.correct": null,
};

/** Of a command that changes an announcement. */
function edited(type: "announcement.edit" | "everywhere.edit") {
  return ({ announcement }: { readonly announcement: string }, { store }: LiveRoom): Given[] => {
    const was = store.peek<Announcement>(`announcements/${announcement}`);
    return was === undefined ? [] : [{ type, announcement, texts: was.texts, until: was.until }];
  };
}

/** Of a command that takes an announcement back: one that was taken back stays so, and what comes is the same one again. */
function postedAgain(type: "announcement.post" | "everywhere.post") {
  return ({ announcement }: { readonly announcement: string }, { store, newId }: LiveRoom): Given[] => {
    const was = store.peek<Announcement>(`announcements/${announcement}`);
    return was === undefined ? [] : [{ type, announcement: newId(), texts: was.texts, until: was.until }];
  };
}
