// Everybody on the stage as tiles with their names: one large and the others beside it, or all alike.

import { useRoom } from "../../context";
import { Icon } from "../../icons";
import { initials } from "../../initials";
import type { Seat } from "../../peer/subscriber";
import type { Player } from "../../player/player";
import type { Tile } from "../../stage";
import { Video } from "../../video";

/** Beside a slide everybody is small. */
export function Tiles({ player, slide = false }: { player: Player; slide?: boolean }) {
  const { words } = useRoom();
  const tiles = player.tiles.value;
  const large = slide ? null : player.large.value;
  const seats = new Map(player.subscriber.value?.seats.value.map((seat) => [seat.name, seat]));
  return (
    <ul class="list-plain player-tiles" data-layout={player.stage.value.layout} data-count={tiles.length} data-large={large !== null} aria-label={words.t("player.on_stage")}>
      {tiles.map((tile) => <StageTile key={tile.name} player={player} tile={tile} seat={seats.get(tile.name)} large={tile.name === large} />)}
    </ul>
  );
}

function StageTile({ player, tile, seat, large }: { player: Player; tile: Tile; seat: Seat | undefined; large: boolean }) {
  const { words } = useRoom();
  const { kind, caption, silent, participant, video } = tile;
  const shown = seat?.video ?? null;
  return (
    <li class="tile player-tile" data-kind={kind} data-participant={participant} data-large={large}>
      <Video video={shown} audio={seat?.audio ?? null} muted={player.quiet || player.mixed} volume={player.volume.value} paused={player.paused.value}
        label={kind === "screen" ? words.t("player.tile_screen", { name: caption }) : caption} refused={() => (player.refused.value = true)} />
      {(video === null || shown === null) && kind === "person" && <span class="tile-initials" aria-hidden="true">{initials(caption)}</span>}
      <p class="tile-caption">{kind === "screen" ? <Icon name="screen" /> : silent && <Icon name="microphone_off" />} {caption}
        {silent && kind === "person" && <span class="visually-hidden">{words.t("player.silent")}</span>}</p>
    </li>
  );
}
