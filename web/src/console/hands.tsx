// The hands: who has the floor, who waits in which order, and what a moderator may do about each.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { neighbourOrHeading, useFocusHeir } from "../focus_heir";
import { handsInOrder, type Hand } from "../floor";
import { Icon } from "../icons";
import { PersonName } from "../panels/person_name";
import { isSendable, TextBox } from "../panels/text_box";
import { Hour, LanguageBadge, Written } from "../panels/written";
import type { Desk } from "./desk";

export function HandsPanel({ desk }: { desk: Desk }) {
  const { room } = desk;
  const { words, store } = room;
  const { granted, waiting } = handsInOrder(store.values<Hand>("hands/"));
  const lowering = room.underWay("floor.clear").length > 0;
  return (
    <div class="stack">
      {granted.length > 0 && (
        <section class="stack stack-tight" aria-labelledby="hands-granted">
          <h3 id="hands-granted" class="panel-subtitle">{words.t("floor.granted")}</h3>
          <ul class="list-plain hand-list">{granted.map((hand) => <HandItem key={hand.participant} desk={desk} hand={hand} />)}</ul>
        </section>
      )}
      <section class="stack stack-tight" aria-labelledby="hands-waiting">
        <div class="cluster cluster-between">
          <h3 id="hands-waiting" class="panel-subtitle" tabIndex={-1}>{words.t("floor.waiting", { count: waiting.length })}</h3>
          {waiting.length > 0 && (
            <button type="button" class="button button-small" data-deed="clear" aria-disabled={lowering}
              onClick={() => lowering || void desk.act([{ type: "floor.clear" }], () => words.t("floor.did.clear"))}>{words.t("floor.lower_all")}</button>
          )}
        </div>
        {waiting.length === 0 && <p class="meta">{words.t("floor.none")}</p>}
        <ol class="list-plain hand-list">{waiting.map((hand) => <HandItem key={hand.participant} desk={desk} hand={hand} />)}</ol>
      </section>
    </div>
  );
}

function HandItem({ desk, hand }: { desk: Desk; hand: Hand }) {
  const { room } = desk;
  const { words, store, drafts } = room;
  const { participant, name, kind, about, language, since, state } = hand;
  const item = useRef<HTMLLIElement>(null);
  const declining = useSignal(false);
  useFocusHeir(item, neighbourOrHeading);
  const here = store.people.value.has(participant);
  const draft = drafts.of(`decline/${participant}`);
  const under = room.underWay("floor.grant", "floor.decline", "floor.revoke").some(({ command }) => command.participant === participant);
  const act = (type: "floor.grant" | "floor.revoke") =>
    under || void desk.act([{ type, participant }], () => words.t(type === "floor.grant" ? "floor.did.grant" : "floor.did.revoke", { name }));
  const decline = () => {
    const text = draft.text.peek().trim();
    if (under || (text !== "" && !isSendable(text, limitOf(desk)))) return;
    draft.text.value = "";
    declining.value = false;
    void desk.act([{ type: "floor.decline", participant, ...(text === "" ? {} : { text }) }], () => words.t("floor.did.decline", { name }));
  };
  return (
    <li ref={item} class="hand-item" data-hand={participant} data-state={state} tabIndex={-1}>
      <p class="hand-who">
        <PersonName person={hand} />
        <span class="badge"><Icon name={kind === "camera" ? "camera" : "microphone"} /> {words.t(`floor.kind.${kind}`)}</span>
        <LanguageBadge language={language} />
        <Hour at={since} />
        {!here && <span class="badge badge-sun">{words.t("floor.not_here")}</span>}
      </p>
      {about !== "" && <Written text={about} language={language} about={`hand/${participant}`} />}
      {declining.value ? (
        <form class="stack stack-tight" onSubmit={(submit) => {
          submit.preventDefault();
          decline();
        }}>
          <TextBox draft={draft} label={words.t("floor.word_to", { name })} placeholder={words.t("floor.word_to", { name })} limit={limitOf(desk)} autoFocus onSend={decline}
            onEscape={() => {
              declining.value = false;
              item.current?.focus();
            }} />
          <div class="cluster">
            <button type="submit" class="button button-small" data-deed="decline-now" aria-disabled={under}>{words.t("floor.decline")}</button>
            <button type="button" class="button button-small button-quiet" onClick={() => (declining.value = false)}>{words.t("room.cancel")}</button>
          </div>
        </form>
      ) : (
        <div class="cluster" role="group" aria-label={words.t("floor.deeds_for", { name })}>
          {state === "waiting" ? (
            <>
              <button type="button" class="button button-small button-primary" data-deed="grant" aria-disabled={under} onClick={() => act("floor.grant")}>{words.t("floor.grant")}</button>
              <button type="button" class="button button-small" data-deed="decline" aria-disabled={under} onClick={() => (declining.value = true)}>{words.t("floor.decline")}…</button>
            </>
          ) : (
            <button type="button" class="button button-small" data-deed="revoke" aria-disabled={under} onClick={() => act("floor.revoke")}>{words.t("floor.revoke")}</button>
          )}
        </div>
      )}
    </li>
  );
}

function limitOf({ room }: Desk): number {
  return room.store.welcome.value?.limits.hand ?? 200;
}
