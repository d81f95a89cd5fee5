// The cues that are for the reader and not yet acknowledged, with the button that says "read". In the room, before the speaker, in the console.

import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { isFor, isRead, standing, type Cue } from "../../cues";
import { mainPart, useFocusHeir } from "../../focus_heir";
import { Icon } from "../../icons";
import { Hour, LanguageBadge, Written } from "../written";

/** All cues that the reader is shown and whose time is not over. */
export function useStanding() {
  const { store, clock } = useRoom();
  return useComputed(() => standing(store.values<Cue>("cues/"), store.values<Cue>("my/cues/"), clock.second.value));
}

export function CueList() {
  const room = useRoom();
  const { words, me } = room;
  const all = useStanding();
  const unread = all.value.filter((cue) => isFor(cue, me) && !isRead(cue, me));
  const newest = unread[0]?.cue;
  const heard = useRef<string | undefined>(newest);
  useEffect(() => {
    if (newest !== undefined && newest !== heard.current) room.chime.ring();
    heard.current = newest;
  }, [newest]);
  if (unread.length === 0) return null;
  return (
    <section class="cues" aria-label={words.t("cues.for_you")}>
      <ul class="list-plain">{unread.map((cue) => <CueItem key={cue.cue} cue={cue} />)}</ul>
    </section>
  );
}

function CueItem({ cue }: { cue: Cue }) {
  const room = useRoom();
  const { words } = room;
  const item = useRef<HTMLLIElement>(null);
  useFocusHeir(item, (leaving) => (leaving.nextElementSibling ?? leaving.previousElementSibling)?.querySelector("button") ?? mainPart());
  const reading = room.underWay("cue.acknowledge").some(({ command }) => command.cue === cue.cue);
  return (
    <li ref={item} class="cue" data-cue={cue.cue} data-kind={cue.kind}>
      <Icon name="cue" />
      <div class="cue-said"><CueText cue={cue} />
        <p class="meta">{cue.by === null ? words.t("cues.from_listeners") : words.t("cues.from", { name: cue.by.name })} <Hour at={cue.at} /></p></div>
      <button type="button" class="button button-small" aria-disabled={reading}
        onClick={() => reading || room.give({ type: "cue.acknowledge", cue: cue.cue })}>{words.t("cues.read")}</button>
    </li>
  );
}

/** What a cue says, in the reader's words or as it was written. */
export function CueText({ cue }: { cue: Cue }) {
  const { words } = useRoom();
  if (cue.kind !== "text") return <p class="cue-text">{words.t(`cues.kind.${cue.kind}`)}</p>;
  return <div class="cue-text"><Written text={cue.text ?? ""} language={cue.language ?? ""} about={`cue/${cue.cue}`} /> <LanguageBadge language={cue.language ?? words.language} /></div>;
}

/** Switches the sound for cues. */
export function ChimeSwitch() {
  const { chime, words } = useRoom();
  return (
    <label class="choice"><input type="checkbox" checked={chime.on.value} onChange={(change) => chime.set(change.currentTarget.checked)} /> {words.t("cues.sound")}</label>
  );
}
