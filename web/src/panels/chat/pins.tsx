// The messages that staff keep on top of the chat, each with the way to where it was written.

import { useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { useFocusHeir } from "../../focus_heir";
import { Icon } from "../../icons";
import type { Pin } from "../../views";
import { Written } from "../written";
import { COMPOSER_ID, useDesk } from "./desk";

export function Pins() {
  const { store, words } = useRoom();
  const pins = store.values<Pin>("pins/").sort((a, b) => a.at - b.at);
  if (pins.length === 0) return null;
  return (
    <section class="pins" aria-label={words.t("pins.title")}>
      <ul class="list-plain">{pins.map((pin) => <PinItem key={pin.message} pin={pin} />)}</ul>
    </section>
  );
}

function PinItem({ pin: { message, author, text, language } }: { pin: Pin }) {
  const room = useRoom();
  const desk = useDesk();
  const { words } = room;
  const item = useRef<HTMLLIElement>(null);
  useFocusHeir(item, () => document.getElementById(COMPOSER_ID));
  const leaving = room.underWay("chat.unpin").some(({ command }) => command.message === message);
  return (
    <li ref={item} class="pin" data-pin={message}>
      <Icon name="pin" />
      <div class="pin-said"><bdi class="quote-name">{author.name}</bdi> <Written text={text} language={language} about={`pin/${message}`} /></div>
      <button type="button" class="button button-quiet button-small button-icon" aria-label={words.t("pins.go_to", { name: author.name })} onClick={() => desk.goTo(message)}><Icon name="down" /></button>
      {room.may("chat.unpin") && (
        <button type="button" class="button button-quiet button-small button-icon" data-deed="unpin" aria-label={words.t("pins.unpin")} aria-disabled={leaving}
          onClick={() => leaving || room.give({ type: "chat.unpin", message })}><Icon name="close" /></button>
      )}
    </li>
  );
}
