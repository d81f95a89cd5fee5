// The player: tiles or the broadcast, the slide that covers the stage, what can be done with them. Loaded when there is something to see.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { Icon } from "../../icons";
import { Player } from "../../player/player";
import { decodable } from "../../reception";
import { pictureOf, type SlideShown } from "../../slides";
import { BroadcastView } from "./broadcast_view";
import { ConnectionPanel } from "./connection_panel";
import { Controls } from "./controls";
import { Holding } from "./holding";
import { onKey } from "./keys";
import { OVER_PICTURE } from "./places";
import { Tiles } from "./tiles";

export default function PlayerFrame() {
  const room = useRoom();
  const { words } = room;
  const frame = useRef<HTMLDivElement>(null);
  const panel = useSignal(false);
  const player = useMemo(() => new Player(room, {
    fetch: (address, request) => fetch(address, request),
    base: location.href,
    sound: () => new AudioContext(),
    connect: (configuration) => new RTCPeerConnection(configuration),
    decodes: decodable,
  }), []);
  useEffect(() => {
    player.start();
    const wake = () => document.visibilityState === "visible" && player.probe();
    const probe = () => player.probe();
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", probe);
    const leave = () => player.leave(true);
    const again = ({ persisted }: PageTransitionEvent) => void (persisted && player.ask());
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", again);
    return () => {
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", probe);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", again);
      player.stop();
    };
  }, []);
  const { holding } = player.stage.value;
  const shown = room.store.get<SlideShown>("slides");
  const slide = shown?.deck == null || shown.page === null ? null : { deck: shown.deck, page: shown.page, pages: shown.pages ?? shown.page, title: shown.title ?? "" };
  const words_only = player.rung.value === "words";
  return (
    <div ref={frame} class="player" data-path={player.path ?? "none"} data-rung={player.rung.value} data-holding={holding !== null} data-sound={player.channel.value} role="group" aria-label={words.t("player.title")} tabIndex={0}
      onKeyDown={(press) => onKey(press, player, frame.current!)}>
      <div class="player-picture">
        {holding !== null ? <Holding holding={holding} /> : (
          <div class="player-stage" data-slide={slide !== null}>
            {slide !== null && <Slide slide={slide} />}
            {words_only ? <WordsOnly /> : player.onStage.value.length === 0 ? null : player.path === "hls" ? <BroadcastView player={player} /> : <Tiles player={player} slide={slide !== null} />}
          </div>
        )}
        <Standing player={player} />
        {holding === null && !words_only && <SoundButton player={player} />}
        {OVER_PICTURE.map((Place, at) => <Place key={at} player={player} />)}
      </div>
      <Controls player={player} frame={frame} panel={panel} />
      {panel.value && <ConnectionPanel player={player} close={() => (panel.value = false)} />}
    </div>
  );
}

/** Sound starts by a gesture where the browser wants one. */
function SoundButton({ player }: { player: Player }) {
  const { words } = useRoom();
  if (!player.refused.value) return null;
  return (
    <button type="button" class="button button-primary player-sound" onClick={() => {
      player.refused.value = false;
      player.muted.value = false;
    }}><Icon name="speaker" /> {words.t("player.with_sound")}</button>
  );
}

/** A page of the slides, drawn by the server: as sharp as it was made, at a fraction of a shared screen's cost. */
function Slide({ slide: { deck, page, pages, title } }: { slide: { readonly deck: string; readonly page: number; readonly pages: number; readonly title: string } }) {
  const room = useRoom();
  return <img class="player-slide" src={pictureOf(room.page.socket, deck, page)} alt={room.words.t("player.slide", { page, pages, title })} />;
}

function WordsOnly() {
  const { words } = useRoom();
  return <p class="player-words">{words.t("player.words_only")}</p>;
}

/** What a viewer is told while nothing comes. */
function Standing({ player }: { player: Player }) {
  const { words } = useRoom();
  const state = player.subscriber.value?.state.value.state;
  const problem = player.problem.value;
  const tiles = player.tiles.value;
  const said =
    problem === "media.off" ? "player.off"
    : problem !== null || state === "waiting" || state === "unsteady" ? "player.again"
    : player.rung.value === "sound" ? "player.sound_only"
    : player.noSmaller ? "player.no_smaller"
    : player.path === "webrtc" && state === "joining" && tiles.some(({ video }) => video !== null) ? "player.joining"
    : null;
  return <p class="player-standing" role="status" data-shown={said !== null}>{said !== null && words.t(said)}</p>;
}
