// The speaker's slides and texts in the booth: the page that everyone sees, or any page of what was handed in, read for oneself.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import { useRoom } from "../context";
import { Icon } from "../icons";
import { pictureOf, type Deck, type SlideShown } from "../slides";

export function Slides() {
  const room = useRoom();
  const { words, store } = room;
  const id = useId();
  const own = useSignal<{ readonly deck: string; readonly page: number } | null>(null);
  const decks = store.values<Deck>("decks/").sort((a, b) => a.at - b.at);
  const shown = store.get<SlideShown>("slides");
  if (decks.length === 0) return null;
  const live = shown?.deck == null || shown.page === null ? null : { deck: shown.deck, page: shown.page };
  const read = own.value !== null && decks.some(({ deck }) => deck === own.value!.deck) ? own.value : null;
  const now = read ?? live;
  const deck = decks.find((each) => each.deck === now?.deck);
  const to = (page: number) => now !== null && deck !== undefined && page >= 1 && page <= deck.pages && (own.value = { deck: now.deck, page });
  const keys = (press: KeyboardEvent) => {
    if (now === null || press.target instanceof HTMLSelectElement) return;
    const next = { ArrowRight: now.page + 1, PageDown: now.page + 1, ArrowLeft: now.page - 1, PageUp: now.page - 1 }[press.key];
    if (next === undefined) return;
    press.preventDefault();
    to(next);
  };
  const titleOf = ({ title }: Deck) => (title === "" ? words.t("backstage.slides_untitled") : title);
  return (
    <section class="card booth-slides" aria-labelledby="booth-slides" tabIndex={0} onKeyDown={keys}>
      <div class="booth-slides-head">
        <h3 id="booth-slides" class="check-title"><Icon name="slides" /> {words.t("booth.slides")}</h3>
        <label class="visually-hidden" for={id}>{words.t("booth.slides_what")}</label>
        <select id={id} class="input" value={read?.deck ?? ""} onChange={({ currentTarget: { value } }) => (own.value = value === "" ? null : { deck: value, page: live?.deck === value ? live.page : 1 })}>
          <option value="">{words.t("booth.slides_follow")}</option>
          {decks.map((each) => <option key={each.deck} value={each.deck}>{`${titleOf(each)} · ${each.owner.name}`}</option>)}
        </select>
      </div>
      {now === null || deck === undefined ? <p class="field-hint">{words.t("booth.slides_none")}</p> : (
        <>
          <img class="booth-slide" src={pictureOf(room.page.socket, now.deck, now.page)} alt={words.t("player.slide", { page: now.page, pages: deck.pages, title: titleOf(deck) })} />
          <div class="cluster">
            <button type="button" class="button button-small" aria-disabled={now.page <= 1} onClick={() => to(now.page - 1)}>{words.t("backstage.slides_back")}</button>
            <span class="figures" role="status">{words.t("backstage.slides_page", { page: now.page, pages: deck.pages })}</span>
            <button type="button" class="button button-small" aria-disabled={now.page >= deck.pages} onClick={() => to(now.page + 1)}>{words.t("backstage.slides_next")}</button>
          </div>
          {read !== null && live !== null && (live.deck !== read.deck || live.page !== read.page) && (
            <p class="meta">{words.t("booth.slides_ahead", { page: live.page })} <button type="button" class="link-button" onClick={() => (own.value = null)}>{words.t("booth.slides_follow")}</button></p>
          )}
        </>
      )}
    </section>
  );
}
