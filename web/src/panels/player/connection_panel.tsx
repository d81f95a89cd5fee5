// How the picture comes: the path, the delay, the rate, the loss; and the choice of less, by hand or by itself.

import { useEffect, useId, useRef } from "preact/hooks";

import { useRoom } from "../../context";
import { Icon } from "../../icons";
import type { Words } from "../../i18n";
import { RUNGS, type Rung } from "../../player/ladder";
import type { Player } from "../../player/player";
import type { Path } from "../../reception";
import { CONNECTION_BUTTON } from "./controls";

export function ConnectionPanel({ player, close }: { player: Player; close: () => void }) {
  const { words } = useRoom();
  const panel = useRef<HTMLElement>(null);
  const [rungs, paths] = [useId(), useId()];
  void player.chosen;
  useEffect(() => panel.current?.focus(), []);
  const leave = () => {
    close();
    document.getElementById(CONNECTION_BUTTON)?.focus();
  };
  return (
    <section ref={panel} class="player-panel" aria-labelledby="player-panel-title" tabIndex={-1} onKeyDown={(press) => {
      if (press.key !== "Escape") return;
      press.preventDefault();
      press.stopPropagation();
      leave();
    }}>
      <div class="player-panel-head">
        <h2 id="player-panel-title">{words.t("player.connection")}</h2>
        <button type="button" class="button button-quiet button-small button-icon" aria-label={words.t("player.close")} onClick={leave}><Icon name="close" /></button>
      </div>
      <dl class="player-facts">{factsOf(words, player).map(([name, value]) => <div key={name}><dt>{words.t(`player.fact.${name}`)}</dt><dd class="figures">{value}</dd></div>)}</dl>
      <fieldset class="player-choice">
        <legend>{words.t("player.quality")}</legend>
        {([null, ...RUNGS] as (Rung | null)[]).map((rung) => (
          <label key={rung} class="choice"><input type="radio" name={rungs} checked={player.hand === rung} onChange={() => player.chooseRung(rung)} /> {words.t(`player.rung.${rung ?? "auto"}`)}</label>
        ))}
      </fieldset>
      <fieldset class="player-choice">
        <legend>{words.t("player.path")}</legend>
        {([null, "webrtc", "hls"] as (Path | null)[]).map((path) => (
          <label key={path} class="choice"><input type="radio" name={paths} checked={player.asked.value === path} onChange={() => player.choosePath(path)} /> {words.t(`player.path_${path ?? "auto"}`)}</label>
        ))}
      </fieldset>
    </section>
  );
}

function factsOf(words: Words, player: Player): [string, string][] {
  const none = "–";
  const kilobits = (bits: number | null) => (bits === null ? none : words.t("player.kbit", { rate: words.number(Math.round(bits / 1000)) }));
  const size = (width: number, height: number) => (height === 0 ? none : `${width} × ${height}`);
  const path: [string, string] = ["path", player.path === null ? none : words.t(`player.path_${player.path}`)];
  const rung: [string, string] = ["rung", words.t(`player.rung.${player.rung.value}`)];
  if (player.path === "hls") {
    const facts = player.broadcastFacts.value;
    return [path, rung, ["delay", facts?.delay_ms == null ? none : words.t("player.ms", { ms: words.number(Math.round(facts.delay_ms)) })], ["rate", kilobits(facts?.bitrate ?? null)], ["size", facts === null ? none : size(facts.width, facts.height)]];
  }
  const facts = player.facts.value;
  return [
    path,
    ["way", facts?.way == null ? none : words.t(`player.way.${facts.way}`)],
    rung,
    ["trip", facts?.round_trip_ms == null ? none : words.t("player.ms", { ms: words.number(Math.round(facts.round_trip_ms)) })],
    ["rate", kilobits(facts?.bitrate ?? null)],
    ["loss", facts?.loss == null ? none : words.percent(facts.loss)],
    ["size", facts === null ? none : size(facts.width, facts.height)],
    ["codec", facts === null || facts.codec === "" ? none : facts.codec],
  ];
}
