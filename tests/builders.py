"""Rooms in which something has happened: `a_room(open_for_questions(), asked_by(ATTENDEE, "Why?", id="q1"))`.

Each step is one command, in JSON's shape, of one of the cast. Steps that are refused fail the test that builds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from rooms import (
    Audience,
    BallotKey,
    Command,
    Context,
    Entry,
    Json,
    Participant,
    ParticipantId,
    Refused,
    Room,
    apply,
    decide,
    decode_command,
    empty_room,
    show,
    show_own,
)
from tests.cast import BY_ID, MODERATOR, SERVER

START = 1_648_044_000_000  # 23 March 2022, 14:00 UTC


@dataclass(frozen=True)
class Step:
    """Who asks what. `id` is what a new message or question gets; `at` counts in ms from START."""

    participant: Participant
    command: Command
    id: str = "new"
    at: int = 0
    language: str = "en"

    @property
    def context(self) -> Context:
        named = BY_ID.get(ParticipantId(getattr(self.command, "participant", None) or ""))
        return Context(
            self.participant, START + self.at, self.id, self.language, named, ballot_key_of(self.participant)
        )


def ballot_key_of(participant: Participant) -> BallotKey:
    """What the shell would give somebody to vote with. Names nobody, as the shell's does not."""
    return BallotKey(sha256(participant.id.encode()).hexdigest())


def does(participant: Participant, type: str, /, id: str = "new", at: int = 0, **fields: object) -> Step:
    """Any command, by its tag and fields."""
    return Step(participant, command(type, **fields), id, at)


def command(type: str, /, **fields: object) -> Command:
    """A command as it arrives from a browser."""
    return decode_command(msgspec.json.encode({"type": type, **fields}))


def a_room(*steps: Step) -> Room:
    """An empty room, and then the steps."""
    return then(empty_room(), *steps)


def then(room: Room, *steps: Step) -> Room:
    """The room after further steps."""
    for step in steps:
        for entry in decided(room, step):
            room = apply(room, entry)
    return room


def decided(room: Room, step: Step) -> tuple[Entry, ...]:
    """The entries that a step leads to. Raises Refused."""
    return decide(room, step.command, step.context)


def refusal(room: Room, step: Step) -> tuple[str, Mapping[str, Json]]:
    """The code and data with which a step is refused."""
    try:
        entries = decided(room, step)
    except Refused as refused:
        return refused.code, refused.data
    raise AssertionError(f"not refused: {entries}")


def said_by(
    participant: Participant, text: str, id: str = "m1", at: int = 0, reply_to: str | None = None
) -> Step:
    return does(participant, "chat.send", id=id, at=at, text=text, reply_to=reply_to)


def asked_by(
    participant: Participant, text: str, id: str = "q1", at: int = 0, anonymous: bool = False
) -> Step:
    return does(participant, "question.ask", id=id, at=at, text=text, anonymous=anonymous)


def approved(question: str = "q1", by: Participant = MODERATOR) -> Step:
    return does(by, "question.approve", question=question)


def upvoted_by(participant: Participant, question: str = "q1") -> Step:
    return does(participant, "question.upvote", question=question)


def drafted(poll: str = "v1", by: Participant = MODERATOR, **terms: Any) -> Step:
    """A poll with two options, unless the terms say otherwise."""
    usual: dict[str, Any] = {"kind": "single", "text": "Shall we go on?", "options": ["Yes", "No"]}
    return does(by, "poll.draft", id=poll, **{**usual, **terms})


def polled(what: str, poll: str = "v1", by: Participant = MODERATOR, at: int = 0) -> Step:
    """A moderator's step with a poll: `open`, `close`, `reveal`, `discard`."""
    return does(by, f"poll.{what}", at=at, poll=poll)


def voted_by(participant: Participant, *choices: str, poll: str = "v1", at: int = 0) -> Step:
    return does(participant, "poll.vote", at=at, poll=poll, choices=choices)


def open_for_questions() -> Step:
    """Questions go to the hall at once."""
    return does(MODERATOR, "question.set_mode", mode="open")


def acted_on(participant: Participant, what: str, by: Participant = MODERATOR) -> Step:
    """A moderator's act on a person: `mute`, `ban` and so on."""
    return does(by, f"participant.{what}", participant=participant.id, name=participant.name)


def locked() -> Step:
    return does(MODERATOR, "room.lock")


def scheduled(session: str = "s1", **fields: Any) -> Step:
    """The server puts a session on the programme."""
    told: dict[str, Any] = {
        "title": {"en": "Opening", "es": "Apertura"},
        "kind": "plenary",
        "starts": START,
        "ends": START + 3_600_000,
        "floor": "en",
        "people": [{"name": None, "part": "chair"}],
    }
    return does(SERVER, "session.schedule", session=session, **{**told, **fields})


def shown(room: Room, key: str, audience: Audience = Audience.HALL) -> Any:
    """What an audience is shown for a key, to be looked into."""
    return show(room, key, audience)


def shown_own(room: Room, key: str, participant: Participant) -> Any:
    """What a participant is shown for a key of their own, to be looked into."""
    return show_own(room, key, participant.id, ballot_key_of(participant))
