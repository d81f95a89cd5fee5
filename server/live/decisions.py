"""What a batch of commands comes to, before any of it is stored. Input: the room, the batch, and what is known of both.

Nothing here waits or changes anything, so that a batch whose storing met a conflict can be decided again.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

import rooms
from rooms import (
    BallotKey,
    Command,
    CommandId,
    Context,
    Entry,
    Participant,
    ParticipantId,
    Position,
    Refused,
    Room,
    RoomId,
)
from server.live.detect import language_of

logger = logging.getLogger(__name__)

Outcome = Position | Refused


class Asked(msgspec.Struct, frozen=True):
    """A command on its way. `id` is its sender's; `answer` is called once, and must return at once.

    The actor adds `key`, the command's name in the log, and `ballot_key`: see `veil`. `since` is when it arrived, by
    `time.perf_counter`.
    """

    participant: Participant
    id: str
    command: Command
    language: str
    answer: Callable[[str, Outcome], None]
    key: CommandId = CommandId("")
    ballot_key: BallotKey = BallotKey("")
    since: float = msgspec.field(default_factory=time.perf_counter)


@dataclass(frozen=True)
class Known:
    """What decisions are made on beside the room. `now` is in ms since 1970-01-01T00:00:00Z.

    `answers` holds the commands that were stored before, `people` those whom commands name, `languages` what the
    conference speaks, `readable` what its pages are read in.
    """

    room: RoomId
    now: int
    answers: Mapping[CommandId, Position]
    people: Mapping[ParticipantId, Participant | None]
    languages: tuple[str, ...]
    readable: tuple[str, ...] = ()


@dataclass
class Plan:
    """Entries, each with the room right after it; the answers to store with them; what to tell each who asked."""

    steps: list[tuple[Entry, Room]] = field(default_factory=list)
    answers: dict[CommandId, Position] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for entry, _ in self.steps)


def decide_all(batch: Iterable[Asked], room: Room, start: Position, known: Known) -> Plan:
    """Decide commands one after the other, each on the room that those before it lead to. `room` is as of `start`."""
    plan = Plan()
    for asked in batch:
        answered = known.answers.get(asked.key) or plan.answers.get(asked.key)
        if answered is not None:
            plan.outcomes.append(answered)
            continue
        try:
            steps = _steps(room, rooms.decide(room, asked.command, _context(asked, room, known)))
        except Refused as refused:
            plan.outcomes.append(refused)
        except Exception:
            log_id = secrets.token_hex(4)
            logger.exception(
                "room %s: %s failed, log id %s",
                known.room,
                asked.command,
                log_id,
                extra={"room": known.room, "command_id": asked.id, "log_id": log_id},
            )
            plan.outcomes.append(Refused("internal", log_id=log_id))
        else:
            plan.steps += steps
            position = start.advanced(len(plan.steps))
            plan.outcomes.append(position)
            if steps:
                room = steps[-1][1]
                plan.answers[asked.key] = position
    return plan


def named_in(batch: Iterable[Asked], room: Room) -> set[ParticipantId]:
    """Return the people whom commands name, by their id or by an alias that the room knows."""
    named = (getattr(asked.command, "participant", None) for asked in batch)
    return {rooms.person_meant(room, id) for id in named if id is not None}


def _steps(room: Room, entries: Iterable[Entry]) -> list[tuple[Entry, Room]]:
    steps = []
    for entry in entries:
        room = rooms.apply(room, entry)
        steps.append((entry, room))
    return steps


def _context(asked: Asked, room: Room, known: Known) -> Context:
    text = getattr(asked.command, "text", None)
    named = getattr(asked.command, "participant", None)
    return Context(
        participant=asked.participant,
        now=known.now,
        new_id=secrets.token_urlsafe(9),
        language=asked.language if text is None else language_of(text, asked.language, known.languages),
        named=None if named is None else known.people.get(rooms.person_meant(room, named)),
        ballot_key=asked.ballot_key,
        languages=known.languages,
        readable=known.readable,
    )
