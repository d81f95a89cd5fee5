// Who asked a question, as far as the reader may know, and what may be done about them: mute, remove, ban; by name or without it.

import { useSignal } from "@preact/signals";

import { calledIn } from "../safety";
import type { Participant } from "../frames";
import { ParticipantDeeds } from "../panels/participant_deeds";
import { PersonName } from "../panels/person_name";
import type { Question, QuestionSettings } from "../views";
import { useDesk } from "./context";
import { SheetFrame } from "./sheet";
import { About } from "./sheets";

export function AskerSheet({ question }: { question: Question }) {
  const desk = useDesk();
  const { room } = desk;
  const { words, store, page } = room;
  const told = useSignal<Participant | null>(null);
  const fault = useSignal<string | null>(null);
  const { question: id, number, asker, alias, anonymous } = question;
  const to = store.get<QuestionSettings>("questions")?.askers_named_to ?? "nobody";
  const mayAsk = alias !== undefined && told.value === null && room.me.role === "organizer" && to === "organizers";
  const show = async () => {
    fault.value = null;
    try {
      const response = await fetch(`/api/${page.conference.slug}/rooms/${page.room.slug}/questions/${encodeURIComponent(id)}/asker`);
      if (response.ok) told.value = (await response.json()) as Participant;
      else fault.value = words.t("askers.hidden.nobody");
    } catch (error) {
      console.warn("The asker could not be asked for:", error);
      fault.value = words.t("error.unavailable");
    }
  };
  const person = asker ?? told.value;
  const acted = asker ?? (alias === undefined ? null : { participant: alias, name: calledIn(room, alias, ""), role: "attendee" as const });
  return (
    <SheetFrame title={words.t("askers.title", { number })} refusal={fault.value}>
      <About questions={[question]} />
      <p class="hand-who" data-asker={person?.participant ?? ""}>
        {person === null ? <span class="badge">{words.t("askers.not_named")}</span> : <PersonName person={person} />}
        {anonymous && person !== null && <span class="badge">{words.t("questions.anonymous_to_hall")}</span>}
      </p>
      {alias !== undefined && <p class="meta">{words.t(`askers.hidden.${to}`)} {words.t("askers.hidden_hint")}</p>}
      {mayAsk && <p><button type="button" class="button button-small" data-deed="show-asker" onClick={() => void show()}>{words.t("askers.show")}</button></p>}
      {acted !== null && room.mayModerate(acted.participant, acted.role) && (
        <ParticipantDeeds participant={acted.participant} name={acted.name} act={(commands, said) => void desk.act(commands, said)} />
      )}
    </SheetFrame>
  );
}
