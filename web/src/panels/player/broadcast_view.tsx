// The broadcast as one picture, or as two where the layout shows two, with the names of those on the stage. hls.js comes only here.

import { useEffect, useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { fetched } from "../../fetched";
import { Icon } from "../../icons";
import { broadcastOf } from "../../stage";
import type { Broadcast } from "../../player/broadcast";
import type { Player } from "../../player/player";

const AGAIN_MS = 2_000;
const KEEP_MS = 500;
const unloaded = (fault: unknown) => console.error("The broadcast's player cannot be loaded:", fault);

export function BroadcastView({ player }: { player: Player }) {
  const { words, timers } = useRoom();
  const video = useRef<HTMLVideoElement>(null);
  const held = useRef<Broadcast | null>(null);
  const address = player.address;
  const play = () => {
    video.current?.play().catch((fault: unknown) => {
      if ((fault as { name?: string }).name === "NotAllowedError" && !player.refused.peek()) player.refused.value = true;
    });
  };
  useEffect(() => {
    // A broadcast that is still to begin has no address yet.
    if (address === null) return timers.after(AGAIN_MS, () => void player.ask());
    const giveUp = fetched(() => import("../../player/broadcast"), timers, ({ Broadcast }) => {
      held.current = new Broadcast({ timers, element: video.current!, address, channel: player.channel.peek(), ready: play });
      player.broadcast = held.current;
    }, unloaded);
    return () => {
      giveUp();
      held.current?.detach();
      player.broadcast = held.current = null;
    };
  }, [address]);
  const channel = player.channel.value;
  useEffect(() => held.current?.listen(channel), [channel]);
  useEffect(() => {
    const element = video.current!;
    element.muted = player.muted.value || player.refused.value;
    element.volume = player.volume.value;
    if (player.paused.value) element.pause();
    else if (element.paused && held.current !== null) {
      held.current.toLive();
      play();
    }
  }, [player.muted.value, player.refused.value, player.volume.value, player.paused.value]);
  const names = words.list(player.onStage.value.map(({ name }) => name));
  const pictures = broadcastOf(player.onStage.value, player.stage.value.layout);
  const two = pictures.two && player.rung.value === "video" && player.reception.value?.beside != null;
  const caption = two ? pictures.captions[0] : names;
  return (
    <div class="player-broadcast" data-pictures={two ? 2 : 1} data-screen={pictures.screen}>
    <div class="tile">
      <video ref={video} class="video" playsInline muted={player.muted.value || player.refused.value} aria-label={words.t("player.broadcast", { names })} />
      {address === null && <p class="player-words">{words.t("player.soon")}</p>}
      {address !== null && pictures.unsuitable.length > 0 && <p class="player-words">{words.t("player.unsuitable", { names: words.list([...new Set(pictures.unsuitable)]) })}</p>}
      {caption !== null && caption !== "" && <p class="tile-caption">{two && pictures.screen && <Icon name="screen" />} {caption}</p>}
    </div>
    {two && <Beside player={player} address={player.reception.value!.beside!} caption={pictures.captions[1]} shown={() => held.current?.shown ?? null} />}
    </div>
  );
}

/** The second picture, kept in step with the first. */
function Beside({ player, address, caption, shown }: { player: Player; address: string; caption: string | null; shown: () => number | null }) {
  const { words, timers } = useRoom();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    let leave = () => undefined as unknown;
    const giveUp = fetched(() => import("../../player/broadcast"), timers, ({ Broadcast }) => {
      const element = video.current!;
      // Without sound the browser wants no gesture; a pause that comes meanwhile is no fault.
      const play = () => void element.play().catch((fault: unknown) => console.debug("Not played beside:", fault));
      const broadcast = new Broadcast({ timers, element, address, ready: () => player.paused.peek() || play(), beside: true });
      let cancel: () => void = () => undefined;
      const keep = () => {
        cancel = timers.after(KEEP_MS, keep);
        if (player.paused.peek() !== element.paused) player.paused.peek() ? element.pause() : play();
        if (!element.paused) broadcast.keepTo(shown());
      };
      keep();
      leave = () => {
        cancel();
        broadcast.detach();
      };
    }, unloaded);
    return () => {
      giveUp();
      leave();
    };
  }, [address]);
  return (
    <div class="tile player-beside">
      <video ref={video} class="video" playsInline muted aria-label={words.t("player.beside", { name: caption ?? "" })} />
      {caption !== null && <p class="tile-caption">{caption}</p>}
    </div>
  );
}
