// What the projector of this room shows, chosen here: everything that there is, or one thing alone.

import { Icon } from "../icons";
import { SCENES, sceneIn } from "../projection";
import type { Desk } from "./desk";

export function ProjectorChoice({ desk }: { desk: Desk }) {
  const { room } = desk;
  const { words, store, page } = room;
  const scene = sceneIn(store);
  const address = page.links.room.replace(/rooms\/([^/]+)$/, "projector/$1");
  return (
    <section class="stack stack-tight" aria-labelledby="desk-projector">
      <h3 id="desk-projector" class="panel-subtitle" tabIndex={-1}>{words.t("projector.title")}</h3>
      <div class="projector-scenes" role="group" aria-labelledby="desk-projector">
        {SCENES.map((each) => (
          <button key={each} type="button" class="button button-small" data-scene={each} aria-pressed={scene === each} title={words.t(`projector.hint.${each}`)}
            onClick={() => scene === each || void desk.act([{ type: "room.project", scene: each }], () => words.t("projector.did", { what: words.t(`projector.scene.${each}`) }))}>
            {words.t(`projector.scene.${each}`)}</button>
        ))}
      </div>
      <p class="meta">{words.t(`projector.hint.${scene}`)}</p>
      <p><a class="button button-small button-quiet" href={address} target="_blank" rel="noopener"><Icon name="screen" /> {words.t("projector.open")}</a></p>
    </section>
  );
}
