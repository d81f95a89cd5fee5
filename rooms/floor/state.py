"""What a room remembers of its hands, and what an entry makes of them."""

from typing import Final, assert_never

from msgspec import Struct
from msgspec.structs import replace

from rooms.context import Participant
from rooms.floor.commands import Kind, State
from rooms.floor.entries import (
    FloorCleared,
    FloorDeclined,
    FloorEntry,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    FloorWithdrawn,
    HandReturned,
)
from rooms.frozen_map import FrozenMap
from rooms.ids import ParticipantId


class Hand(Struct, frozen=True):
    """One person's latest request. `note` is the word that came with declining it: its text and language."""

    by: Participant
    kind: Kind
    about: str
    language: str
    since: int
    number: int
    state: State = "waiting"
    note: tuple[str, str] | None = None


class Floor(Struct, frozen=True):
    """`hands` holds a hand until it is withdrawn, released or raised anew."""

    hands: FrozenMap[ParticipantId, Hand] = FrozenMap()
    last_number: int = 0


EMPTY: Final = Floor()


def apply(floor: Floor, entry: FloorEntry) -> Floor:
    match entry:
        case FloorRequested():
            return _with_requested(floor, entry)
        case FloorWithdrawn() | FloorReleased():
            return replace(floor, hands=floor.hands.drop(entry.by.id))
        case FloorGranted():
            return _with_state(floor, entry.participant, "granted")
        case FloorDeclined():
            note = None if entry.text is None else (entry.text, entry.language or "")
            return _with_state(floor, entry.participant, "declined", note)
        case HandReturned():
            return _with_state(floor, entry.participant, "waiting")
        case FloorRevoked():
            return _with_state(floor, entry.participant, "revoked")
        case FloorCleared():
            for participant in entry.participants:
                floor = _with_state(floor, participant, "declined")
            return floor
    assert_never(entry)


def holds(floor: Floor, participant: ParticipantId) -> bool:
    """Whether somebody was granted the floor and has it still."""
    hand = floor.hands.get(participant)
    return hand is not None and hand.state == "granted"


def _with_requested(floor: Floor, entry: FloorRequested) -> Floor:
    before = floor.hands.get(entry.by.id)
    if before is not None and before.state == "waiting":
        hand = replace(before, kind=entry.kind, about=entry.about, language=entry.language)
        return replace(floor, hands=floor.hands.put(entry.by.id, hand))
    number = floor.last_number + 1
    hand = Hand(entry.by, entry.kind, entry.about, entry.language, entry.at, number)
    return replace(floor, hands=floor.hands.put(entry.by.id, hand), last_number=number)


def _with_state(
    floor: Floor, participant: ParticipantId, state: State, note: tuple[str, str] | None = None
) -> Floor:
    hand = floor.hands.get(participant)
    if hand is None:
        return floor
    return replace(floor, hands=floor.hands.put(participant, replace(hand, state=state, note=note)))
