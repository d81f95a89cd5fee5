// The slide that covers the stage: a text of the moderators', and a countdown where they gave one.

import { figuresOf } from "../../clock";
import { useRoom } from "../../context";
import type { StageView } from "../../stage";
import { Written } from "../written";

export function Holding({ holding }: { holding: NonNullable<StageView["holding"]> }) {
  const { clock, words } = useRoom();
  const { text, language, until } = holding;
  const left = until === null ? null : until - clock.second.value;
  return (
    <div class="player-holding">
      <div class="player-holding-text"><Written text={text} language={language} /></div>
      {left !== null && left > 0 && <p class="player-holding-count"><span>{words.t("player.goes_on_in")}</span> <span class="figures stage-figures">{figuresOf(left)}</span></p>}
    </div>
  );
}
