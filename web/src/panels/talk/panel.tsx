// The talk behind the stage: staff among themselves, and everyone at work; in the console, in the room, and in the green room alike.

import { useComputed, useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { neighbourOrHeading, useFocusHeir } from "../../focus_heir";
import { Icon } from "../../icons";
import { bySession, talkBox, type Said, type Stretch, type TalkCircle } from "../../talk";
import type { Session } from "../../views";
import { LocalizedText } from "../localized";
import { PersonName } from "../person_name";
import { isSendable, TextBox } from "../text_box";
import { Hour, LanguageBadge, Written } from "../written";

export function TalkPanel({ shown }: { shown?: ReadonlySignal<boolean> }) {
  const room = useRoom();
  const { store, words, watch } = room;
  const chosen = useSignal<TalkCircle>("backstage");
  const circle = room.backstage ? chosen.value : "backstage";
  const stretches = useComputed(() => bySession(store.values<Said>("talk/"), room.backstage ? chosen.value : "backstage", store.values<Session>("sessions/")));
  const unread = watch.unread.talk.value;
  const visible = shown?.value ?? true;
  useEffect(() => {
    if (unread > 0 && visible) watch.unread.talk.value = 0;
  }, [unread, visible]);
  return (
    <div class="talk">
      {room.backstage && (
        <div class="cluster" role="group" aria-label={words.t("talk.circle")}>
          {(["backstage", "staff"] as const).map((each) => (
            <button key={each} type="button" class="button button-small" data-circle={each} aria-pressed={circle === each} onClick={() => (chosen.value = each)}>{words.t(`talk.circle.${each}`)}</button>
          ))}
        </div>
      )}
      <p class="meta">{words.t(`talk.who.${circle}`)}</p>
      <Stretches key={circle} stretches={stretches.value} circle={circle} />
      <TalkBox circle={circle} />
    </div>
  );
}

function Stretches({ stretches, circle }: { stretches: readonly Stretch[]; circle: TalkCircle }) {
  const room = useRoom();
  const { words } = room;
  const scroller = useRef<HTMLDivElement>(null);
  const sending = room.underWay("talk.send").filter(({ command }) => command.circle === circle);
  const newest = stretches.at(-1)?.said.at(-1)?.talk;
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [newest, sending.length]);
  const [present, earlier] = [stretches.at(-1), stretches.slice(0, -1)];
  return (
    <div ref={scroller} class="talk-scroller" role="log" aria-label={words.t(`talk.circle.${circle}`)} tabIndex={0}>
      {earlier.length > 0 && (
        <details class="talk-earlier"><summary>{words.t("talk.earlier", { count: earlier.reduce((sum, { said }) => sum + said.length, 0) })}</summary>
          {earlier.map((stretch) => <StretchView key={stretch.said[0]!.talk} stretch={stretch} />)}</details>
      )}
      {present === undefined ? <p class="meta">{words.t("talk.none")}</p> : <StretchView stretch={present} />}
      {sending.map(({ id, command }) => <p key={id} class="talk-pending meta" dir="auto">{command.text} · {words.t("room.sending")}</p>)}
    </div>
  );
}

function StretchView({ stretch: { session, said } }: { stretch: Stretch }) {
  const { words } = useRoom();
  return (
    <section class="talk-stretch">
      <h3 class="talk-session" tabIndex={-1}>{session === null ? words.t("talk.between") : <LocalizedText text={session.title} />}</h3>
      <ul class="list-plain">{said.map((each) => <Line key={each.talk} said={each} />)}</ul>
    </section>
  );
}

function Line({ said: { talk, author, text, language, at } }: { said: Said }) {
  const room = useRoom();
  const { words, me } = room;
  const line = useRef<HTMLLIElement>(null);
  useFocusHeir(line, neighbourOrHeading);
  const own = author.participant === me.participant;
  const leaving = room.underWay("talk.remove").some(({ command }) => command.talk === talk);
  return (
    <li ref={line} class="talk-line" data-talk={talk} data-own={own} tabIndex={-1}>
      <p class="hand-who"><PersonName person={author} /> <Hour at={at} /> <LanguageBadge language={language} />
        {(own || room.backstage) && (
          <button type="button" class="button button-quiet button-small button-icon talk-remove" aria-label={words.t("talk.remove", { name: author.name })} aria-disabled={leaving}
            onClick={() => leaving || room.give({ type: "talk.remove", talk })}><Icon name="remove" /></button>
        )}</p>
      <Written text={text} language={language} about={`talk/${talk}`} />
    </li>
  );
}

function TalkBox({ circle }: { circle: TalkCircle }) {
  const room = useRoom();
  const { words, store, drafts } = room;
  const draft = drafts.of(talkBox(circle));
  const limit = store.welcome.value?.limits.chat ?? 2000;
  const sendable = isSendable(draft.text.value, limit);
  const send = () => {
    if (!sendable) return;
    const text = draft.text.peek().trim();
    draft.text.value = "";
    draft.refusal.value = null;
    room.give({ type: "talk.send", circle, text });
  };
  return (
    <form class="composer-line" onSubmit={(submit) => {
      submit.preventDefault();
      send();
    }}>
      <TextBox key={circle} draft={draft} label={words.t(`talk.box.${circle}`)} placeholder={words.t(`talk.box.${circle}`)} limit={limit} onSend={send} />
      <button type="submit" class="button button-primary button-icon" aria-label={words.t("talk.send")} aria-disabled={!sendable}><Icon name="send" /></button>
    </form>
  );
}
