// The live room as the panels use it: store, connection, clock, words, drafts and notices, put together once. No DOM.

import { effect, signal } from "@preact/signals-core";

import { Announcer } from "./announce";
import { Chime } from "./chime";
import { Interim, Looks } from "./captions";
import { Choice } from "./choice";
import { ServerClock, type Timers } from "./clock";
import { Connection, type Socket } from "./connection";
import { Drafts } from "./drafts";
import type { Command, Participant, Role, ServerFrame } from "./frames";
import { History } from "./history";
import { pick, type Picked, type Words } from "./i18n";
import { Notices } from "./notices";
import type { Channel } from "./interpretation";
import type { PageData } from "./page_data";
import { PendingCommands, type Pending } from "./pending";
import { boxOf, putBack, refusalText } from "./refusals";
import type { Shelf } from "./shelf";
import { Signals } from "./signals";
import { Soundings } from "./soundings";
import { Spoken } from "./spoken";
import { Store } from "./store";
import type { Localized } from "./views";
import { Watch } from "./watch";

/** What the room stands on; the browser's in main.tsx, a test's own in tests. */
export interface Ground {
  readonly timers: Timers;
  readonly shelf: Shelf;
  readonly words: Words;
  readonly openSocket: () => Socket;
  readonly newId: () => string;
  readonly speak: (text: string) => void;
}

/** A question to the person before something is done that others feel. */
export interface Confirmation {
  readonly title: string;
  readonly text: string;
  readonly deed: string;
  readonly answer: (yes: boolean) => void;
}

export class LiveRoom {
  readonly store = new Store();
  readonly signals = new Signals();
  readonly words: Words;
  readonly clock: ServerClock;
  readonly pending: PendingCommands;
  readonly drafts: Drafts;
  readonly notices: Notices;
  readonly announcer: Announcer;
  readonly connection: Connection;
  readonly history: History;
  readonly watch: Watch;
  readonly timers: Timers;
  readonly chime: Chime;
  readonly choice: Choice;
  readonly interim: Interim;
  readonly looks: Looks;
  readonly soundings: Soundings;
  readonly spoken: Spoken;
  /** Where small things of this person and room outlive a reload, and how their keys begin. */
  readonly shelf: Shelf;
  readonly place: string;
  /** A name that nothing had before. */
  readonly newId: () => string;
  /** By how many milliseconds what is seen here is behind what happens: over the broadcast some seconds. */
  readonly behind = signal(0);
  readonly confirmation = signal<Confirmation | null>(null);

  constructor(
    readonly page: PageData,
    { timers, shelf, words, openSocket, newId, speak }: Ground,
  ) {
    const place = `puente/${page.conference.slug}/${page.room.slug}/${page.participant.participant}`;
    this.shelf = shelf;
    this.place = place;
    this.newId = newId;
    this.words = words;
    this.timers = timers;
    this.chime = new Chime(shelf);
    this.clock = new ServerClock(timers, page.now);
    this.pending = new PendingCommands(shelf, `${place}/pending`);
    this.drafts = new Drafts(shelf, `${place}/draft`);
    this.notices = new Notices(timers);
    this.announcer = new Announcer(timers, (key, count) => words.t(key, { count }), speak);
    this.watch = new Watch(this.store, words, this.announcer, this.notices);
    this.connection = new Connection(
      {
        open: openSocket,
        timers,
        newId,
        pending: this.pending,
        position: () => this.store.position.peek(),
        forgetPosition: () => this.store.forgetPosition(),
        take: (frame) => this.#take(frame),
        refused: (pending) => this.#refused(pending),
      },
      page.language,
    );
    this.interim = new Interim(this);
    this.looks = new Looks(shelf);
    this.soundings = new Soundings(this);
    this.spoken = new Spoken(this);
    this.choice = new Choice(page.choice, () => words.language, (choice) => this.connection.setChoice(choice));
    effect(() => {
      const channels = this.store.values<Channel>("channels/").map(({ language }) => language);
      if (channels.join() !== this.choice.channels.peek().join()) this.choice.channels.value = channels;
    });
    this.history = new History(this.store, this.connection);
  }

  get me(): Participant {
    return this.store.welcome.value?.participant ?? this.page.participant;
  }

  get backstage(): boolean {
    return this.store.welcome.value?.audience === "backstage";
  }

  /** Whether the reader works at this session: speaks, interprets, captions. */
  get greenRoom(): boolean {
    const audience = this.store.welcome.value?.audience;
    return audience === "green_room" || audience === "booth";
  }

  /** Whether the person's role permits a command. Until the server's welcome nothing is. */
  may(capability: Command["type"]): boolean {
    return this.store.welcome.value?.capabilities.includes(capability) ?? false;
  }

  /** A moderator acts on all but staff; an organizer on moderators too; nobody on themselves. */
  mayModerate(participant: string, role: Role): boolean {
    const { me } = this;
    if (!this.may("participant.mute") || participant === me.participant) return false;
    return role === "moderator" ? me.role === "organizer" : role !== "organizer" && role !== "server";
  }

  give(command: Command): void {
    this.connection.send(command, this.clock.now());
  }

  /** The pending commands of one kind that were not refused. */
  underWay<T extends Command["type"]>(...types: T[]): (Pending & { command: Extract<Command, { type: T }> })[] {
    const wanted: readonly string[] = types;
    return this.pending.list.value.filter(
      (pending): pending is Pending & { command: Extract<Command, { type: T }> } =>
        pending.refusal === null && wanted.includes(pending.command.type),
    );
  }

  /** How many commands wait for an answer. */
  underWayCount(): number {
    return this.pending.list.value.filter(({ refusal }) => refusal === null).length;
  }

  /** A text in several languages as this reader gets it. */
  localized(text: Localized): Picked {
    return pick(text, this.words.language, this.page.default_language);
  }

  /** Asks before something is done; resolves to the answer. */
  confirm(title: string, text: string, deed: string): Promise<boolean> {
    return new Promise((resolve) => {
      this.confirmation.value = {
        title,
        text,
        deed,
        answer: (yes) => {
          this.confirmation.value = null;
          resolve(yes);
        },
      };
    });
  }

  #take(frame: ServerFrame): void {
    if (frame.type === "welcome" || frame.type === "ping") this.clock.tell(frame.now);
    if (frame.type === "signal") return this.signals.take(frame);
    // What was signalled while nobody was here is not known: whoever sends or receives looks whether the media moved.
    if (frame.type === "welcome" && this.store.welcome.peek() !== null) this.signals.take({ type: "signal", signal: "media.restarted" });
    this.watch.look(frame);
    const [taken, after] = this.history.look(frame);
    this.store.take(taken);
    after?.();
  }

  #refused(pending: Pending): void {
    const { refusal, command, id } = pending;
    if (refusal === null) return;
    const text = () => refusalText(this.words, refusal);
    this.announcer.say(text());
    if (putBack(this.drafts, pending)) this.pending.drop(id);
    else if (boxOf(command) === null) {
      this.pending.drop(id);
      this.notices.show("danger", text);
    }
    // A refused text whose box holds a newer one stays in its list, where it can be sent again or given up.
  }
}
