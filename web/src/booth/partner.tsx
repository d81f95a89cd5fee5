// Who is in the booth, and the hand-over between them.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import { figuresOf } from "../clock";
import { useRoom } from "../context";
import { Icon } from "../icons";
import type { Booth } from "./booth";

/** In minutes; none is at once. */
const TIMES = [0, 1, 2, 5];

export function Partner({ booth }: { booth: Booth }) {
  const { words, me, clock } = useRoom();
  const minutes = useSignal(0);
  const when = useId();
  const { members, on_air: onAir, offer } = booth.view.value!;
  const mine = offer?.accepted?.participant === me.participant;
  return (
    <section class="card booth-partner" aria-labelledby="booth-partner">
      <h2 id="booth-partner" class="check-title"><Icon name="people" /> {words.t("booth.members")}</h2>
      <ul class="list-plain booth-members">
        {members.map(({ participant, name }) => (
          <li key={participant}>{name}{participant === me.participant && ` (${words.t("backstage.you")})`} {onAir?.participant === participant && <span class="badge badge-live">{words.t("booth.on_air")}</span>}</li>
        ))}
      </ul>
      {members.length === 0 && <p class="field-hint">{words.t("booth.empty")}</p>}
      <div role="status">
        {offer !== null && (
          <p class="booth-offer">
            {offer.accepted !== null ? words.t("booth.offer.accepted", { name: offer.accepted.name }) : words.t(booth.onAir ? "booth.offer.yours" : "booth.offer.theirs", { name: onAir?.name ?? "" })}
            {offer.when !== null && <> <span class="figures">{figuresOf(Math.max(0, offer.when - clock.second.value))}</span></>}
          </p>
        )}
      </div>
      {booth.inside && (
        <div class="cluster">
          {booth.onAir && offer === null && members.length > 1 && (
            <>
              <label class="visually-hidden" for={when}>{words.t("booth.offer.when")}</label>
              <select id={when} class="input booth-when" value={minutes.value} onChange={({ currentTarget }) => (minutes.value = Number(currentTarget.value))}>
                {TIMES.map((each) => <option key={each} value={each}>{each === 0 ? words.t("booth.offer.now") : words.t("booth.offer.in", { count: each })}</option>)}
              </select>
              <button type="button" class="button" onClick={() => booth.offer(minutes.value === 0 ? null : minutes.value * 60_000)}>{words.t("booth.offer.give")}</button>
            </>
          )}
          {offer !== null && !booth.onAir && offer.accepted === null && <button type="button" class="button button-primary" onClick={() => booth.accept()}>{words.t("booth.offer.accept")}</button>}
          {offer !== null && (booth.onAir || mine) && <button type="button" class="button button-quiet" onClick={() => booth.withdraw()}>{words.t("booth.offer.withdraw")}</button>}
        </div>
      )}
    </section>
  );
}
