// Tells what arrived: to the screen reader, to the unread marks and, about oneself, as a notice. Input: deltas, before they are taken.

import { signal } from "@preact/signals-core";

import type { Announcer } from "./announce";
import type { Announcement } from "./announcements";
import { isFor, type Cue } from "./cues";
import type { Hand, OwnHand } from "./floor";
import type { Changes, ServerFrame } from "./frames";
import type { Words } from "./i18n";
import type { Notices } from "./notices";
import type { Poll } from "./polls";
import type { OwnWaiting, Report, Waiting } from "./safety";
import type { Store } from "./store";
import { familyOf } from "./store";
import type { Said } from "./talk";
import type { Localized, Message, Moderation, OwnQuestion, Question, Session, Standing } from "./views";

const EXCERPT = 120;

export class Watch {
  /** What arrived in a panel and was not seen yet. */
  readonly unread = { chat: signal(0), questions: signal(0), polls: signal(0), talk: signal(0) };

  constructor(
    private readonly store: Store,
    private readonly words: Words,
    private readonly announcer: Announcer,
    private readonly notices: Notices,
  ) {}

  /** Looks at a frame that the store has not yet taken. */
  look(frame: ServerFrame): void {
    if (frame.type === "delta") this.#shared(frame.changes);
    else if (frame.type === "own" && !frame.reset) this.#own(frame.changes);
    else if (frame.type === "snapshot") this.#missed(frame.view);
  }

