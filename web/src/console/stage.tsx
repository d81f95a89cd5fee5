// The stage in the console: who is on it, who stands ready, who is missing; bring on and take off, mute, the layout, the slide that covers it.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import { missingOf } from "../backstage/crew";
import { figuresOf } from "../clock";
import { handsInOrder, type Hand } from "../floor";
import { Icon } from "../icons";
import { PersonName } from "../panels/person_name";
import { isSendable, TextBox } from "../panels/text_box";
import { Written } from "../panels/written";
import { programmeAt } from "../programme";
import { HOLDING_BOX } from "../refusals";
import { LAYOUTS, type Backstage, type OnStage, type StageView } from "../stage";
import type { Session } from "../views";
import type { Desk } from "./desk";
import { ProjectorChoice } from "./projector_choice";

const MINUTES = [0, 1, 2, 5, 10, 15] as const;

export function StagePanel({ desk }: { desk: Desk }) {
  const { room } = desk;
  const { words, store, page } = room;
  const on = store.values<OnStage>("stage/").sort((a, b) => a.order - b.order);
  const behind = store.values<Backstage>("backstage/").filter(({ participant }) => !on.some((each) => each.participant === participant)).sort(byReadiness);
  const { now } = programmeAt(store.values<Session>("sessions/"), room.clock.second.value);
  const missing = missingOf(now?.people ?? [], store.values<Backstage>("backstage/"));
  const waiting = handsInOrder(store.values<Hand>("hands/")).granted.filter(({ participant }) => store.get(`backstage/${participant}`) === undefined && !on.some((each) => each.participant === participant));
  const green = page.links.room.replace(/rooms\/[^/]+$/, "backstage");
  return (
    <div class="stack stage-desk">
      <Layouts desk={desk} />
      <section class="stack stack-tight" aria-labelledby="desk-on">
        <h3 id="desk-on" class="panel-subtitle" tabIndex={-1}>{words.t("onstage.on", { count: on.length })}</h3>
        {on.length === 0 && <p class="meta">{words.t("onstage.nobody_on")}</p>}
        <ul class="list-plain stage-people">{on.map((person) => <On key={person.participant} desk={desk} person={person} />)}</ul>
      </section>
      <section class="stack stack-tight" aria-labelledby="desk-behind">
        <h3 id="desk-behind" class="panel-subtitle" tabIndex={-1}>{words.t("onstage.behind", { count: behind.length })}</h3>
        <ul class="list-plain stage-people">
          {behind.map((person) => <Behind key={person.participant} desk={desk} person={person} />)}
          {waiting.map(({ participant, name, role }) => (
            <li key={participant} class="stage-person" data-state="floor"><p class="hand-who"><PersonName person={{ participant, name, role }} /> <span class="badge badge-sun">{words.t("onstage.has_floor")}</span></p></li>
          ))}
          {missing.map(({ name }) => <li key={name} class="stage-person" data-state="missing"><p class="hand-who"><strong>{name}</strong> <span class="badge">{words.t("backstage.state.missing")}</span></p></li>)}
        </ul>
        {behind.length + waiting.length + missing.length === 0 && <p class="meta">{words.t("backstage.nobody")}</p>}
      </section>
      <HoldingDesk desk={desk} />
      {room.may("room.project") && <ProjectorChoice desk={desk} />}
      <p><a class="button button-small" href={green}><Icon name="camera" /> {words.t("onstage.to_green_room")}</a></p>
    </div>
  );
}

const RANK = { ready: 0, checking: 1, away: 2 } as const;
const byReadiness = (a: Backstage, b: Backstage) => RANK[a.state] - RANK[b.state] || a.name.localeCompare(b.name);

function Layouts({ desk }: { desk: Desk }) {
  const { words, store } = desk.room;
  const { layout = "speaker" } = store.get<StageView>("stage") ?? {};
  return (
    <div class="tools-group" role="group" aria-label={words.t("onstage.layout")}>
      {LAYOUTS.map((each) => (
        <button key={each} type="button" class="button button-small" data-layout={each} aria-pressed={layout === each}
          onClick={() => layout === each || void desk.act([{ type: "stage.layout", layout: each }], () => words.t("onstage.did.layout", { layout: words.t(`onstage.layout.${each}`) }))}>{words.t(`onstage.layout.${each}`)}</button>
      ))}
    </div>
  );
}

