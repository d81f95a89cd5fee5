// The interpretation channels in the console: who is on air, how loud, how many listen, how long nothing was heard; open and close.

import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";

import { useRoom } from "../context";
import { baseLanguage } from "../i18n";
import { Icon } from "../icons";
import type { BoothMessage, BoothView, Channel } from "../interpretation";
import { PersonName } from "../panels/person_name";
import { isSendable, TextBox } from "../panels/text_box";
import { Hour, Written } from "../panels/written";
import type { LiveRoom } from "../room";
import { heard, isSilent } from "../soundings";
import type { Desk } from "./desk";

/** So many of a booth's messages are shown. */
const SHOWN = 20;

export function ChannelsPanel({ desk }: { desk: Desk }) {
  const { room } = desk;
  const { words, store, soundings } = room;
  const channels = store.values<Channel>("channels/");
  const sounding = soundings.now.value;
  return (
    <div class="stack channels-desk">
      {sounding !== null && (
        <div class="channel-floor" data-floor>
          <p class="hand-who"><strong>{words.t("channels.floor")}</strong> {sounding.spoken !== null && <span class="badge">{words.languageName(sounding.spoken)}</span>}</p>
          <Meter level={sounding.floor} />
        </div>
      )}
      {channels.length === 0 && <p class="meta">{words.t("channels.none")}</p>}
      {channels.length > 0 && sounding === null && <p class="meta">{words.t("channels.unknown")}</p>}
      <ul class="list-plain channel-list">{channels.map((channel) => <ChannelCard key={channel.language} desk={desk} channel={channel} />)}</ul>
      <OpenChannel desk={desk} open={channels} />
    </div>
  );
}

function ChannelCard({ desk, channel: { language, on_air: onAir } }: { desk: Desk; channel: Channel }) {
  const { room } = desk;
  const { words, store, page, soundings } = room;
  const sound = soundings.of(language);
  const name = words.languageName(language);
  const others = (store.get<BoothView>(`booths/${language}`)?.members ?? []).filter(({ participant }) => participant !== onAir?.participant);
  const booth = page.links.room.replace(/rooms\/([^/]+)$/, `booth/$1/${language}`);
  return (
    <li class="channel-card" data-channel={language} data-state={sound?.alarm ? "alarm" : onAir === null ? "empty" : "live"}>
      <div class="hand-who">
        <h3 class="panel-subtitle">{name}</h3>
        {onAir === null ? <span class="badge badge-sun">{words.t("booth.nobody_on_air")}</span> : <><span class="badge badge-live">{words.t("booth.on_air")}</span> <PersonName person={onAir} /></>}
      </div>
      {sound !== null && (
        <>
          <Meter level={sound.level} />
          <p class="channel-facts">
            <span><Icon name="people" /> {words.t("channels.listeners", { count: sound.listeners })}</span>
            <span data-silent={isSilent(sound)}>{isSilent(sound) ? words.t("channels.silent", { count: sound.silent_s }) : words.t("channels.heard")}</span>
          </p>
          {sound.alarm && <p class="field-error">{words.t("channels.missed", { count: sound.missed_s })}</p>}
        </>
      )}
      {others.length > 0 && <p class="meta">{words.t("channels.beside", { names: words.list(others.map((each) => each.name)) })}</p>}
      <Technician room={room} language={language} />
      <div class="cluster">
        <a class="button button-small" href={booth}><Icon name="microphone" /> {words.t("channels.to_booth")}</a>
        <button type="button" class="button button-small button-quiet" data-deed="close" onClick={() => void close(desk, language, onAir?.name ?? null)}><Icon name="close" /> {words.t("channels.close")}</button>
      </div>
    </li>
  );
}

