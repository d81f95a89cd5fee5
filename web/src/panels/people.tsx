// Who is here: numbers by role for everyone, names for backstage and green room, with what a moderator may do.

import { useComputed, useSignal, type ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { useRoom } from "../context";
import { mainPart, neighbourOrHeading, useFocusHeir } from "../focus_heir";
import type { Role } from "../frames";
import { baseLanguage } from "../i18n";
import { calledIn, type Purged } from "../safety";
import type { Restricted } from "../views";
import { TalkPanel } from "./talk/panel";
import { ParticipantDeeds } from "./participant_deeds";

const ROLES: readonly Role[] = ["organizer", "moderator", "speaker", "interpreter", "captioner", "attendee"];
const FILTERED_FROM = 12;

interface Here {
  readonly participant: string;
  readonly name: string;
  readonly role: Role;
  readonly language: string;
}

export function PeoplePanel({ shown }: { shown?: ReadonlySignal<boolean> }) {
  const room = useRoom();
  return (
    <>
      <Counts />
      {room.greenRoom && (
        <section class="stack stack-tight" aria-labelledby="talk-title">
          <h3 id="talk-title" class="panel-subtitle">{room.words.t("talk.title")}</h3>
          <TalkPanel {...(shown ? { shown } : {})} />
        </section>
      )}
      {(room.backstage || room.greenRoom) && <Names />}
      {room.backstage && <RestrictedList />}
    </>
  );
}

function Counts() {
  const { store, words } = useRoom();
  const counts = store.counts.value;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  // The reader is here, so nobody means that the room has not told yet.
  if (all === 0) return null;
  return (
    <div class="counts">
      <p class="counts-all"><span class="counts-figure figures">{words.number(all)}</span> {words.t("people_panel.here", { count: all })}</p>
      <ul class="list-plain cluster">
        {ROLES.filter((role) => (counts[role] ?? 0) > 0).map((role) => (
          <li key={role} class="badge">{words.t(`people_panel.count.${role}`, { count: counts[role]! })}</li>
        ))}
      </ul>
    </div>
  );
}

function Names() {
  const { store, words } = useRoom();
  const wanted = useSignal("");
  const all = useComputed(() => sorted([...store.people.value].map(([participant, person]) => ({ participant, ...person }))));
  const needle = wanted.value.trim().toLocaleLowerCase();
  const shown = needle === "" ? all.value : all.value.filter(({ name }) => name.toLocaleLowerCase().includes(needle));
  return (
    <section class="stack stack-tight" aria-labelledby="names-title">
      <h3 id="names-title" class="panel-subtitle">{words.t("people_panel.names")}</h3>
      {all.value.length >= FILTERED_FROM && (
        <label class="field">
          <span class="visually-hidden">{words.t("people_panel.find")}</span>
          <input class="input" type="search" placeholder={words.t("people_panel.find")} value={wanted.value}
            onInput={(input) => (wanted.value = input.currentTarget.value)} />
        </label>
      )}
      {shown.length === 0 && <p class="meta">{words.t("people_panel.nobody")}</p>}
      <ul class="list-plain people-list">
        {shown.map((person) => <Name key={person.participant} person={person} />)}
      </ul>
    </section>
  );
}

function Name({ person }: { person: Here }) {
  const room = useRoom();
  const { words, me } = room;
  const other = baseLanguage(person.language) !== baseLanguage(words.language);
  return (
    <li class="person">
      <p class="person-line">
        <bdi class="person-called">{person.name}</bdi>
        {person.participant === me.participant && <span class="meta">{words.t("people_panel.you")}</span>}
        {person.role !== "attendee" && <span class="badge badge-role">{words.t(`role.${person.role}`)}</span>}
        {other && <span class="meta">{words.languageName(person.language)}</span>}
      </p>
      {room.mayModerate(person.participant, person.role) && <ParticipantDeeds participant={person.participant} name={person.name} />}
    </li>
  );
}

/** Those who are muted, removed or banned, here or not, so that it can be undone. */
function RestrictedList() {
  const room = useRoom();
  const { store, words } = room;
  const acted = new Map([...store.values<Purged>("purges/"), ...store.values<Restricted>("moderation/")].map(({ participant, name }) => [participant, name]));
  const restricted = [...acted].map(([participant, name]) => ({ participant, name: calledIn(room, participant, name) })).sort((a, b) => a.name.localeCompare(b.name));
  if (restricted.length === 0) return null;
  return (
    <section class="stack stack-tight" aria-labelledby="restricted-title">
      <h3 id="restricted-title" class="panel-subtitle">{words.t("people_panel.restricted")}</h3>
      <ul class="list-plain people-list">
        {restricted.map(({ participant, name }) => <RestrictedPerson key={participant} participant={participant} name={name} />)}
      </ul>
    </section>
  );
}

function RestrictedPerson({ participant, name }: { participant: string; name: string }) {
  const item = useRef<HTMLLIElement>(null);
  useFocusHeir(item, (leaving) => neighbourOrHeading(leaving) ?? mainPart());
  return (
    <li ref={item} class="person" tabIndex={-1}>
      <p class="person-line"><bdi class="person-called">{name}</bdi></p>
      <ParticipantDeeds participant={participant} name={name} onlyUndo />
    </li>
  );
}

function sorted(people: readonly Here[]): Here[] {
  return [...people].sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || a.name.localeCompare(b.name));
}
