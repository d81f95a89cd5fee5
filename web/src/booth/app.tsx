// The whole of the booth: the microphone and its state, what is heard, the partner and the hand-over, what is said, the speaker.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { useRoom } from "../context";
import { Icon } from "../icons";
import { ConfirmationDialog } from "../panels/confirmation";
import { ConnectionStrip } from "../panels/connection_strip";
import { Manuscripts } from "../panels/manuscripts";
import { NoticeList } from "../panels/notices";
import { Video } from "../video";
import type { Booth } from "./booth";
import { Channels } from "./channels";
import { Hearing } from "./hearing";
import { Microphone } from "./microphone";
import { Partner } from "./partner";
import { Questions } from "./questions";
import { Said } from "./said";
import { Slides } from "./slides";

export function App({ booth }: { booth: Booth }) {
  const { words } = useRoom();
  const coughing = useSignal(false);
  useCoughKey(booth, coughing);
  const view = booth.view.value;
  return (
    <div class="booth" data-on-air={booth.onAir} data-cough={coughing.value}>
      <ConnectionStrip />
      {view === undefined ? <Shut booth={booth} /> : (
        <div class="booth-body">
          <div class="booth-middle">
            <Microphone booth={booth} coughing={coughing} />
            <Hearing booth={booth} />
          </div>
          <div class="booth-middle">
            <Floor booth={booth} />
            <Questions />
          </div>
          <aside class="booth-side" aria-label={words.t("booth.side")}>
            <Partner booth={booth} />
            <Said booth={booth} />
          </aside>
        </div>
      )}
      <NoticeList />
      <ConfirmationDialog />
    </div>
  );
}

/** The channel is not open; whoever may, opens it here. */
function Shut({ booth }: { booth: Booth }) {
  const room = useRoom();
  const { words } = room;
  return (
    <section class="card stack booth-shut" aria-labelledby="booth-shut">
      <h2 id="booth-shut">{words.t("booth.shut", { language: words.languageName(booth.language) })}</h2>
      <p>{words.t(room.may("channel.open") ? "booth.shut_yours" : "booth.shut_text")}</p>
      {room.may("channel.open") && (
        <p><button type="button" class="button button-primary" onClick={() => room.give({ type: "channel.open", language: booth.language })}>{words.t("booth.open_channel")}</button></p>
      )}
    </section>
  );
}

/** The speaker's picture and slides, and the cues that an interpreter gives. */
function Floor({ booth }: { booth: Booth }) {
  const { words, notices, announcer } = useRoom();
  const seats = booth.subscriber.value?.seats.value ?? [];
  const pictures = seats.filter(({ name, video }) => video !== null && !name.startsWith("partner/"));
  const names = new Map(booth.tiles.value.map(({ name, caption }) => [name, caption]));
  const cue = (kind: "slower" | "louder") => {
    booth.cue(kind);
    const said = () => words.t("booth.cue_sent", { what: words.t(`cues.kind.${kind}`) });
    notices.show("info", said);
    announcer.say(said());
  };
  return (
    <section class="booth-floor" aria-labelledby="booth-floor">
      <h2 id="booth-floor" class="visually-hidden">{words.t("booth.floor")}</h2>
      <div class="booth-pictures" data-count={pictures.length}>
        {pictures.map(({ name, video }) => (
          <figure key={name} class="booth-picture">
            <Video video={video} muted label={names.get(name) ?? name} />
            <figcaption>{names.get(name)}</figcaption>
          </figure>
        ))}
        {pictures.length === 0 && <p class="booth-dark meta">{words.t(booth.entered.value ? "booth.no_picture" : "booth.not_entered")}</p>}
      </div>
      <div class="cluster" role="group" aria-label={words.t("booth.cues")}>
        <button type="button" class="button" onClick={() => cue("slower")}><Icon name="hourglass" /> {words.t("cues.kind.slower")}</button>
        <button type="button" class="button" onClick={() => cue("louder")}><Icon name="speaker" /> {words.t("cues.kind.louder")}</button>
      </div>
      <Slides />
      <Manuscripts />
      <Channels />
    </section>
  );
}

/** While the key is held the microphone is shut: `c`, or Space where no button has it. */
function useCoughKey(booth: Booth, coughing: { value: boolean; peek(): boolean }): void {
  useEffect(() => {
    const typing = ({ target }: KeyboardEvent) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
    const down = (press: KeyboardEvent) => {
      if (press.key.toLowerCase() !== "c" || press.repeat || press.ctrlKey || press.metaKey || press.altKey || typing(press)) return;
      cough(booth, coughing, true);
    };
    const up = (press: KeyboardEvent) => press.key.toLowerCase() === "c" && cough(booth, coughing, false);
    const lost = () => cough(booth, coughing, false);
    document.addEventListener("keydown", down);
    document.addEventListener("keyup", up);
    window.addEventListener("blur", lost);
    return () => {
      document.removeEventListener("keydown", down);
      document.removeEventListener("keyup", up);
      window.removeEventListener("blur", lost);
    };
  }, [booth]);
}

/** A cough ends as it began: a microphone that was muted before stays so. */
export function cough(booth: Booth, coughing: { value: boolean; peek(): boolean }, on: boolean): void {
  if (coughing.peek() === on) return;
  if (on && !booth.studio.own.microphone.peek().on) return;
  coughing.value = on;
  booth.open(!on);
}
