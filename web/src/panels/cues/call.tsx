// What those at work ask during a session: interpreters and captioners for slower or louder, everybody for the moderators. With who has read it.

import { useRoom } from "../../context";
import type { CueCommand, CueKind } from "../../cues";
import { ChimeSwitch, CueText, useStanding } from "./cue_list";

const TO_SPEAKERS: readonly CueKind[] = ["slower", "louder"];

export function CueCall() {
  const room = useRoom();
  const { words, me } = room;
  const all = useStanding();
  if (!room.greenRoom) return null;
  const listens = me.role === "interpreter" || me.role === "captioner";
  const mine = all.value.filter(({ by }) => by?.participant === me.participant);
  const underWay = (command: CueCommand) => room.underWay("cue.send").some((each) => each.command.type === command.type && "kind" in command && each.command.kind === command.kind);
  const asks: CueCommand[] = [
    ...(listens ? TO_SPEAKERS.map((kind) => ({ type: "cue.send", kind, to: "speakers" }) as const) : []),
    { type: "cue.send", kind: "help", to: "staff" },
  ];
  return (
    <section class="cue-call" aria-label={words.t("cues.call")}>
      <div class="cluster">
        {asks.map((command) => "kind" in command && (
          <button key={command.kind} type="button" class="button button-small" data-call={command.kind} aria-disabled={underWay(command)}
            title={words.t(command.kind === "help" ? "cues.ask_staff" : "cues.ask_speakers")}
            onClick={() => underWay(command) || room.give(command)}>{words.t(`cues.ask.${command.kind}`)}</button>
        ))}
        <ChimeSwitch />
      </div>
      {mine.length > 0 && (
        <ul class="list-plain cue-sent">
          {mine.map((cue) => (
            <li key={cue.cue} class="cluster"><CueText cue={cue} />
              <span class="meta" role="status">{cue.acknowledged.length === 0 ? words.t("cues.not_read") : words.t("cues.read_by", { names: words.list(cue.acknowledged.map(({ name }) => name)) })}</span>
              <button type="button" class="button button-small button-quiet" onClick={() => room.give({ type: "cue.withdraw", cue: cue.cue })}>{words.t("cues.withdraw")}</button></li>
          ))}
        </ul>
      )}
    </section>
  );
}
