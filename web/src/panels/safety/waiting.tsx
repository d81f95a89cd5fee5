// Messages that wait for a moderator: one's own, with what became of them; and for staff all of them, to approve or dismiss.

import { useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { neighbourOrHeading, useFocusHeir } from "../../focus_heir";
import { waitingOf, type Act, type OwnWaiting, type Waiting } from "../../safety";
import { PersonName } from "../person_name";
import { Hour, LanguageBadge, Written } from "../written";

/** What one wrote and nobody else is shown yet, at the end of the chat. */
export function OwnWaitingList() {
  const room = useRoom();
  const { store, words } = room;
  const own = store.values<OwnWaiting>("my/messages/").sort((a, b) => a.at - b.at);
  if (own.length === 0) return null;
  return (
    <section class="own-waiting" aria-label={words.t("safety.own_waiting")}>
      <ul class="list-plain pending-list">
        {own.map(({ message, text, language, at, state }) => {
          const leaving = room.underWay("chat.remove").some(({ command }) => command.message === message);
          return (
            <li key={message} class="pending own-message" data-waiting={message} data-state={state}>
              <Written text={text} language={language} />
              <p class="question-about">
                <span class={`badge ${state === "held" ? "badge-sun" : ""}`}>{words.t(`safety.own.${state}`)}</span>
                <Hour at={at} />
                <button type="button" class="button button-small button-quiet" aria-disabled={leaving}
                  onClick={() => leaving || room.give({ type: "chat.remove", message })}>{words.t(state === "held" ? "questions.withdraw" : "safety.own_forget")}</button>
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** All that wait, in the order in which they came; below them those that were dismissed. */
export function WaitingList({ act }: { act: Act }) {
  const { store, words } = useRoom();
  const all = waitingOf(store);
  const held = all.filter(({ state }) => state === "held");
  const dismissed = all.filter(({ state }) => state === "dismissed");
  return (
    <section class="stack stack-tight" aria-labelledby="waiting-title">
      <div class="cluster cluster-between">
        <h3 id="waiting-title" class="panel-subtitle" tabIndex={-1}>{words.t("safety.waiting")} <span class="count figures">{words.number(held.length)}</span></h3>
        {held.length > 1 && (
          <button type="button" class="button button-small" data-deed="approve-all"
            onClick={() => act(held.map(({ message }) => ({ type: "chat.approve", message })), () => words.t("safety.did.approve", { count: held.length }))}>{words.t("safety.approve_all")}</button>
        )}
      </div>
      {held.length === 0 && <p class="meta">{words.t("safety.none_waiting")}</p>}
      <ol class="list-plain waiting-list">{held.map((each) => <WaitingItem key={each.message} waiting={each} act={act} />)}</ol>
      {dismissed.length > 0 && (
        <details class="waiting-dismissed">
          <summary>{words.t("safety.dismissed", { count: dismissed.length })}</summary>
          <ol class="list-plain waiting-list">{dismissed.map((each) => <WaitingItem key={each.message} waiting={each} act={act} />)}</ol>
        </details>
      )}
    </section>
  );
}

function WaitingItem({ waiting: { message, author, text, language, at, listed, state }, act }: { waiting: Waiting; act: Act }) {
  const room = useRoom();
  const { words } = room;
  const item = useRef<HTMLLIElement>(null);
  useFocusHeir(item, neighbourOrHeading);
  const under = room.underWay("chat.approve", "chat.dismiss", "chat.hold").some(({ command }) => command.message === message);
  const deed = (type: "chat.approve" | "chat.dismiss" | "chat.hold", name: string) => (
    <button type="button" class={`button button-small ${type === "chat.approve" ? "button-primary" : ""}`} data-deed={name} aria-disabled={under}
      onClick={() => under || act([{ type, message }], () => words.t(`safety.did.${name}`, { count: 1 }))}>{words.t(`safety.do.${name}`)}</button>
  );
  return (
    <li ref={item} class="waiting-item" data-message={message} data-state={state} tabIndex={-1}>
      <p class="hand-who">
        <PersonName person={author} />
        <LanguageBadge language={language} />
        <Hour at={at} />
        {listed && <span class="badge badge-sun">{words.t("safety.listed", { words: words.list(listed) })}</span>}
      </p>
      <Written text={text} language={language} about={`held/${message}`} />
      <div class="cluster" role="group" aria-label={words.t("chat.deeds_for", { name: author.name })}>
        {state === "held" ? <>{deed("chat.approve", "approve")}{deed("chat.dismiss", "dismiss")}</> : deed("chat.hold", "hold")}
      </div>
    </li>
  );
}
