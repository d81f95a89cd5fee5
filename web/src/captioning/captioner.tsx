// A captioner's place: type what is said, send it line by line, mend the last lines, take turns with another captioner.

import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";

import { cuesIn, type Cue, type Turn } from "../captions";
import { useRoom } from "../context";
import { lengthOf } from "../drafts";
import { ConnectionStrip } from "../panels/connection_strip";
import { Manuscripts } from "../panels/manuscripts";
import { NoticeList } from "../panels/notices";
import { baseLanguage } from "../i18n";
import type { LiveRoom } from "../room";
import type { OnStage } from "../stage";

const LIMIT = 500;
/** Alt and the figure put these into the line. */
const PHRASES = ["applause", "laughter", "music", "inaudible", "video"] as const;
/** An unfinished line is told to the readers at most so often. */
const INTERIM_MS = 300;

export function Captioner({ tongue, feed }: { tongue: string; feed: string }) {
  const room = useRoom();
  const { words, store, me } = room;
  const turn = store.get<Turn>(`captioning/${tongue}`)?.turn;
  const mine = turn === undefined || turn.participant === me.participant;
  const people = useComputed(() => cuesIn(room, tongue).people);
  return (
    <div class="captioner">
      <ConnectionStrip />
      <header class="captioner-head">
        <h2 class="screen-title">{words.t("captions.writing_in", { language: words.languageName(tongue) })}</h2>
        <p class="captioner-turn" role="status">
          {turn === undefined ? words.t("captions.nobodys_turn") : mine ? words.t("captions.my_turn") : words.t("captions.others_turn", { name: turn.name })}
        </p>
        {mine && turn !== undefined
          ? <button type="button" class="button button-small" onClick={() => room.give({ type: "caption.end_turn", language: tongue })}>{words.t("captions.end_turn")}</button>
          : <button type="button" class="button button-small button-primary" onClick={() => room.give({ type: "caption.take_turn", language: tongue })}>{words.t("captions.take_turn")}</button>}
      </header>
      <FloorTongue tongue={tongue} />
      <ol class="list-plain captioner-lines" aria-label={words.t("captions.last_lines")}>
        {people.value.length === 0 && <li class="meta">{words.t("captions.no_lines")}</li>}
        {people.value.map((cue) => <Line key={cue.caption} cue={cue} tongue={tongue} />)}
      </ol>
      <Writing room={room} tongue={tongue} mine={mine} last={people.value.at(-1)?.caption ?? null} />
      <Manuscripts />
      <details class="captioner-feed">
        <summary>{words.t("captions.feed")}</summary>
        <p class="meta">{words.t("captions.feed_hint")}</p>
        <p><code class="captioner-url" dir="ltr">{feed}</code></p>
        <button type="button" class="button button-small" onClick={() => void navigator.clipboard.writeText(feed).then(() => room.notices.show("good", () => words.t("captions.copied")))}>{words.t("captions.copy")}</button>
      </details>
      <NoticeList />
    </div>
  );
}

/** Who speaks now and in which language; where it is another one, the way to write in that. */
function FloorTongue({ tongue }: { tongue: string }) {
  const { words, store, spoken, page } = useRoom();
  const language = spoken.language.value;
  if (language === null) return null;
  const name = store.get<OnStage>(`stage/${spoken.speaker.value ?? ""}`)?.name;
  const here = baseLanguage(language) === baseLanguage(tongue);
  return (
    <p class={here ? "meta captioner-floor" : "notice notice-info captioner-floor"} role="status" data-here={here}>
      {name === undefined ? words.t("captions.floor_speaks", { language: words.languageName(language) }) : words.t("captions.speaks", { name, language: words.languageName(language) })}
      {!here && <> <a class="link-more" href={`/${words.language}/${page.conference.slug}/captions/${page.room.slug}/${language}`}>{words.t("captions.write_in", { language: words.languageName(language) })}</a></>}
    </p>
  );
}