/** What is said in a booth for the technician, and the answer. */
function Technician({ room, language }: { room: LiveRoom; language: string }) {
  const { words, drafts, store } = room;
  const said = saidFor(room, language).slice(-SHOWN);
  const draft = drafts.of(`booth/${language}`);
  const limit = store.welcome.value?.limits.chat ?? 2_000;
  const name = words.languageName(language);
  const send = () => {
    const text = draft.text.peek().trim();
    if (!isSendable(text, limit)) return;
    draft.text.value = "";
    room.give({ type: "booth.send", language, to: "technician", text });
  };
  return (
    <details class="channel-said" open={waits(room, language) || undefined}>
      <summary>{words.t("channels.technician")} {said.length > 0 && <span class="count figures">{words.number(said.length)}</span>}</summary>
      <ol class="list-plain channel-said-list" aria-live="polite">
        {said.map(({ message, author, text, language: tongue, at }) => (
          <li key={message}>
            <p class="meta"><strong>{author.name}</strong> <Hour at={at} /></p>
            <Written text={text} language={tongue} about={`technician/${message}`} />
          </li>
        ))}
      </ol>
      <form class="stack stack-tight" onSubmit={(submit) => {
        submit.preventDefault();
        send();
      }}>
        <TextBox draft={draft} label={words.t("channels.to_them", { language: name })} placeholder={words.t("channels.to_them", { language: name })} limit={limit} onSend={send} />
        <p><button type="submit" class="button button-small" aria-disabled={!isSendable(draft.text.value, limit)}>{words.t("booth.send")}</button></p>
      </form>
    </details>
  );
}

/** The messages of a booth that are for the technician, oldest first. */
const saidFor = ({ store }: LiveRoom, language: string) => store.values<BoothMessage>("booth_messages/").filter(({ booth }) => booth === language).sort((a, b) => a.at - b.at);

/** Whether a booth was the last to say something. */
const waits = (room: LiveRoom, language: string) => saidFor(room, language).at(-1)?.author.role === "interpreter";

/** Asks first: listeners hear the floor from then on, and interpreters are out of their booth. */
async function close(desk: Desk, language: string, onAir: string | null): Promise<void> {
  const { words } = desk.room;
  const name = words.languageName(language);
  const text = onAir === null ? words.t("channels.ask_close_text") : words.t("channels.ask_close_live", { name: onAir });
  const sure = await desk.room.confirm(words.t("channels.ask_close", { language: name }), text, words.t("channels.close"));
  if (sure) await desk.act([{ type: "channel.close", language }], () => words.t("channels.did.close", { language: name }));
}

function OpenChannel({ desk, open }: { desk: Desk; open: readonly Channel[] }) {
  const { room } = desk;
  const { words, page } = room;
  const id = useId();
  const chosen = useSignal("");
  const taken = new Set(open.map(({ language }) => baseLanguage(language)));
  const tags = [...new Map(page.spoken.map((tag) => [baseLanguage(tag), tag])).entries()].filter(([base]) => !taken.has(base)).map(([, tag]) => tag);
  if (!room.may("channel.open") || tags.length === 0) return null;
  const language = tags.includes(chosen.value) ? chosen.value : tags[0]!;
  return (
    <form class="field" onSubmit={(submit) => {
      submit.preventDefault();
      void desk.act([{ type: "channel.open", language }], () => words.t("channels.did.open", { language: words.languageName(language) }));
    }}>
      <label class="field-label" for={id}>{words.t("channels.open_label")}</label>
      <div class="cluster">
        <select id={id} class="input tools-choice" value={language} onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}>
          {tags.map((tag) => <option key={tag} value={tag}>{words.languageName(tag)}</option>)}
        </select>
        <button type="submit" class="button button-small">{words.t("channels.open")}</button>
      </div>
    </form>
  );
}

/** Says nothing to screen readers while it moves; what matters of it stands beside it in words. */
function Meter({ level }: { level: number }) {
  const share = heard(level);
  return <span class="channel-meter" aria-hidden="true"><span class="channel-meter-fill" data-loud={share > 0.92} style={{ inlineSize: `${Math.round(share * 100)}%` }} /></span>;
}

/** The sign that a channel is not heard although the floor speaks, wherever staff look; with a sound when it begins. */
export function ChannelAlarm({ open }: { open?: () => void }) {
  const room = useRoom();
  const { words, chime, soundings } = room;
  const alarms = soundings.alarms;
  const rings = alarms.length > 0;
  useEffect(() => {
    if (rings) chime.ring();
  }, [rings]);
  return (
    <div role="alert" class="channel-alarm" data-shown={rings}>
      {alarms.map((language) => (
        <p key={language} class="notice notice-danger">
          {words.t("channels.alarm", { language: words.languageName(language) })} {open !== undefined && <button type="button" class="button button-small" onClick={open}>{words.t("channels.show")}</button>}
        </p>
      ))}
    </div>
  );
}

/** How many channels of a room are not heard, and how many booths wait for an answer. */
export function waitingChannels(room: LiveRoom): number {
  const open = room.store.values<Channel>("channels/").map(({ language }) => language);
  return room.soundings.alarms.length + open.filter((language) => waits(room, language)).length;
}
