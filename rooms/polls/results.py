"""The results of a poll, counted: for its view key, and for files that staff keep."""

from heapq import nsmallest
from typing import Final

from msgspec import Struct

from rooms.context import Participant
from rooms.ids import PollId
from rooms.polls.state import OPEN_TO_ALL, Poll, Polls, Tally
from rooms.views import Json

# Words that the view holds; a file holds them all.
SHOWN_WORDS: Final = 60


class Result(Struct, frozen=True):
    """One poll as staff may keep it. `counts` are choices in words with their votes.

    `ballots` are voters and their choices where the poll was declared not anonymous, and None where it is.
    """

    poll: PollId
    number: int
    kind: str
    text: str
    state: str
    anonymous: bool
    cast: int
    counts: tuple[tuple[str, int], ...]
    ballots: tuple[tuple[Participant, tuple[str, ...]], ...] | None


def results_of(polls: Polls) -> tuple[Result, ...]:
    """All polls that were opened and not discarded, in the order of their drafts."""
    return tuple(
        _result(poll, polls.tallies[poll.id]) for poll in polls.polls.values() if poll.state in OPEN_TO_ALL
    )


def shown_results(poll: Poll, tally: Tally) -> dict[str, Json]:
    """What the view says: how many of which option, or the words that were given most."""
    shown: dict[str, Json] = {"poll": poll.id, "ballots": len(tally.ballots)}
    if poll.kind == "words":
        words: list[Json] = [[word, count] for word, count in _words(tally, SHOWN_WORDS)]
        return {**shown, "words": words, "different": len(tally.counts)}
    return {**shown, "counts": [tally.counts.get(choice, 0) for choice in poll.offered]}


def _result(poll: Poll, tally: Tally) -> Result:
    named = {choice: _name(poll, choice) for choice in poll.offered}
    counts = [(named[choice], tally.counts.get(choice, 0)) for choice in poll.offered]
    ballots = None
    if not poll.anonymous:
        ballots = tuple(
            (ballot.by, tuple(named.get(choice, choice) for choice in ballot.choices))
            for ballot in tally.ballots.values()
            if ballot.by is not None
        )
    return Result(
        poll.id,
        poll.number,
        poll.kind,
        poll.text,
        poll.state,
        poll.anonymous,
        len(tally.ballots),
        tuple(counts) if poll.offered else tuple(_words(tally, len(tally.counts))),
        ballots,
    )


def _name(poll: Poll, choice: str) -> str:
    return poll.options[int(choice) - 1] if poll.options else choice


def _words(tally: Tally, count: int) -> list[tuple[str, int]]:
    """The words given most; of equals the first in the alphabet, so that an order tells nothing about who came when."""
    most = nsmallest(count, tally.counts.items(), key=lambda word: (-word[1], word[0]))
    return [(tally.spelled[word], votes) for word, votes in most]
