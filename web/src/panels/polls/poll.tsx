// One poll: what is asked, under which terms, one's ballot, the results as far as they are shown, and what staff may do.

import { useRoom } from "../../context";
import { editBox, type Act, type Poll, type PollDeed, type PollState, type Results } from "../../polls";
import { LanguageBadge, Written } from "../written";
import { BallotForm, OwnChoices } from "./ballot";
import { PollForm, startEdit } from "./form";
import { ResultsView } from "./results";

/** What staff may do in each state, the likeliest first. */
const DEEDS: { readonly [state in PollState]: readonly PollDeed[] } = {
  draft: ["poll.open", "poll.discard"],
  open: ["poll.close", "poll.reveal", "poll.discard"],
  closed: ["poll.reveal", "poll.open", "poll.discard"],
};
const TONES: { readonly [state in PollState]: string } = { draft: "", open: "badge-good", closed: "" };

export function PollItem({ id, act }: { id: string; act: Act }) {
  const room = useRoom();
  const { store, words, drafts } = room;
  const poll = store.get<Poll>(`polls/${id}`);
  if (poll === undefined) return null;
  const results = store.get<Results>(`results/${id}`);
  const editing = poll.state === "draft" && room.may("poll.edit") && drafts.of(editBox(id)).about.value !== null;
  const title = `poll-${id}`;
  return (
    <li class="poll" data-state={poll.state} data-poll={id}>
      <p class="poll-about">
        <span class={`badge ${TONES[poll.state]}`}>{words.t(`polls.state.${poll.state}`)}</span>
        <span class="meta">{words.t(`polls.kind.${poll.kind}`)}</span>
        <LanguageBadge language={poll.language} />
      </p>
      {editing ? <PollForm draft={drafts.of(editBox(id))} poll={id} act={act} /> : (
        <>
          <div class="poll-question" id={title}><Written text={poll.text} language={poll.language} about={`poll/${id}`} /></div>
          {poll.state === "draft" && poll.options.length > 0 && (
            <ol class="poll-options" lang={poll.language}>{poll.options.map((option) => <li key={option}>{option}</li>)}</ol>
          )}
          {room.may("poll.open") && <Deeds poll={poll} act={act} />}
          {poll.state === "open" && <BallotForm poll={poll} labelledBy={title} />}
          {poll.state === "closed" && <OwnChoices poll={poll} />}
          {results && <ResultsView poll={poll} results={results} labelledBy={title} />}
          <p class="meta poll-terms">
            {poll.state === "draft" || !poll.anonymous ? <span data-named={!poll.anonymous}>{words.t(poll.anonymous ? "polls.anonymous" : "polls.named")} </span> : null}
            {!poll.revealed && <span>{words.t(room.backstage && results ? "polls.only_staff" : `polls.revealed.${poll.reveal}`)}</span>}
          </p>
        </>
      )}
    </li>
  );
}

function Deeds({ poll: { poll: id, state, text, revealed, ...terms }, act: give }: { poll: Poll; act: Act }) {
  const room = useRoom();
  const { words, drafts, page } = room;
  const deeds = DEEDS[state].filter((deed) => deed !== "poll.reveal" || !revealed);
  const under = room.underWay(...deeds).find(({ command }) => command.poll === id)?.command.type;
  const act = async (type: PollDeed) => {
    if (under !== undefined) return;
    const sure = type !== "poll.discard" || (await room.confirm(words.t("polls.discard_title"), words.t("polls.discard_text", { text: text.slice(0, 80) }), words.t("polls.deed.discard")));
    if (sure) give({ type, poll: id }, () => words.t(`polls.did.${nameOf(type, state)}`));
  };
  return (
    <div class="cluster" role="group" aria-label={words.t("polls.deeds_for", { text: text.slice(0, 80) })}>
      {deeds.map((type, place) => {
        return (
          <button key={type} type="button" class={`button button-small ${place === 0 && state !== "closed" ? "button-primary" : ""}`}
            aria-disabled={under !== undefined} onClick={() => void act(type)}>
            {words.t(under === type ? "room.under_way" : `polls.deed.${nameOf(type, state)}`)}
          </button>
        );
      })}
      {state !== "draft" && !terms.anonymous && (
        <a class="button button-small button-quiet" href={`/api/${page.conference.slug}/${page.room.slug}/polls/${id}/ballots.csv`} download>{words.t("polls.export_ballots")}</a>
      )}
      {state === "draft" && (
        <button type="button" class="button button-small" onClick={() => startEdit(drafts.of(editBox(id)), { ...terms, text })}>{words.t("polls.edit")}</button>
      )}
    </div>
  );
}

const nameOf = (type: PollDeed, state: PollState) => (type === "poll.open" && state === "closed" ? "reopen" : type.split(".")[1]!);
