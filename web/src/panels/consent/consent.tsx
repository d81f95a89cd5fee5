// Somebody of the hall who was given the floor: asked whether to show and be heard, checked, sent to those behind the stage, and brought on.
// Input: `my/hand`. The browser asks for nothing before the person has said yes.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

import { GreenRoom } from "../../backstage/green_room";
import { OwnView } from "../../backstage/own_view";
import { useStaying } from "../../backstage/staying";
import { Tongue } from "../../backstage/tongue";
import { useRoom } from "../../context";
import type { OwnHand } from "../../floor";
import { Icon } from "../../icons";

export default function Consent({ hand }: { hand: OwnHand }) {
  const room = useRoom();
  const { words } = room;
  const agreed = useSignal(false);
  const greenRoom = useMemo(() => new GreenRoom(room), []);
  const { studio } = greenRoom;
  useEffect(() => {
    greenRoom.start({ quiet: true });
    return () => void greenRoom.stop();
  }, []);
  const agree = async () => {
    agreed.value = true;
    await studio.open("microphone");
    if (hand.kind === "camera") await studio.open("camera");
  };
  const joined = greenRoom.joined.value;
  const onAir = greenRoom.onStage !== undefined;
  useStaying(onAir);
  return (
    <section class="consent" data-on-air={onAir} aria-labelledby="consent-title">
      <h2 id="consent-title" class="consent-title"><Icon name="microphone" /> {words.t(onAir ? "onstage.consent_on_air" : joined ? "onstage.consent_ready" : "onstage.consent_title")}</h2>
      <p>{words.t(onAir ? "backstage.on_air_text" : joined ? "onstage.consent_wait" : `onstage.consent_text.${hand.kind}`)}</p>
      {agreed.value && <div class="consent-view" data-kind={hand.kind}><OwnView greenRoom={greenRoom} pictured={hand.kind === "camera"} /></div>}
      {agreed.value && <Tongue greenRoom={greenRoom} />}
      <div class="cluster">
        {!agreed.value && <button type="button" class="button button-primary button-small" data-deed="agree" onClick={() => void agree()}>{words.t(`onstage.consent_yes.${hand.kind}`)}</button>}
        {agreed.value && !joined && <button type="button" class="button button-primary button-small" data-deed="ready" onClick={() => void greenRoom.join()}>{words.t("onstage.consent_go")}</button>}
        {joined && (["microphone", ...(hand.kind === "camera" ? ["camera" as const] : [])] as ("microphone" | "camera")[]).map((source) => {
          const { on, track } = studio.own[source].value;
          return track !== null && (
            <button key={source} type="button" class="button button-small" data-source={source} aria-pressed={!on} onClick={() => greenRoom.turn(source, !on)}>
              <Icon name={on ? source : `${source}_off`} /> {words.t(on ? `backstage.turn_off_${source}` : `backstage.turn_on_${source}`)}
            </button>
          );
        })}
        <button type="button" class="button button-small" data-deed="leave" onClick={() => {
          void greenRoom.leave();
          room.give({ type: "floor.release" });
        }}><Icon name="leave" /> {words.t(joined ? "onstage.consent_leave" : "onstage.consent_no")}</button>
      </div>
    </section>
  );
}
