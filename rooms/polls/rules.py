"""Who may do what to a poll in which state, and what comes of it: decide and apply."""

from collections.abc import Sequence
from typing import Final, assert_never

from msgspec import Struct
from msgspec.structs import replace

from rooms.context import Context
from rooms.entries import Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import PollId
from rooms.polls.commands import (
    ClosePoll,
    DiscardPoll,
    DraftPoll,
    EditPoll,
    OpenPoll,
    PollCommand,
    PollTerms,
    RevealPoll,
    Step,
    Vote,
)
from rooms.polls.entries import (
    PollClosed,
    PollDiscarded,
    PollDrafted,
    PollEdited,
    PollEntry,
    PollOpened,
    PollRevealed,
    PollsEntry,
    PollVoted,
    PollWritten,
)
from rooms.polls.state import Ballot, Poll, Polls, State, Tally
from rooms.polls.terms import choices_of, folded, most_of, options_of
from rooms.text import LIMITS, cleaned
from rooms.veil import UNNAMED, pseudonym


class Rule(Struct, frozen=True):
    """From which states a step leads, and the entry that says so."""

    wants: frozenset[State]
    entry: type[PollEntry]


RULES: Final[dict[type[Step], Rule]] = {
    OpenPoll: Rule(frozenset({"draft", "closed"}), PollOpened),
    ClosePoll: Rule(frozenset({"open"}), PollClosed),
    RevealPoll: Rule(frozenset({"open", "closed"}), PollRevealed),
    DiscardPoll: Rule(frozenset({"draft", "open", "closed"}), PollDiscarded),
}


def decide(polls: Polls, command: PollCommand, context: Context) -> Sequence[Entry]:
    match command:
        case DraftPoll():
            return (_written(PollDrafted, PollId(context.new_id), command, context),)
        case EditPoll():
            poll = _visible(polls, command.poll, context)
            if poll.state != "draft":
                raise _wrong_state(poll)
            edited = _written(PollEdited, poll.id, command, context)
            return () if _with_terms(poll, edited) == poll else (edited,)
        case OpenPoll() | ClosePoll() | RevealPoll() | DiscardPoll():
            poll = _visible(polls, command.poll, context)
            rule = RULES[type(command)]
            if poll.state not in rule.wants:
                raise _wrong_state(poll)
            if isinstance(command, RevealPoll) and poll.revealed:
                return ()
            return (rule.entry(by=context.participant, at=context.now, poll=poll.id),)
        case Vote():
            return _voted(polls, command, context)
    assert_never(command)


def apply(polls: Polls, entry: PollsEntry) -> Polls:
    match entry:
        case PollDrafted():
            poll = Poll(
                entry.poll,
                len(polls.polls) + 1,
                entry.kind,
                entry.text,
                entry.language,
                entry.options,
                entry.most,
                entry.anonymous,
                entry.reveal,
            )
            return Polls(polls.polls.put(poll.id, poll), polls.tallies.put(poll.id, Tally()))
        case PollVoted():
            tally = polls.tallies.get(entry.poll)
            if tally is None:
                return polls
            poll = polls.polls[entry.poll]
            return replace(polls, tallies=polls.tallies.put(poll.id, _counted(tally, poll, entry)))
    known = polls.polls.get(entry.poll)
    return polls if known is None else replace(polls, polls=polls.polls.put(known.id, _moved(known, entry)))


def _moved(poll: Poll, entry: PollWritten | PollOpened | PollClosed | PollRevealed | PollDiscarded) -> Poll:
    match entry:
        case PollWritten():
            return _with_terms(poll, entry)
        case PollOpened():
            return replace(
                poll,
                state="open",
                was_open=True,
                revealed=poll.revealed or poll.reveal == "open",
                opened_at=entry.at,
                closed_at=None,
            )
        case PollClosed():
            revealed = poll.revealed or poll.reveal == "close"
            return replace(poll, state="closed", revealed=revealed, closed_at=entry.at)
        case PollRevealed():
            return replace(poll, revealed=True)
        case PollDiscarded():
            return replace(poll, state="discarded")
    assert_never(entry)


def _written(
    kind: type[PollDrafted] | type[PollEdited], poll: PollId, terms: PollTerms, context: Context
) -> PollDrafted | PollEdited:
    return kind(
        by=context.participant,
        at=context.now,
        poll=poll,
        kind=terms.kind,
        text=cleaned(terms.text, LIMITS["poll"]),
        language=context.language,
        options=options_of(terms),
        most=most_of(terms),
        anonymous=terms.anonymous,
        reveal=terms.reveal,
    )


def _with_terms(poll: Poll, entry: PollWritten) -> Poll:
    return replace(
        poll,
        kind=entry.kind,
        text=entry.text,
        language=entry.language,
        options=entry.options,
        most=entry.most,
        anonymous=entry.anonymous,
        reveal=entry.reveal,
    )


def _voted(polls: Polls, command: Vote, context: Context) -> Sequence[Entry]:
    poll = _visible(polls, command.poll, context)
    if poll.state != "open":
        raise _wrong_state(poll)
    choices = choices_of(poll, command.choices)
    mine = pseudonym(context.ballot_key, poll.own_key)
    cast = polls.tallies[poll.id].ballots.get(mine)
    if cast is not None and cast.choices == choices:
        return ()
    by, at = (UNNAMED, poll.opened_at or 0) if poll.anonymous else (context.participant, context.now)
    return (PollVoted(by=by, at=at, poll=poll.id, ballot=mine, choices=choices),)


def _counted(tally: Tally, poll: Poll, entry: PollVoted) -> Tally:
    counts, spelled = tally.counts, tally.spelled
    words = poll.kind == "words"
    before = tally.ballots.get(entry.ballot)
    for choice in () if before is None else before.choices:
        counts = _added(counts, folded(choice) if words else choice, -1)
    for choice in entry.choices:
        key = folded(choice) if words else choice
        if words and key not in counts:
            spelled = spelled.put(key, choice)
        counts = _added(counts, key, 1)
    ballot = Ballot(entry.choices, None if poll.anonymous else entry.by)
    return Tally(tally.ballots.put(entry.ballot, ballot), counts, spelled)


def _added(counts: FrozenMap[str, int], choice: str, more: int) -> FrozenMap[str, int]:
    count = counts.get(choice, 0) + more
    return counts.put(choice, count) if count else counts.drop(choice)


def _visible(polls: Polls, id: PollId, context: Context) -> Poll:
    poll = polls.polls.get(id)
    if poll is not None and (poll.was_open or context.participant.is_staff):
        return poll
    raise Refused("poll.unknown", poll=id)


def _wrong_state(poll: Poll) -> Refused:
    return Refused("poll.state", poll=poll.id, state=poll.state)