function On({ desk, person }: { desk: Desk; person: OnStage }) {
  const { words } = desk.room;
  const { participant, name, sources, muted } = person;
  const under = desk.room.underWay("stage.take_off").some(({ command }) => command.participant === participant);
  return (
    <li class="stage-person" data-person={participant} data-state="on">
      <p class="hand-who"><PersonName person={person} /> <span class="badge badge-live">{words.t("backstage.on_air")}</span>
        {sources.length === 0 && <span class="badge badge-sun">{words.t("onstage.sends_nothing")}</span>}</p>
      <div class="cluster">
        {(["microphone", "camera"] as const).filter((source) => sources.includes(source)).map((source) => (
          muted[source] !== undefined
            ? <span key={source} class="badge"><Icon name={`${source}_off`} /> {words.t(`onstage.is_muted.${source}`)}</span>
            : <button key={source} type="button" class="button button-small" data-deed={`mute-${source}`} onClick={() => void mute(desk, person, source)}><Icon name={`${source}_off`} /> {words.t(`onstage.mute.${source}`)}</button>
        ))}
        <button type="button" class="button button-small" data-deed="take_off" aria-disabled={under}
          onClick={() => under || void desk.act([{ type: "stage.take_off", participant }], () => words.t("onstage.did.take_off", { name }))}><Icon name="down" /> {words.t("onstage.take_off")}</button>
      </div>
    </li>
  );
}

/** Asks first: whoever is muted can only unmute themselves. */
async function mute(desk: Desk, { participant, name }: OnStage, source: "microphone" | "camera"): Promise<void> {
  const { words } = desk.room;
  const sure = await desk.room.confirm(words.t(`onstage.ask_mute.${source}`, { name }), words.t("onstage.ask_mute_text", { name }), words.t(`onstage.mute.${source}`));
  if (sure) await desk.act([{ type: "stage.mute", participant, source }], () => words.t(`onstage.did.mute.${source}`, { name }));
}

function Behind({ desk, person }: { desk: Desk; person: Backstage }) {
  const { words } = desk.room;
  const { participant, name, state, sources, unsuitable } = person;
  const under = desk.room.underWay("stage.bring").some(({ command }) => command.participant === participant);
  return (
    <li class="stage-person" data-person={participant} data-state={state}>
      <p class="hand-who"><PersonName person={person} /> <span class="badge" data-ready={state}>{words.t(`backstage.state.${state}`)}</span>
        <span class="crew-sources">{sources.map((source) => <Icon key={source} name={source} />)}</span></p>
      {unsuitable.length > 0 && <p class="meta">{words.t("onstage.unsuitable")}</p>}
      <div class="cluster">
        <button type="button" class="button button-small button-primary" data-deed="bring" aria-disabled={under}
          onClick={() => under || void desk.act([{ type: "stage.bring", participant }], () => words.t("onstage.did.bring", { name }))}><Icon name="up" /> {words.t("onstage.bring")}</button>
      </div>
    </li>
  );
}

function HoldingDesk({ desk }: { desk: Desk }) {
  const { room } = desk;
  const { words, store, drafts, clock } = room;
  const holding = store.get<StageView>("stage")?.holding ?? null;
  const minutes = useSignal<number>(0);
  const id = useId();
  const draft = drafts.of(HOLDING_BOX);
  const limit = store.welcome.value?.limits.holding ?? 200;
  if (holding !== null) {
    return (
      <section class="stack stack-tight" aria-labelledby="desk-holding">
        <h3 id="desk-holding" class="panel-subtitle">{words.t("onstage.holding_now")}</h3>
        <Written text={holding.text} language={holding.language} />
        {holding.until !== null && <p class="figures">{figuresOf(Math.max(0, holding.until - clock.second.value))}</p>}
        <p><button type="button" class="button button-small button-primary" data-deed="resume" onClick={() => void desk.act([{ type: "stage.resume" }], () => words.t("onstage.did.resume"))}>{words.t("onstage.resume")}</button></p>
      </section>
    );
  }
  const sendable = isSendable(draft.text.value, limit);
  const show = () => {
    if (!sendable) return;
    const text = draft.text.peek().trim();
    draft.text.value = "";
    void desk.act([{ type: "stage.hold", text, until: minutes.peek() === 0 ? null : clock.now() + minutes.peek() * 60_000 }], () => words.t("onstage.did.hold"));
  };
  return (
    <form class="stack stack-tight" aria-labelledby="desk-holding" onSubmit={(submit) => {
      submit.preventDefault();
      show();
    }}>
      <h3 id="desk-holding" class="panel-subtitle">{words.t("onstage.holding")}</h3>
      <p class="meta">{words.t("onstage.holding_hint")}</p>
      <TextBox draft={draft} label={words.t("onstage.holding_text")} placeholder={words.t("onstage.holding_text")} limit={limit} onSend={show} />
      <div class="cluster">
        <label class="visually-hidden" for={id}>{words.t("onstage.countdown")}</label>
        <select id={id} class="input tools-choice" value={minutes.value} onChange={(change) => (minutes.value = Number(change.currentTarget.value))}>
          {MINUTES.map((each) => <option key={each} value={each}>{each === 0 ? words.t("onstage.no_countdown") : words.t("onstage.minutes", { count: each })}</option>)}
        </select>
        <button type="submit" class="button button-small" aria-disabled={!sendable}>{words.t("onstage.hold")}</button>
      </div>
    </form>
  );
}
