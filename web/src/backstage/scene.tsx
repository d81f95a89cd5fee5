// Those backstage who send, as tiles: seen and heard by those backstage alone, until the moderator brings them on.

import { useId } from "preact/hooks";

import { useRoom } from "../context";
import { Icon } from "../icons";
import { initials } from "../initials";
import type { Channel } from "../interpretation";
import { tilesOf } from "../stage";
import { Video } from "../video";
import { CHANNEL, type GreenRoom } from "./green_room";

export function Scene({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words, store } = useRoom();
  const sending = greenRoom.heard.value.filter(({ sources }) => sources.length > 0);
  const seats = new Map(greenRoom.subscriber.value?.seats.value.map((seat) => [seat.name, seat]));
  const tiles = tilesOf(sending);
  return (
    <section class="scene" aria-labelledby="scene-title">
      <h2 id="scene-title" class="scene-title">{words.t("backstage.scene")}</h2>
      {tiles.length === 0 ? <p class="field-hint">{words.t("backstage.alone")}</p> : (
        <ul class="list-plain scene-tiles">
          {tiles.map(({ name, participant, caption, kind, video }) => {
            const seat = seats.get(name);
            return (
              <li key={name} class="tile" data-kind={kind} data-participant={participant}>
                <Video video={video === null ? null : (seat?.video ?? null)} audio={seat?.audio ?? null} label={words.t(kind === "screen" ? "backstage.tile_screen" : "backstage.tile_person", { name: caption })} />
                {video === null && <span class="tile-initials" aria-hidden="true">{initials(caption)}</span>}
                <p class="tile-caption">{kind === "screen" && <Icon name="screen" />} {caption} {store.get(`stage/${participant}`) !== undefined && <span class="badge badge-live">{words.t("backstage.on_air")}</span>}</p>
              </li>
            );
          })}
        </ul>
      )}
      <Interpretation greenRoom={greenRoom} sound={seats.get(CHANNEL)?.audio ?? null} />
    </section>
  );
}

/** An interpreter is heard here only by whoever chooses a channel. */
function Interpretation({ greenRoom, sound }: { greenRoom: GreenRoom; sound: MediaStreamTrack | null }) {
  const { words, store } = useRoom();
  const id = useId();
  const channels = store.values<Channel>("channels/");
  const { channel } = greenRoom;
  const chosen = channels.some(({ language }) => language === channel.value) ? channel.value! : "";
  if (channels.length === 0) return null;
  return (
    <p class="field scene-channel">
      <label class="field-label" for={id}>{words.t("channels.listen")}</label>
      <select id={id} class="input" value={chosen} onChange={({ currentTarget }) => (channel.value = currentTarget.value || null)}>
        <option value="">{words.t("channels.listen_none")}</option>
        {channels.map(({ language }) => <option key={language} value={language}>{words.languageName(language)}</option>)}
      </select>
      {chosen !== "" && <span class="visually-hidden"><Video video={null} audio={sound} label={words.languageName(chosen)} /></span>}
    </p>
  );
}
