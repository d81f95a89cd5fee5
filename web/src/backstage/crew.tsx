// Who is here and how they stand, and who of the programme is still missing.

import { useRoom } from "../context";
import { Icon } from "../icons";
import type { Backstage } from "../stage";
import type { SessionPerson } from "../views";
import type { GreenRoom } from "./green_room";

export function Crew({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words, store, me } = useRoom();
  const here = store.values<Backstage>("backstage/").sort((a, b) => a.name.localeCompare(b.name));
  const missing = missingOf(greenRoom.session.value?.people ?? [], here);
  return (
    <section class="card crew" aria-labelledby="crew-title">
      <h2 id="crew-title" class="check-title"><Icon name="people" /> {words.t("backstage.crew")}</h2>
      <ul class="list-plain crew-list">
        {here.map(({ participant, name, role, state, sources }) => (
          <li key={participant} data-state={state}>
            <span class="crew-name">{name}{participant === me.participant && ` (${words.t("backstage.you")})`}</span>
            <span class="badge badge-role">{words.t(`role.${role}`)}</span>
            <span class="crew-state">{words.t(store.get(`stage/${participant}`) !== undefined ? "backstage.on_air" : `backstage.state.${state}`)}</span>
            <span class="crew-sources">{sources.map((source) => <Icon key={source} name={source} />)}</span>
          </li>
        ))}
        {missing.map(({ name, part }) => (
          <li key={`${part} ${name}`} data-state="missing">
            <span class="crew-name">{name}</span>
            <span class="badge">{words.t(`room.part.${part}`, { count: 1 })}</span>
            <span class="crew-state">{words.t("backstage.state.missing")}</span>
          </li>
        ))}
      </ul>
      {here.length === 0 && missing.length === 0 && <p class="field-hint">{words.t("backstage.nobody")}</p>}
    </section>
  );
}

/** Those of a session whose name nobody here bears. */
export function missingOf(people: readonly SessionPerson[], here: readonly Backstage[]): (SessionPerson & { readonly name: string })[] {
  const present = new Set(here.map(({ name }) => name.trim().toLocaleLowerCase()));
  return people.filter((person): person is SessionPerson & { name: string } => person.name !== null && !present.has(person.name.trim().toLocaleLowerCase()));
}
