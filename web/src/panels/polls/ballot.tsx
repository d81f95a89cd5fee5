// One's ballot: choosing by mouse or keyboard, what was cast, and changing it until the poll closes.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import { useRoom } from "../../context";
import { isDecided, RATINGS, type OwnBallot, type Poll } from "../../polls";
import { useClosed } from "../closed";
import { WrittenLine } from "../written";

export function BallotForm({ poll, labelledBy }: { poll: Poll; labelledBy: string }) {
  const room = useRoom();
  const { store, words } = room;
  const closed = useClosed();
  const about = useId();
  const cast = store.get<OwnBallot>(`my/polls/${poll.poll}`)?.choices ?? null;
  const under = room.underWay("poll.vote").filter(({ command }) => command.poll === poll.poll).at(-1)?.command.choices;
  // Null until something is chosen that is not the ballot that was cast.
  const picked = useSignal<readonly string[] | null>(null);
  const chosen = picked.value ?? under ?? cast ?? [];
  const given = chosen.map((choice) => choice.trim()).filter((choice) => choice !== "");
  const full = poll.kind === "multiple" && chosen.length >= poll.most;
  const sendable = given.length > 0 && under === undefined && closed === null && !(cast !== null && isDecided(given, cast));
  const vote = (submit: Event) => {
    submit.preventDefault();
    if (!sendable) return;
    room.give({ type: "poll.vote", poll: poll.poll, choices: given });
    picked.value = null;
  };
  const choose = (choice: string, on: boolean) => {
    if (poll.kind !== "multiple") picked.value = [choice];
    else picked.value = on ? [...chosen, choice] : chosen.filter((each) => each !== choice);
  };
  return (
    <form class="ballot" onSubmit={vote}>
      <div class="ballot-choices" data-kind={poll.kind} role={poll.kind === "single" || poll.kind === "rating" ? "radiogroup" : "group"}
        aria-labelledby={labelledBy} aria-describedby={about}>
        {poll.kind === "words" ? <WordBoxes poll={poll} chosen={chosen} put={(words) => (picked.value = words)} /> : offered(poll).map(({ choice, label }) => {
          const on = chosen.includes(choice);
          return (
            <label key={choice} class="ballot-choice">
              <input type={poll.kind === "multiple" ? "checkbox" : "radio"} name={`ballot-${poll.poll}`} value={choice} checked={on}
                disabled={closed !== null || (full && !on)} onChange={(change) => choose(choice, change.currentTarget.checked)} />
              {poll.kind === "rating" ? <span>{label}</span> : <WrittenLine text={label} language={poll.language} about={`option/${poll.poll}.${choice}`} />}
            </label>
          );
        })}
      </div>
      <p id={about} class="meta">
        {poll.kind === "multiple" && `${words.t("polls.choose_most", { count: poll.most })} `}
        {poll.kind === "rating" && `${words.t("polls.rating_hint")} `}
        {closed ?? words.t(poll.anonymous ? "polls.anonymous" : "polls.named")}
      </p>
      <div class="cluster">
        <button type="submit" class="button button-small button-primary" aria-disabled={!sendable}>
          {words.t(under !== undefined ? "room.under_way" : cast === null ? "polls.vote" : "polls.change")}
        </button>
        <p class="meta ballot-cast" role="status">{cast !== null && words.t(picked.value === null ? "polls.cast" : "polls.not_yet_changed")}</p>
      </div>
    </form>
  );
}

/** What one chose in a poll that is closed. */
export function OwnChoices({ poll }: { poll: Poll }) {
  const { store, words } = useRoom();
  const cast = store.get<OwnBallot>(`my/polls/${poll.poll}`)?.choices;
  if (cast === undefined) return null;
  const names = new Map(offered(poll).map(({ choice, label }) => [choice, label]));
  return <p class="poll-own">{words.t("polls.yours")} <strong lang={poll.language} dir="auto">{cast.map((choice) => names.get(choice) ?? choice).join(" · ")}</strong></p>;
}

function WordBoxes({ poll, chosen, put }: { poll: Poll; chosen: readonly string[]; put: (words: readonly string[]) => void }) {
  const { words, store } = useRoom();
  const limit = store.welcome.value?.limits.poll_word ?? 40;
  return (
    <>
      {Array.from({ length: poll.most }, (_, place) => (
        <input key={place} class="input" type="text" maxLength={limit} value={chosen[place] ?? ""}
          aria-label={poll.most === 1 ? words.t("polls.word") : words.t("polls.word_number", { number: place + 1 })}
          onInput={({ currentTarget }) => put(Array.from({ length: poll.most }, (_, each) => (each === place ? currentTarget.value : (chosen[each] ?? ""))))} />
      ))}
    </>
  );
}

/** The choices that are offered, with their labels; none where words are given. */
export function offered({ kind, options }: Poll): { readonly choice: string; readonly label: string }[] {
  if (kind === "rating") return RATINGS.map((choice) => ({ choice, label: choice }));
  return options.map((label, place) => ({ choice: String(place + 1), label }));
}
