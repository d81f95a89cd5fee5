// The checks before one goes on air: which devices, the speakers, headphones, the line. None of them keeps anybody from going on.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import { playTone } from "../test_tone";
import { useRoom } from "../context";
import type { DeviceKind } from "../devices";
import { Icon } from "../icons";
import type { GreenRoom } from "./green_room";
import { Line } from "./line";
import { Encoder } from "./encoder";

export function Checks({ greenRoom, folded }: { greenRoom: GreenRoom; folded: boolean }) {
  const { words } = useRoom();
  const content = (
    <div class="checks-grid">
      <section class="card check" aria-labelledby="check-devices">
        <h3 id="check-devices" class="check-title"><Icon name="camera" /> {words.t("backstage.check.devices")}</h3>
        <DeviceChoice greenRoom={greenRoom} kind="camera" />
        <DeviceChoice greenRoom={greenRoom} kind="microphone" />
      </section>
      <section class="card check" aria-labelledby="check-speakers">
        <h3 id="check-speakers" class="check-title"><Icon name="speaker" /> {words.t("backstage.check.speakers")}</h3>
        <DeviceChoice greenRoom={greenRoom} kind="speaker" />
        <SpeakerTest greenRoom={greenRoom} />
        <p class="field-hint">{words.t("backstage.headphones")}</p>
      </section>
      <Line greenRoom={greenRoom} />
      {greenRoom.reception.value?.publish != null && <Encoder />}
    </div>
  );
  if (!folded) return <section class="checks" aria-labelledby="checks-title"><h2 id="checks-title" class="check-heading">{words.t("backstage.checks")}</h2>{content}</section>;
  return (
    <details class="checks checks-folded">
      <summary class="button button-small">{words.t("backstage.checks")}</summary>
      {content}
    </details>
  );
}

function DeviceChoice({ greenRoom, kind }: { greenRoom: GreenRoom; kind: DeviceKind }) {
  const { words } = useRoom();
  const id = useId();
  const { studio } = greenRoom;
  const list = studio.lists.value[kind];
  const used = kind === "speaker" ? studio.devices.choices.speaker : (studio.own[kind].value.track?.getSettings().deviceId ?? studio.devices.choices[kind]);
  // Without permission browsers give one device without a name, or none.
  const named = list.filter(({ name }) => name !== "");
  return (
    <div class="field">
      <label class="field-label" for={id}>{words.t(`backstage.choose.${kind}`)}</label>
      <select id={id} class="input" disabled={named.length === 0} value={used ?? ""} onChange={(change) => void studio.choose(kind, change.currentTarget.value)}>
        {(named.length === 0 || used === null) && <option value={used ?? ""}>{words.t(named.length === 0 ? `backstage.none.${kind}` : "backstage.system")}</option>}
        {named.map((device) => <option key={device.id} value={device.id}>{device.name}</option>)}
      </select>
    </div>
  );
}

function SpeakerTest({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words } = useRoom();
  const state = useSignal<"idle" | "playing" | "played" | "failed">("idle");
  const test = async () => {
    state.value = "playing";
    try {
      await playTone(greenRoom.sound(), greenRoom.studio.devices.choices.speaker);
      state.value = "played";
    } catch (fault) {
      console.warn("The speaker test was not heard:", fault);
      state.value = "failed";
    }
  };
  return (
    <div class="check-test">
      <button type="button" class="button button-small" aria-disabled={state.value === "playing"} onClick={() => state.value === "playing" || void test()}><Icon name="play" /> {words.t("backstage.chime")}</button>
      <p role="status" class="field-hint">{state.value !== "idle" && words.t(`backstage.chime_${state.value}`)}</p>
    </div>
  );
}
