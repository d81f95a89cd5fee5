// The projector's view for the hall: the question on stage, and those with the most votes. Nothing here wants a hand.

import { useComputed } from "@preact/signals";

import { useRoom } from "../context";
import { ConnectionStrip } from "../panels/connection_strip";
import { Written } from "../panels/written";
import type { Question } from "../views";
import { sorted } from "./board";
import { About, Large } from "./prompter";

const TOP = 5;
const TOP_BESIDE = 3;

export function Projector() {
  const { store, words } = useRoom();
  const all = useComputed(() => store.values<Question>("questions/"));
  const staged = all.value.find(({ state }) => state === "staged");
  const top = sorted(all.value.filter(({ state }) => state === "open"), "upvotes", "open").slice(0, staged ? TOP_BESIDE : TOP);
  return (
    <div class="projector" data-staged={staged !== undefined}>
      <ConnectionStrip />
      {staged && (
        <section class="projector-stage" aria-labelledby="projector-staged">
          <h2 id="projector-staged" class="screen-title">{words.t("questions.staged")}</h2>
          <Large question={staged} />
        </section>
      )}
      <section class="projector-top" aria-labelledby="projector-top">
        <h2 id="projector-top" class="screen-title">{words.t("console.top")}</h2>
        {top.length === 0 && <p class="screen-none">{words.t("questions.none_open")}</p>}
        <ol class="list-plain screen-list">
          {top.map((question) => (
            <li key={question.question}><Written text={question.text} language={question.language} /><About question={question} /></li>
          ))}
        </ol>
      </section>
    </div>
  );
}