  #shared(changes: Changes): void {
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) continue;
      const family = familyOf(key);
      if (family === "chat/") this.#message(value as unknown as Message, this.store.peek(key) !== undefined);
      else if (family === "questions/") {
        this.#question(value as unknown as Question, this.store.peek<Question>(key));
      } else if (family === "polls/") this.#poll(value as unknown as Poll, this.store.peek<Poll>(key));
      else if (family === "sessions/") this.#session(value as unknown as Session, this.store.peek<Session>(key));
      else if (family === "announcements/") {
        if (this.store.peek(key) === undefined) this.announcer.say(this.#localized((value as unknown as Announcement).texts));
      } else if (family === "talk/") this.#said(value as unknown as Said, this.store.peek(key) !== undefined);
      else if (family === "cues/") this.#cue(value as unknown as Cue, this.store.peek<Cue>(key));
      else if (family === "hands/") this.#hand(value as unknown as Hand, this.store.peek<Hand>(key));
      else if (family === "held/") this.#waiting(value as unknown as Waiting, this.store.peek<Waiting>(key));
      else if (family === "reports/") this.#report(value as unknown as Report, this.store.peek(key) !== undefined);
      else if (key === "moderation") this.#lock((value as unknown as Moderation).locked);
    }
  }

  #message(message: Message, held: boolean): void {
    const { author, text, number } = message;
    if (held || author.participant === this.#me || number <= this.#newest()) return;
    this.unread.chat.value += 1;
    this.announcer.count("chat.announced", `${author.name}: ${text.slice(0, EXCERPT)}`);
  }

  /** After a new snapshot: what came while the connection was away. */
  #missed(view: Changes): void {
    const newest = this.#newest();
    if (newest === 0) return;
    for (const [key, value] of Object.entries(view)) {
      if (familyOf(key) === "chat/" && (value as unknown as Message).number > newest) {
        this.#message(value as unknown as Message, false);
      }
    }
  }

  #question({ state, text, asker }: Question, before: Question | undefined): void {
    if (asker?.participant === this.#me || before?.state === state) return;
    if (state === "open" && (before === undefined || before.state === "held")) {
      this.unread.questions.value += 1;
      this.announcer.count("questions.announced", this.words.t("questions.announced_one", { text: text.slice(0, EXCERPT) }));
    } else if (state === "held") {
      this.unread.questions.value += 1;
      this.announcer.count("questions.announced_held", this.words.t("questions.announced_held_one", { text: text.slice(0, EXCERPT) }));
    }
  }

  #poll({ state, text, revealed }: Poll, before: Poll | undefined): void {
    const opened = state === "open" && before?.state !== "open";
    const shown = revealed && before?.revealed === false;
    if (opened) this.unread.polls.value += 1;
    if (opened || shown) this.announcer.say(this.words.t(opened ? "polls.announced" : "polls.announced_results", { text: text.slice(0, EXCERPT) }));
  }

  /** A session that got other hours while one looked on. */
  #session({ title, starts, ends, state }: Session, before: Session | undefined): void {
    if (before === undefined || state === "over" || (before.starts === starts && before.ends === ends) || before.state !== state) return;
    const text = () => this.words.t("clock.moved", { title: this.#localized(title), time: this.words.hours(starts, ends) });
    this.announcer.say(text());
  }

  #localized(text: Localized): string {
    return text[this.words.language] ?? Object.values(text)[0] ?? "";
  }

  #said({ author, text }: Said, held: boolean): void {
    if (held || author.participant === this.#me) return;
    this.unread.talk.value += 1;
    this.announcer.count("talk.announced", this.words.t("talk.announced_one", { name: author.name, text: text.slice(0, EXCERPT) }));
  }

  #cue(cue: Cue, before: Cue | undefined): void {
    const me = this.store.welcome.peek()?.participant;
    if (before !== undefined || me === undefined || !isFor(cue, me)) return;
    this.announcer.say(this.words.t("cues.announced", { text: cue.text ?? this.words.t(`cues.kind.${cue.kind}`) }));
  }

  #hand({ state, name, about }: Hand, before: Hand | undefined): void {
    if (state !== "waiting" || before?.state === "waiting") return;
    this.announcer.count("floor.announced", this.words.t("floor.announced_one", { name, about: about.slice(0, EXCERPT) }));
  }

  #waiting({ state, author, text }: Waiting, before: Waiting | undefined): void {
    if (state !== "held" || before?.state === "held") return;
    this.announcer.count("safety.announced", this.words.t("safety.announced_one", { name: author.name, text: text.slice(0, EXCERPT) }));
  }

  #report({ text }: Report, held: boolean): void {
    if (!held) this.announcer.count("reports.announced", this.words.t("reports.announced_one", { text: text.slice(0, EXCERPT) }));
  }

  #lock(locked: boolean): void {
    if ((this.store.peek<Moderation>("moderation")?.locked ?? false) === locked) return;
    this.announcer.say(this.words.t(locked ? "moderation.now_locked" : "moderation.now_unlocked"));
  }

  #own(changes: Changes): void {
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) continue;
      if (familyOf(key) === "my/questions/") {
        const { state, edited_at, answer } = value as unknown as OwnQuestion;
        const was = this.store.peek<OwnQuestion>(key);
        const before = was?.state;
        if (before === undefined) continue;
        if (edited_at !== was?.edited_at) this.#tell("info", "questions.became_edited");
        if (answer !== undefined && answer.at !== was?.answer?.at) {
          this.#tell("good", "questions.became_replied");
          continue;
        }
        if (before === state) continue;
        this.#tell(state === "dismissed" || state === "merged" ? "info" : "good", `questions.became.${state}`);
      } else if (familyOf(key) === "my/cues/") {
        this.#cue(value as unknown as Cue, this.store.peek<Cue>(key));
      } else if (key === "my/hand") {
        const { state } = value as unknown as OwnHand;
        if (state !== "waiting" && this.store.peek<OwnHand>(key)?.state !== state) this.#tell(state === "granted" ? "good" : "info", `floor.yours.${state}`);
      } else if (familyOf(key) === "my/messages/") {
        const { state } = value as unknown as OwnWaiting;
        if (this.store.peek<OwnWaiting>(key)?.state === state) continue;
        // That it waits stands below the chat already.
        if (state === "held") this.announcer.say(this.words.t("safety.became.held"));
        else this.#tell("info", "safety.became.dismissed");
      } else if (familyOf(key) === "my/reports/") {
        this.#tell("good", "reports.thanks");
      } else if (key === "my/standing") {
        const { muted } = value as unknown as Standing;
        if ((this.store.peek<Standing>(key)?.muted ?? false) === muted) continue;
        this.#tell(muted ? "danger" : "good", muted ? "moderation.you_were_muted" : "moderation.you_were_unmuted");
      }
    }
  }

  #tell(tone: "info" | "good" | "danger", key: string): void {
    this.notices.show(tone, () => this.words.t(key));
    this.announcer.say(this.words.t(key));
  }

  get #me(): string | undefined {
    return this.store.welcome.peek()?.participant.participant;
  }

  #newest(): number {
    let newest = 0;
    for (const key of this.store.keys("chat/")) newest = Math.max(newest, this.store.peek<Message>(key)?.number ?? 0);
    return newest;
  }
}
