// The cues: sending one to a speaker, an interpreter or a circle of them, at a touch or in words; and who has read those that stand.

import { useRef } from "preact/hooks";

import { CIRCLES, type Circle, type Cue, type CueCommand, type CueKind } from "../cues";
import { neighbourOrHeading, useFocusHeir } from "../focus_heir";
import { ChimeSwitch, CueText, useStanding } from "../panels/cues/cue_list";
import { isSendable, TextBox } from "../panels/text_box";
import { Hour } from "../panels/written";
import type { Desk } from "./desk";

const PRESETS: readonly CueKind[] = ["five_minutes", "two_minutes", "wrap_up", "slower", "louder"];
export const CUE_BOX = "cue";

export function CuesPanel({ desk }: { desk: Desk }) {
  const { room } = desk;
  const { words, store, drafts } = room;
  const all = useStanding();
  const draft = drafts.of(CUE_BOX);
  const to = typeof draft.about.value === "string" ? draft.about.value : "speakers";
  const people = [...store.people.value]
    .filter(([participant, { role }]) => participant !== room.me.participant && role !== "attendee")
    .sort(([, a], [, b]) => a.name.localeCompare(b.name));
  const addressee = CIRCLES.find((circle) => circle === to);
  const limit = store.welcome.value?.limits.cue ?? 200;
  const send = (kind: CueKind, text?: string) => {
    const command: CueCommand = {
      type: "cue.send", kind, ...(addressee === undefined ? { to: "person" as const, participant: to } : { to: addressee }), ...(text === undefined ? {} : { text }),
    };
    void desk.act([command], () => words.t("cues.did.send", { name: nameOf(to) }));
  };
  const nameOf = (whom: string) => (CIRCLES.includes(whom as Circle) ? words.t(`cues.to.${whom}`) : (store.people.peek().get(whom)?.name ?? words.t("cues.somebody")));
  const write = () => {
    const text = draft.text.peek().trim();
    if (!isSendable(text, limit)) return;
    draft.text.value = "";
    draft.refusal.value = null;
    send("text", text);
  };
  return (
    <div class="stack">
      <div class="stack stack-tight">
        <label class="field"><span class="field-label">{words.t("cues.to")}</span>
          <select id="cue-to" class="input" value={to} onChange={(change) => (draft.about.value = change.currentTarget.value)}>
            {CIRCLES.map((circle) => <option key={circle} value={circle}>{words.t(`cues.to.${circle}`)}</option>)}
            {people.map(([participant, { name, role }]) => <option key={participant} value={participant}>{name} · {words.t(`role.${role}`)}</option>)}
            {addressee === undefined && !store.people.value.has(to) && <option value={to}>{words.t("cues.somebody")}</option>}
          </select></label>
        <div class="cluster" role="group" aria-label={words.t("cues.presets")}>
          {PRESETS.map((kind) => <button key={kind} type="button" class="button button-small" data-kind={kind} onClick={() => send(kind)}>{words.t(`cues.kind.${kind}`)}</button>)}
        </div>
        <form class="composer-line" onSubmit={(submit) => {
          submit.preventDefault();
          write();
        }}>
          <TextBox draft={draft} label={words.t("cues.words")} placeholder={words.t("cues.words")} limit={limit} onSend={write} />
          <button type="submit" class="button button-small button-primary" aria-disabled={!isSendable(draft.text.value, limit)}>{words.t("cues.send")}</button>
        </form>
        <ChimeSwitch />
      </div>
      <section class="stack stack-tight" aria-labelledby="cues-standing">
        <h3 id="cues-standing" class="panel-subtitle" tabIndex={-1}>{words.t("cues.standing")}</h3>
        {all.value.length === 0 && <p class="meta">{words.t("cues.none")}</p>}
        <ul class="list-plain hand-list">{all.value.map((cue) => <SentCue key={cue.cue} desk={desk} cue={cue} />)}</ul>
      </section>
    </div>
  );
}

function SentCue({ desk, cue }: { desk: Desk; cue: Cue }) {
  const { words } = desk.room;
  const item = useRef<HTMLLIElement>(null);
  useFocusHeir(item, neighbourOrHeading);
  const read = cue.acknowledged.length > 0;
  return (
    <li ref={item} class="hand-item" data-cue={cue.cue} tabIndex={-1}>
      <CueText cue={cue} />
      <p class="hand-who meta">
        {words.t("cues.from_to", { from: cue.by?.name ?? "", to: cue.person?.name ?? words.t(`cues.to.${cue.to}`) })} <Hour at={cue.at} />
      </p>
      <div class="cluster cluster-between">
        <span class={read ? "badge badge-good" : "badge"} role="status">
          {read ? words.t("cues.read_by", { names: words.list(cue.acknowledged.map(({ name }) => name)) }) : words.t("cues.not_read")}
        </span>
        <button type="button" class="button button-small button-quiet"
          onClick={() => void desk.act([{ type: "cue.withdraw", cue: cue.cue }], () => words.t("cues.did.withdraw"))}>{words.t("cues.withdraw")}</button>
      </div>
    </li>
  );
}
