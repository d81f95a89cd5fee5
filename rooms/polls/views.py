"""What is shown of the polls: to the hall, to backstage, and to each voter their own ballot."""

from collections.abc import Iterator
from typing import assert_never

from rooms.ids import BallotKey, ParticipantId, PollId
from rooms.polls.entries import (
    PollClosed,
    PollDiscarded,
    PollOpened,
    PollRevealed,
    PollsEntry,
    PollVoted,
    PollWritten,
)
from rooms.polls.results import shown_results
from rooms.polls.state import OPEN_TO_ALL, Poll, Polls
from rooms.veil import pseudonym
from rooms.views import CONCEALED, Audience, Json, Shown, Touched


def touched(polls: Polls, entry: PollsEntry) -> Touched:
    poll, results = f"polls/{entry.poll}", f"results/{entry.poll}"
    match entry:
        case PollWritten():
            return Touched(frozenset((poll,)))
        case PollOpened() | PollClosed() | PollRevealed():
            return Touched(frozenset((poll, results)))
        case PollDiscarded():
            ballots = polls.tallies[entry.poll].ballots if entry.poll in polls.tallies else ()
            return Touched(frozenset((poll, results)), veiled={f"my/{poll}": frozenset(ballots)})
        case PollVoted():
            return Touched(frozenset((results,)), veiled={f"my/{poll}": frozenset((entry.ballot,))})
    assert_never(entry)


def keys(polls: Polls) -> Iterator[str]:
    for poll in polls.polls:
        yield f"polls/{poll}"
        yield f"results/{poll}"


def own_keys(polls: Polls, participant: ParticipantId) -> Iterator[str]:
    """None: a ballot is not found by its owner's name. `veiled_keys` finds them."""
    return iter(())


def veiled_keys(polls: Polls, ballot_key: BallotKey) -> Iterator[str]:
    for poll, tally in polls.tallies.items():
        key = polls.polls[poll].own_key
        if tally.ballots and pseudonym(ballot_key, key) in tally.ballots:
            yield key


def show(polls: Polls, key: str, audience: Audience) -> Shown:
    kind, _, id = key.partition("/")
    poll = polls.polls.get(PollId(id))
    if poll is None:
        return None
    backstage = audience is Audience.BACKSTAGE
    if kind == "results":
        if poll.state not in OPEN_TO_ALL:
            return None if backstage or (poll.was_open and poll.revealed) else CONCEALED
        if not backstage and not poll.revealed:
            return CONCEALED
        return shown_results(poll, polls.tallies[poll.id])
    if poll.state == "discarded" or (poll.state == "draft" and not backstage):
        return None if backstage or poll.was_open else CONCEALED
    return _poll(poll)


def show_own(polls: Polls, key: str, participant: ParticipantId) -> Json:
    """None: see `show_veiled`."""
    return None


def show_veiled(polls: Polls, key: str, ballot_key: BallotKey) -> Json:
    poll = polls.polls.get(PollId(key.removeprefix("my/polls/")))
    if poll is None or poll.state not in OPEN_TO_ALL:
        return None
    ballot = polls.tallies[poll.id].ballots.get(pseudonym(ballot_key, poll.own_key))
    return None if ballot is None else {"poll": poll.id, "choices": list(ballot.choices)}


def _poll(poll: Poll) -> dict[str, Json]:
    return {
        "poll": poll.id,
        "number": poll.number,
        "kind": poll.kind,
        "text": poll.text,
        "language": poll.language,
        "options": list(poll.options),
        "most": poll.most,
        "anonymous": poll.anonymous,
        "reveal": poll.reveal,
        "state": poll.state,
        "revealed": poll.revealed,
        "opened_at": poll.opened_at,
        "closed_at": poll.closed_at,
    }
