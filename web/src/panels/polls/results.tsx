// Results: bars beside their numbers, ratings with their mean, words sized by their votes. All of it can be read as text.

import { useRoom } from "../../context";
import { meanOf, shareOf, weightOf, type Poll, type Results } from "../../polls";
import { offered } from "./ballot";
import { WrittenLine } from "../written";

export function ResultsView({ poll, results, labelledBy }: { poll: Poll; results: Results; labelledBy: string }) {
  const { words } = useRoom();
  const mean = poll.kind === "rating" && results.counts ? meanOf(results.counts) : null;
  return (
    <section class="results" aria-label={words.t("polls.results")} aria-describedby={labelledBy}>
      <p class="results-head">
        <strong>{words.t("polls.ballots", { count: results.ballots })}</strong>
        {mean !== null && <span>{words.t("polls.mean", { mean: words.number(Math.round(mean * 10) / 10) })}</span>}
        {poll.kind === "multiple" && <span class="meta">{words.t("polls.of_ballots")}</span>}
      </p>
      {results.words ? <Words poll={poll} results={results} /> : <Bars poll={poll} results={results} />}
    </section>
  );
}

function Bars({ poll, results: { counts = [], ballots } }: { poll: Poll; results: Results }) {
  const { words } = useRoom();
  const most = Math.max(1, ...counts);
  return (
    <ol class="list-plain results-bars">
      {offered(poll).map(({ choice, label }, place) => {
        const votes = counts[place] ?? 0;
        return (
          <li key={choice} class="results-bar" data-leads={votes === most}>
            <span class="results-label">
              {poll.kind === "rating" ? label : <WrittenLine text={label} language={poll.language} about={`option/${poll.poll}.${choice}`} />}
            </span>
            <span class="results-figures figures">{words.percent(shareOf(votes, ballots))} <span class="meta">{words.t("polls.votes", { count: votes })}</span></span>
            <progress class="poll-bar" max={Math.max(1, ballots)} value={votes} aria-hidden="true" />
          </li>
        );
      })}
    </ol>
  );
}

function Words({ poll, results: { words: tally = [], different = 0 } }: { poll: Poll; results: Results }) {
  const { words } = useRoom();
  const most = tally[0]?.[1] ?? 0;
  const more = different - tally.length;
  return (
    <>
      <ul class="list-plain results-words" lang={poll.language}>
        {tally.map(([word, votes]) => (
          <li key={word} class="results-word" data-weight={weightOf(votes, most)}>
            <bdi>{word}</bdi> <span class="results-votes figures"><span aria-hidden="true">{words.number(votes)}</span>
              <span class="visually-hidden">{words.t("polls.votes", { count: votes })}</span></span>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="meta">{words.t("polls.more_words", { count: more })}</p>}
    </>
  );
}
