// One message: who, when, what, in which language, its quote, its reactions; its box while its author edits it.

import { useId, useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { neighbourMessage, useFocusHeir } from "../../focus_heir";
import { Icon } from "../../icons";
import type { Message, Quote } from "../../views";
import { PersonName } from "../person_name";
import { Hour, LanguageBadge, Written } from "../written";
import { MessageDeeds } from "./deeds";
import { elementId, useDesk } from "./desk";
import { EditBox } from "./edit_box";
import { Reactions } from "./reactions";
import type { Row } from "./rows";

export function MessageItem({ message: id, language, opens, day, reached }: Row & { reached: boolean }) {
  const room = useRoom();
  const desk = useDesk();
  const named = useId();
  const article = useRef<HTMLElement>(null);
  useFocusHeir(article, neighbourMessage);
  const message = room.store.get<Message>(`chat/${id}`);
  if (message === undefined) return null;
  const { words, me } = room;
  const open = desk.open.value === id;
  const own = message.author.participant === me.participant;
  const edit = room.underWay("chat.edit").find(({ command }) => command.message === id);
  const leaving = room.underWay("chat.remove").some(({ command }) => command.message === id);
  const editing = room.drafts.of(`edit/${id}`).about.value === true;
  return (
    <>
      {day !== null && <p class="chat-day"><span>{words.day(day)}</span></p>}
      <article ref={article} id={elementId(id)} class="message" data-message={id} data-opens={opens} data-own={own} data-open={open}
        data-pending={edit !== undefined || leaving} tabIndex={reached ? 0 : -1} aria-labelledby={`${named} ${named}-text`}>
        <header id={named} class={opens ? "message-head" : "message-head message-head-within"}>
          {/* Within a run the name is for screen readers only. */}
          <span class={opens ? "" : "visually-hidden"}><PersonName person={message.author} /></span>
          <Hour at={message.at} />
          {(opens || message.language !== language) && <LanguageBadge language={message.language} />}
        </header>
        {message.reply_to && <QuoteLine quote={message.reply_to} stop={reached} />}
        <div id={`${named}-text`} class="message-text">
          {editing ? <EditBox message={message} /> : <Written text={edit?.command.text ?? message.text} language={message.language} stop={reached} about={`chat/${id}`} />}
          {message.edited_at !== null && !edit && <span class="meta" title={words.moment(message.edited_at)}>{words.t("chat.edited")}</span>}
          {edit && <span class="meta">{words.t("chat.saving")}</span>}
          {leaving && <span class="meta">{words.t("chat.removing")}</span>}
        </div>
        <Reactions message={message} reached={reached} />
        <button type="button" class="button button-quiet button-small button-icon message-more" tabIndex={reached || open ? 0 : -1}
          aria-expanded={open} aria-controls={`${named}-deeds`} aria-label={words.t("chat.deeds_for", { name: message.author.name })}
          onClick={() => (desk.open.value = open ? null : id)}>
          <Icon name="more" />
        </button>
        {open && <MessageDeeds id={`${named}-deeds`} message={message} own={own} />}
      </article>
    </>
  );
}

function QuoteLine({ quote, stop }: { quote: Quote; stop: boolean }) {
  const { words } = useRoom();
  const desk = useDesk();
  if (quote.name === null) return <p class="quote quote-gone">{words.t("chat.quote_removed")}</p>;
  return (
    <button type="button" class="quote" tabIndex={stop ? 0 : -1} title={words.t("chat.go_to_quoted")} onClick={() => desk.goTo(quote.message)}>
      <span class="visually-hidden">{words.t("chat.in_reply_to")} </span>
      <bdi class="quote-name">{quote.name}</bdi> <span class="quote-text" dir="auto">{quote.excerpt}</span>
    </button>
  );
}
