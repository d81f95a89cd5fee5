// What the interpreter hears: the floor or a channel, how loud, the partner, and the guard of their hearing.

import { useId } from "preact/hooks";

import { useRoom } from "../context";
import { Icon } from "../icons";
import { Bar } from "./bar";
import { ORIGINAL, type Booth } from "./booth";

export function Hearing({ booth }: { booth: Booth }) {
  const { words } = useRoom();
  const [from, volume] = [useId(), useId()];
  const relays = booth.channels.value.filter(({ language }) => language !== booth.view.value?.into);
  const tested = booth.headphones.value;
  return (
    <section class="card booth-hearing" aria-labelledby="booth-hearing">
      <h2 id="booth-hearing" class="check-title"><Icon name="speaker" /> {words.t("booth.hearing")}</h2>
      <Bar level={booth.listening.value?.level.value ?? 0} label={words.t("booth.level_in")} />
      <div class="booth-fields">
        <p class="field">
          <label class="field-label" for={from}>{words.t("booth.from")}</label>
          <select id={from} class="input" value={booth.hears.value} onChange={({ currentTarget }) => (booth.hears.value = currentTarget.value)}>
            <option value={ORIGINAL}>{words.t("booth.original")}</option>
            {relays.map(({ language }) => <option key={language} value={language}>{words.t("booth.relay", { language: words.languageName(language) })}</option>)}
          </select>
        </p>
        <p class="field">
          <label class="field-label" for={volume}>{words.t("booth.volume")}</label>
          <input id={volume} type="range" min="0" max="2" step="0.05" value={booth.volume.value} onInput={({ currentTarget }) => (booth.volume.value = Number(currentTarget.value))} />
        </p>
      </div>
      <p><label class="check-line"><input type="checkbox" checked={booth.hearsPartner.value} onChange={({ currentTarget }) => (booth.hearsPartner.value = currentTarget.checked)} /> {words.t("booth.hear_partner")}</label></p>
      <p><label class="check-line"><input type="checkbox" checked={booth.guarded.value} onChange={({ currentTarget }) => (booth.guarded.value = currentTarget.checked)} /> {words.t("booth.guard")}</label></p>
      {!booth.guarded.value && <p class="field-error">{words.t("booth.unguarded")}</p>}
      <div class="cluster">
        <button type="button" class="button button-small" aria-disabled={tested === "testing" || !booth.entered.value} onClick={() => booth.entered.peek() && void booth.testHeadphones()}>{words.t("booth.test_headphones")}</button>
        <span class={tested === "echo" ? "field-error" : "meta"} role="status">{tested !== "untested" && words.t(`booth.headphones.${tested}`)}</span>
      </div>
    </section>
  );
}
