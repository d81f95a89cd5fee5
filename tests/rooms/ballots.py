"""What became of polls and ballots in a story, told once more in the simplest way, and the laws that hold of them.

Whoever casts a ballot is known here, because the story plays the voters; nothing that leaves the rooms may tell it.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from rooms import (
    UNNAMED,
    Audience,
    Entry,
    Json,
    Participant,
    ParticipantId,
    Room,
    Touched,
    poll_results,
    pseudonym,
    show,
    show_own,
    tag_of,
)
from tests.builders import ballot_key_of
from tests.cast import CAST
from tests.rooms.fates import MARK


class Ballots:
    """The polls of a story by id: their terms, state, whether the hall was shown results, and each person's ballot."""

    def __init__(self) -> None:
        self.terms: dict[str, dict[str, Any]] = {}
        self.states: dict[str, str] = {}
        self.was_open: set[str] = set()
        self.revealed: set[str] = set()
        self.cast: dict[str, dict[ParticipantId, tuple[str, ...]]] = {}

    def remember(self, voter: Participant, entry: Entry, line: bytes) -> None:
        """Take in an entry about a poll, `line` as the log keeps it; complain when an anonymous ballot tells anything."""
        fact: dict[str, Any] = msgspec.to_builtins(entry)
        kind, poll = tag_of(type(entry)), fact["poll"]
        if kind in ("poll.drafted", "poll.edited"):
            self.terms[poll] = fact
            self.states.setdefault(poll, "draft")
            self.cast.setdefault(poll, {})
        elif kind == "poll.opened":
            self.states[poll] = "open"
            self.was_open.add(poll)
        elif kind == "poll.closed":
            self.states[poll] = "closed"
        elif kind == "poll.discarded":
            self.states[poll] = "discarded"
        elif kind == "poll.voted":
            assert self.states[poll] == "open", "a ballot that came too late counts"
            self.cast[poll][voter.id] = tuple(fact["choices"])
            if self.terms[poll]["anonymous"]:
                assert entry.by == UNNAMED
                assert not named_in(line), "the log tells whose a ballot is"
            else:
                assert entry.by == voter
        moment = {"poll.opened": "open", "poll.closed": "close"}.get(kind)
        if kind == "poll.revealed" or (moment and self.terms[poll]["reveal"] == moment):
            self.revealed.add(poll)

    def marks(self, hall: bool) -> set[str]:
        """The marks of the questions that may be read."""
        readable = [
            poll
            for poll, state in self.states.items()
            if state != "discarded" and (not hall or poll in self.was_open)
        ]
        return {mark for poll in readable for mark in MARK.findall(self.terms[poll]["text"])}

    def check_view(self, audience: Audience, view: Mapping[str, Json]) -> None:
        """Only backstage learns of drafts, and of results before they are revealed; nobody learns whose a ballot is."""
        hall = audience is not Audience.BACKSTAGE
        for poll in self.terms:
            if hall and poll not in self.was_open:
                assert f"polls/{poll}" not in view, f"the hall learns that {poll} is there"
            if hall and not (poll in self.was_open and poll in self.revealed):
                assert f"results/{poll}" not in view, f"the hall reads the results of {poll} too early"
            if self.terms[poll]["anonymous"]:
                # Who translated its words says nothing of who voted.
                told = {
                    key: value
                    for key, value in view.items()
                    if key.endswith(f"/{poll}") and not key.startswith("translations/")
                }
                assert not named_in(msgspec.json.encode(told)), f"{audience} learns who voted in {poll}"

    def check_room(self, room: Room) -> None:
        """Everybody counts once, with the newest ballot; one's own is shown to oneself; a file names nobody either."""
        for poll, ballots in self.cast.items():
            stands = self.states[poll] in ("open", "closed")
            results: Any = show(room, f"results/{poll}", Audience.BACKSTAGE)
            assert (results is not None) is stands, poll
            if stands:
                assert results["ballots"] == len(ballots)
                counted = Counter(choice for choices in ballots.values() for choice in choices)
                if "counts" in results:
                    assert sum(results["counts"]) == counted.total()
                    assert all(
                        counted[str(number)] == count for number, count in enumerate(results["counts"], 1)
                    )
                else:
                    assert sum(count for _, count in results["words"]) == counted.total()
            for person in CAST:
                own: Any = show_own(room, f"my/polls/{poll}", person.id, ballot_key_of(person))
                mine = ballots.get(person.id) if stands else None
                assert (None if own is None else tuple(own["choices"])) == mine, "another's ballot, or none"
        for result in poll_results(room):
            if result.anonymous:
                assert result.ballots is None
                assert not named_in(msgspec.json.encode(result)), "a file tells who voted"


def owners(keys: Touched) -> dict[ParticipantId, set[str]]:
    """Whose own keys an entry touches, the veiled ones found as the shell finds them."""
    found: dict[ParticipantId, set[str]] = {person: set(own) for person, own in keys.own.items()}
    for key, names in keys.veiled.items():
        for person in CAST:
            if pseudonym(ballot_key_of(person), key) in names:
                found.setdefault(person.id, set()).add(key)
    return found


def named_in(text: bytes) -> list[str]:
    """The cast's ids and names that stand in a text."""
    return [word for person in CAST for word in (person.id, person.name) if f'"{word}"'.encode() in text]
