// One's own hand: raising it with a line of what about, what became of it, and taking it down again.

import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { KINDS, type FloorCount, type HandKind, type OwnHand } from "../../floor";
import { Icon } from "../../icons";
import { lengthOf } from "../../drafts";
import { useClosed } from "../closed";
import { TextBox } from "../text_box";
import { Written } from "../written";

export const HAND_BOX = "hand";

export function HandBar() {
  const room = useRoom();
  const bar = useRef<HTMLElement>(null);
  const open = useSignal(false);
  const { store, words, drafts } = room;
  const mine = store.get<OwnHand>("my/hand");
  const raising = room.underWay("floor.request").length > 0;
  if (!room.may("floor.request") || room.me.role !== "attendee") return null;
  // The button that was pressed is gone: the focus goes on with the one that follows from it.
  const then = (deed: () => void) => {
    deed();
    requestAnimationFrame(() => bar.current?.querySelector<HTMLElement>("textarea, button")?.focus());
  };
  const writing = (open.value || drafts.of(HAND_BOX).refusal.value !== null) && mine?.state !== "waiting" && mine?.state !== "granted";
  return (
    <section ref={bar} class="hand" data-state={mine?.state ?? "down"} aria-labelledby="hand-title">
      <h2 id="hand-title" class="visually-hidden">{words.t("floor.title")}</h2>
      {writing ? <HandForm close={() => then(() => (open.value = false))} /> : (
        <>
          <Standing mine={mine} />
          <div class="cluster hand-deeds">
            {raising ? <p class="meta" role="status">{words.t("room.under_way")}</p> : <Deeds mine={mine} raise={() => then(() => (open.value = true))} />}
          </div>
        </>
      )}
    </section>
  );
}

function Standing({ mine }: { mine: OwnHand | undefined }) {
  const { store, words } = useRoom();
  const waiting = store.get<FloorCount>("floor")?.waiting ?? 0;
  if (mine === undefined) return <p class="meta hand-said">{waiting > 0 && words.t("floor.waiting", { count: waiting })}</p>;
  return (
    <div class="hand-said">
      <p><Icon name="hand" /> <strong>{words.t(`floor.yours.${mine.state}`)}</strong></p>
      {mine.state === "waiting" && <p class="meta">{words.t("floor.waiting", { count: waiting })}</p>}
      {mine.note && <Written text={mine.note.text} language={mine.note.language} />}
    </div>
  );
}

function Deeds({ mine, raise }: { mine: OwnHand | undefined; raise: () => void }) {
  const room = useRoom();
  const { words } = room;
  const closed = useClosed();
  const leaving = room.underWay("floor.withdraw", "floor.release").length > 0;
  if (mine?.state === "waiting" || mine?.state === "granted") {
    const type = mine.state === "waiting" ? "floor.withdraw" : "floor.release";
    return (
      <button type="button" class="button button-small" aria-disabled={leaving} onClick={() => leaving || room.give({ type })}>
        {words.t(mine.state === "waiting" ? "floor.lower" : "floor.give_back")}
      </button>
    );
  }
  return (
    <>
      <button type="button" class="button button-small" aria-disabled={closed !== null} title={closed ?? ""} onClick={() => closed === null && raise()}>
        <Icon name="hand" /> {words.t(mine === undefined ? "floor.raise" : "floor.raise_again")}
      </button>
      {mine && <button type="button" class="button button-small button-quiet" onClick={() => room.give({ type: "floor.withdraw" })}>{words.t("floor.put_away")}</button>}
    </>
  );
}

function HandForm({ close }: { close: () => void }) {
  const room = useRoom();
  const { words, store, drafts } = room;
  const name = useId();
  const draft = drafts.of(HAND_BOX);
  const kind = (typeof draft.about.value === "string" ? draft.about.value : "microphone") as HandKind;
  const limit = store.welcome.value?.limits.hand ?? 200;
  const closed = useClosed();
  const sendable = closed === null && lengthOf(draft.text.value) <= limit;
  const send = () => {
    if (!sendable) return;
    const about = draft.text.peek().trim();
    draft.text.value = "";
    draft.about.value = null;
    draft.refusal.value = null;
    room.give({ type: "floor.request", kind, about });
    close();
  };
  const cancel = () => {
    draft.refusal.value = null;
    close();
  };
  return (
    <form class="hand-form" onSubmit={(submit) => {
      submit.preventDefault();
      send();
    }}>
      <fieldset class="cluster hand-kinds">
        <legend class="visually-hidden">{words.t("floor.how")}</legend>
        {KINDS.map((each) => (
          <label key={each} class="choice">
            <input type="radio" name={name} checked={kind === each} onChange={() => (draft.about.value = each)} /> {words.t(`floor.kind.${each}`)}
          </label>
        ))}
      </fieldset>
      <TextBox draft={draft} label={words.t("floor.about")} placeholder={words.t("floor.about")} limit={limit} hint={closed ?? undefined} autoFocus
        onSend={send} onEscape={cancel} />
      <div class="cluster">
        <button type="submit" class="button button-small button-primary" aria-disabled={!sendable}><Icon name="hand" /> {words.t("floor.raise_now")}</button>
        <button type="button" class="button button-small button-quiet" onClick={cancel}>{words.t("room.cancel")}</button>
      </div>
    </form>
  );
}
