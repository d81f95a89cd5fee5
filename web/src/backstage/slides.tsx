// Slides as a PDF: handed in here, shown to everyone page by page, by buttons or by the arrow keys while the page has the focus.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import { useRoom } from "../context";
import { Icon } from "../icons";
import { MediaProblem } from "../peer/door";
import { refusalText } from "../refusals";
import { handIn, pictureOf, type Deck, type SlideShown } from "../slides";

export function Slides() {
  const room = useRoom();
  const { words, store } = room;
  const decks = store.values<Deck>("decks/").sort((a, b) => a.at - b.at);
  const shown = store.get<SlideShown>("slides");
  const deck = decks.find((each) => each.deck === shown?.deck);
  if (!room.may("stage.slide")) return null;
  return (
    <section class="card check slides-desk" aria-labelledby="slides-title">
      <h2 id="slides-title" class="check-title"><Icon name="slides" /> {words.t("backstage.slides")}</h2>
      <p class="field-hint">{words.t("backstage.slides_hint")}</p>
      {deck !== undefined && shown?.page != null && <Pager deck={deck} page={shown.page} />}
      <ul class="list-plain slides-decks">
        {decks.map((each) => (
          <li key={each.deck}>
            <span class="crew-name">{each.title === "" ? words.t("backstage.slides_untitled") : each.title}</span>
            <span class="meta">{words.t("backstage.slides_pages", { count: each.pages })} · {each.owner.name}</span>
            <span class="cluster">
              {each !== deck && <button type="button" class="button button-small" data-deed="show" onClick={() => room.give({ type: "stage.slide", deck: each.deck, page: 1 })}>{words.t("backstage.slides_show")}</button>}
              {(each.owner.participant === room.me.participant || room.backstage) && (
                <button type="button" class="button button-small button-quiet" aria-label={words.t("backstage.slides_remove", { title: each.title })} onClick={() => room.give({ type: "slides.remove", deck: each.deck })}><Icon name="remove" /></button>
              )}
            </span>
          </li>
        ))}
      </ul>
      <Upload />
    </section>
  );
}

function Pager({ deck: { deck, pages, title }, page }: { deck: Deck; page: number }) {
  const room = useRoom();
  const { words } = room;
  const to = (next: number) => next >= 1 && next <= pages && room.give({ type: "stage.slide", deck, page: next });
  const keys = (press: KeyboardEvent) => {
    const next = { ArrowRight: page + 1, PageDown: page + 1, ArrowLeft: page - 1, PageUp: page - 1, Home: 1, End: pages }[press.key];
    if (next === undefined) return;
    press.preventDefault();
    to(next);
  };
  return (
    <div class="slides-pager" role="group" aria-label={words.t("backstage.slides_now")} tabIndex={0} onKeyDown={keys}>
      <img class="slides-picture" src={pictureOf(room.page.socket, deck, page)} alt={words.t("player.slide", { page, pages, title })} />
      {page < pages && <link rel="prefetch" as="image" href={pictureOf(room.page.socket, deck, page + 1)} />}
      <div class="cluster">
        <button type="button" class="button button-small" aria-disabled={page <= 1} onClick={() => to(page - 1)}>{words.t("backstage.slides_back")}</button>
        <span class="figures" role="status">{words.t("backstage.slides_page", { page, pages })}</span>
        <button type="button" class="button button-small button-primary" data-deed="next" aria-disabled={page >= pages} onClick={() => to(page + 1)}>{words.t("backstage.slides_next")}</button>
        <button type="button" class="button button-small button-quiet" data-deed="hide" onClick={() => room.give({ type: "stage.slide", deck: null })}>{words.t("backstage.slides_hide")}</button>
      </div>
    </div>
  );
}

function Upload() {
  const room = useRoom();
  const { words } = room;
  const id = useId();
  const state = useSignal<"idle" | "sending" | MediaProblem>("idle");
  const send = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file === undefined) return;
    state.value = "sending";
    try {
      await handIn((address, request) => fetch(address, request), room.page.socket, file);
      state.value = "idle";
    } catch (fault) {
      if (!(fault instanceof MediaProblem)) throw fault;
      state.value = fault;
    }
    // The same file may be handed in again, once it has been repaired.
    input.value = "";
  };
  const problem = state.value;
  return (
    <div class="field">
      <label class="field-label" for={id}>{words.t("backstage.slides_add")}</label>
      <input id={id} class="input" type="file" accept="application/pdf,.pdf" disabled={problem === "sending"} onChange={(change) => void send(change.currentTarget)} />
      <p role="status" class="field-hint">{problem === "sending" && words.t("backstage.slides_sending")}</p>
      {problem instanceof MediaProblem && (
        <p role="alert" class="field-error">{problem.code === "network" ? words.t("backstage.problem.network") : refusalText(words, { code: problem.code, data: problem.data as never, temporary: false })}</p>
      )}
    </div>
  );
}
