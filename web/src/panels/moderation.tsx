// What a moderator sets for the whole room: locked or not, slow mode, how questions are taken.

import { useId } from "preact/hooks";

import { useRoom } from "../context";
import type { QuestionMode } from "../frames";
import { Icon } from "../icons";
import type { ChatSettings, Moderation, QuestionSettings } from "../views";
import { SafetyRows } from "./safety/settings";

const PACES_S = [0, 5, 10, 30, 60, 120, 300, 600];
const MODES: readonly QuestionMode[] = ["moderated", "open", "closed"];

export function ModerationPanel() {
  const room = useRoom();
  const { store, words } = room;
  const locked = store.get<Moderation>("moderation")?.locked ?? false;
  const locking = room.underWay("room.lock", "room.unlock").length > 0;
  return (
    <section class="moderation" aria-labelledby="moderation-title">
      <h3 id="moderation-title" class="panel-subtitle">{words.t("moderation.title")}</h3>
      <div class="moderation-rows">
        <div class="moderation-row">
          <p><strong>{words.t(locked ? "moderation.locked" : "moderation.unlocked")}</strong><br />
            <span class="meta">{words.t("moderation.lock_hint")}</span></p>
          <button type="button" class="button button-small" aria-pressed={locked} aria-disabled={locking}
            onClick={() => locking || room.give({ type: locked ? "room.unlock" : "room.lock" })}>
            <Icon name="lock" /> {words.t(locked ? "moderation.unlock" : "moderation.lock")}
          </button>
        </div>
        <SafetyRows act={(commands) => commands.forEach((command) => room.give(command))} />
        <SlowMode />
        <Mode />
      </div>
    </section>
  );
}

function SlowMode() {
  const room = useRoom();
  const id = useId();
  const { words, store } = room;
  const under = room.underWay("chat.slow_mode").at(-1);
  const pace = under?.command.seconds ?? store.get<ChatSettings>("chat")?.slow_mode_s ?? 0;
  const paces = PACES_S.includes(pace) ? PACES_S : [...PACES_S, pace].sort((a, b) => a - b);
  return (
    <div class="moderation-row">
      <label for={id}><strong>{words.t("moderation.slow_mode")}</strong><br />
        <span class="meta">{words.t("moderation.slow_mode_hint")}</span></label>
      <select id={id} class="input moderation-choice" value={pace}
        onChange={(change) => room.give({ type: "chat.slow_mode", seconds: Number(change.currentTarget.value) })}>
        {paces.map((seconds) => (
          <option key={seconds} value={seconds}>
            {seconds === 0 ? words.t("moderation.slow_mode_off") : words.t("moderation.seconds", { count: seconds })}
          </option>
        ))}
      </select>
    </div>
  );
}

function Mode() {
  const room = useRoom();
  const id = useId();
  const { words, store } = room;
  const under = room.underWay("question.set_mode").at(-1);
  const mode = under?.command.mode ?? store.get<QuestionSettings>("questions")?.mode ?? "moderated";
  return (
    <div class="moderation-row">
      <label for={id}><strong>{words.t("moderation.question_mode")}</strong><br />
        <span class="meta">{words.t(`moderation.mode_hint.${mode}`)}</span></label>
      <select id={id} class="input moderation-choice" value={mode}
        onChange={(change) => room.give({ type: "question.set_mode", mode: change.currentTarget.value as QuestionMode })}>
        {MODES.map((each) => <option key={each} value={each}>{words.t(`moderation.mode.${each}`)}</option>)}
      </select>
    </div>
  );
}
