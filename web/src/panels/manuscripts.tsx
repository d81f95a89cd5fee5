// What speakers mean to say, for those who interpret or caption it: that of who speaks now, or any other by choice.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import { useRoom } from "../context";
import { Icon } from "../icons";
import { readNow, type Manuscript } from "../manuscripts";
import { Hour, LanguageBadge } from "./written";

export function Manuscripts() {
  const { words, store, spoken } = useRoom();
  const id = useId();
  const chosen = useSignal("");
  const all = store.values<Manuscript>("manuscripts/").sort((a, b) => a.at - b.at);
  const now = all.find(({ owner }) => owner.participant === chosen.value) ?? readNow(all, spoken.speaker.value);
  if (now === null) return null;
  return (
    <section class="card manuscripts" aria-labelledby={`${id}-title`}>
      <div class="manuscripts-head">
        <h2 id={`${id}-title`} class="check-title"><Icon name="edit" /> {words.t("booth.manuscripts")}</h2>
        {all.length > 1 && (
          <>
            <label class="visually-hidden" for={id}>{words.t("booth.manuscripts_whose")}</label>
            <select id={id} class="input" value={chosen.value} onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}>
              <option value="">{words.t("booth.manuscripts_follow")}</option>
              {all.map(({ owner }) => <option key={owner.participant} value={owner.participant}>{owner.name}</option>)}
            </select>
          </>
        )}
      </div>
      <p class="meta"><strong>{now.owner.name}</strong> <LanguageBadge language={now.language} /> {words.t("booth.manuscripts_at")} <Hour at={now.at} /></p>
      <p class="written manuscript-text" lang={now.language} dir="auto" tabIndex={0} role="region" aria-label={words.t("booth.manuscripts_of", { name: now.owner.name })}>{now.text}</p>
    </section>
  );
}
