// One's own microphone: on air or not, muted or not, into which channel, and how loud.

import { figuresOf } from "../clock";
import { useRoom } from "../context";
import { Icon } from "../icons";
import { turnOf } from "../interpretation";
import { TroubleText } from "../backstage/trouble";
import { cough } from "./app";
import type { Booth } from "./booth";
import { Bar } from "./bar";

export function Microphone({ booth, coughing }: { booth: Booth; coughing: { value: boolean; peek(): boolean } }) {
  const { words, clock } = useRoom();
  const view = booth.view.value!;
  const { track, trouble, opening, on } = booth.studio.own.microphone.value;
  const { meter } = booth.studio.meter.reading.value;
  const other = view.on_air !== null && !booth.onAir ? view.on_air.name : null;
  const turn = turnOf(view, clock.second.value);
  const state = booth.onAir ? (on ? "on_air" : coughing.value ? "cough" : "muted") : other === null ? "off" : "partner";
  return (
    <section class="card booth-microphone" data-state={state} aria-labelledby="booth-microphone">
      <div class="booth-state">
        <h2 id="booth-microphone" class="booth-state-name"><span role="status">{words.t(`booth.state.${state}`, { name: other ?? "", language: words.languageName(view.into) })}</span></h2>
        {turn !== null && (
          <p class="booth-turn" data-soon={turn.soon}>
            <span class="meta">{words.t(booth.onAir ? "booth.turn" : "booth.turn_partner")}</span>
            <span class="figures booth-turn-figures">{turn.over ? words.t("booth.turn_over") : figuresOf(turn.left)}</span>
          </p>
        )}
      </div>
      {!booth.entered.value || !booth.inside ? (
        <div class="stack stack-tight">
          <p><button type="button" class="button button-primary booth-enter" aria-disabled={opening} onClick={() => void booth.enter()}><Icon name="microphone" /> {words.t("booth.enter")}</button></p>
          <p class="field-hint">{words.t("booth.enter_hint")}</p>
        </div>
      ) : (
        <>
          <Bar level={on ? meter : 0} label={words.t("booth.level_out")} />
          <div class="booth-buttons">
            {booth.onAir ? (
              <button type="button" class="button button-danger booth-air" onClick={() => booth.goOnAir(false)}>{words.t("booth.go_off_air")}</button>
            ) : (
              <button type="button" class="button button-primary booth-air" aria-disabled={other !== null || track === null} onClick={() => other === null && track !== null && booth.goOnAir(true)}>{words.t("booth.go_on_air")}</button>
            )}
            <button type="button" class="button" aria-pressed={!on && !coughing.value} disabled={track === null} onClick={() => booth.open(!on)}>
              <Icon name={on ? "microphone" : "microphone_off"} /> {words.t(on || coughing.value ? "booth.mute" : "booth.unmute")}
            </button>
            <button type="button" class="button" disabled={track === null} title={words.t("booth.cough_hint")}
              onPointerDown={() => cough(booth, coughing, true)} onPointerUp={() => cough(booth, coughing, false)} onPointerLeave={() => cough(booth, coughing, false)}
              onKeyDown={(press) => press.key === " " && !press.repeat && cough(booth, coughing, true)} onKeyUp={(press) => press.key === " " && cough(booth, coughing, false)}>
              {words.t("booth.cough")} <kbd>C</kbd>
            </button>
            <button type="button" class="button button-quiet" onClick={() => void booth.leave()}><Icon name="leave" /> {words.t("booth.leave")}</button>
          </div>
          <Direction booth={booth} />
        </>
      )}
      {trouble !== null && <TroubleText trouble={trouble} kind="microphone" again={() => void booth.studio.open("microphone")} />}
      {booth.problem.value !== null && <p class="field-error" role="alert">{words.t("booth.no_media")}</p>}
    </section>
  );
}

/** Where the sound goes: into the booth's own channel or, in a booth of two directions, into another one, at one click. */
function Direction({ booth }: { booth: Booth }) {
  const { words } = useRoom();
  const { into } = booth.view.value!;
  const channels = booth.channels.value;
  if (channels.length < 2) return null;
  return (
    <div class="booth-direction" role="group" aria-label={words.t("booth.direction")}>
      <span class="meta">{words.t("booth.direction")}</span>
      {channels.map(({ language, on_air: onAir }) => {
        const taken = onAir !== null && language !== into && onAir.participant !== booth.view.value!.on_air?.participant;
        return (
          <button key={language} type="button" class="button button-small" aria-pressed={language === into} aria-disabled={taken} title={taken ? words.t("error.booth.taken", { name: onAir.name }) : undefined}
            onClick={() => taken || language === into || booth.direct(language)}>{words.languageName(language)}</button>
        );
      })}
    </div>
  );
}