/** One of the last lines; a press, or the arrow up in the box, opens it for correction. */
function Line({ cue: { caption, text, name, source, corrected }, tongue }: { cue: Cue; tongue: string }) {
  const room = useRoom();
  const { words } = room;
  const edited = useSignal<string | null>(null);
  const open = edited.value !== null;
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (open) box.current?.focus();
  }, [open]);
  const save = () => {
    const mended = edited.peek()?.trim() ?? "";
    edited.value = null;
    if (mended !== "" && mended !== text) room.give({ type: "caption.correct", caption, text: mended });
    document.getElementById("captioner-box")?.focus();
  };
  if (edited.value !== null) {
    return (
      <li class="captioner-line">
        <input class="input" lang={tongue} value={edited.value} maxLength={LIMIT} aria-label={words.t("captions.correct")} ref={box}
          onInput={(input) => (edited.value = input.currentTarget.value)}
          onKeyDown={(press) => {
            if (press.key === "Enter") {
              // The box that gets the focus back must not get the line break too.
              press.preventDefault();
              save();
            } else if (press.key === "Escape") edited.value = null;
          }} />
        <button type="button" class="button button-small button-primary" onClick={save}>{words.t("translations.save")}</button>
      </li>
    );
  }
  return (
    <li class="captioner-line">
      <button type="button" id={`line-${caption}`} class="captioner-text" lang={tongue} onClick={() => (edited.value = text)} title={words.t("captions.correct")}>{text}</button>
      <span class="meta">{name}{source === "human" ? "" : ` · ${words.t(`captions.source.${source}`)}`}{corrected ? ` · ${words.t("captions.corrected_by", { name: corrected })}` : ""}</span>
      <button type="button" class="link-button" onClick={() => room.give({ type: "caption.remove", caption })} aria-label={words.t("captions.remove", { text: text.slice(0, 40) })}>{words.t("captions.remove_short")}</button>
    </li>
  );
}

function Writing({ room, tongue, mine, last }: { room: LiveRoom; tongue: string; mine: boolean; last: string | null }) {
  const { words, clock } = room;
  const id = useId();
  const draft = room.drafts.of(`caption/${tongue}`);
  const started = useRef<number | null>(null);
  const told = useRef(0);
  const later = useRef<(() => void) | null>(null);
  const length = lengthOf(draft.text.value);
  const tell = (text: string) => {
    if (!mine) return;
    later.current?.();
    later.current = null;
    const wait = told.current + INTERIM_MS - clock.now();
    if (text !== "" && wait > 0) {
      later.current = room.timers.after(wait, () => tell(draft.text.peek().slice(0, LIMIT)));
      return;
    }
    told.current = clock.now();
    room.connection.signal("caption.interim", { language: tongue, text });
  };
  const write = (text: string) => {
    draft.text.value = text;
    draft.refusal.value = null;
    if (text === "") started.current = null;
    else started.current ??= clock.now();
    tell(text.slice(0, LIMIT));
  };
  /** In the captions' language, whatever the page's is. */
  const put = (place: number) => {
    const phrase = room.page.phrases?.[place] ?? words.t(`captions.phrase.${PHRASES[place]!}`);
    write(`${draft.text.peek()} [${phrase}]`.trimStart());
  };
  const send = () => {
    const text = draft.text.peek().trim();
    if (text === "" || length > LIMIT || !mine) return;
    room.give({ type: "caption.write", language: tongue, text, started: Math.round(started.current ?? clock.now()) });
    write("");
  };
  const keys = (press: KeyboardEvent) => {
    if (press.isComposing) return;
    const place = press.altKey ? Number(press.key) - 1 : -1;
    if (PHRASES[place] !== undefined) {
      press.preventDefault();
      put(place);
    } else if (press.key === "Enter" && !press.shiftKey) {
      press.preventDefault();
      send();
    } else if (press.key === "ArrowUp" && draft.text.peek() === "" && last !== null) {
      press.preventDefault();
      document.getElementById(`line-${last}`)?.click();
    }
  };
  return (
    <form class="captioner-form" onSubmit={(submit) => {
      submit.preventDefault();
      send();
    }}>
      <label class="field-label" for="captioner-box">{words.t("captions.box")}</label>
      <textarea id="captioner-box" class="input" rows={2} lang={tongue} value={draft.text.value} aria-describedby={id} aria-invalid={length > LIMIT} autofocus
        onInput={(input) => write(input.currentTarget.value)} onKeyDown={keys} />
      <div class="cluster cluster-between">
        <p id={id} class={length > LIMIT ? "field-error" : "field-hint"}>
          {length > LIMIT ? words.t("room.over_limit", { count: length - LIMIT }) : words.t(mine ? "captions.keys" : "captions.wait_for_turn")}
        </p>
        <button type="submit" class="button button-primary" aria-disabled={!mine || length === 0 || length > LIMIT}>{words.t("captions.send")}</button>
      </div>
      <ul class="list-plain cluster captioner-phrases" aria-label={words.t("captions.phrases")}>
        {PHRASES.map((phrase, place) => (
          <li key={phrase}><button type="button" class="button button-small button-quiet" onClick={() => put(place)}>
            <kbd>Alt {place + 1}</kbd> {words.t(`captions.phrase.${phrase}`)}</button></li>
        ))}
      </ul>
    </form>
  );
}
