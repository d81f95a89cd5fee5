"""Who may do what with the floor: decide, and what becomes of hands when somebody is put out or a session ends."""

from collections.abc import Sequence
from typing import assert_never

from rooms.context import Context
from rooms.entries import Entry, OfParticipant
from rooms.errors import Refused
from rooms.floor.commands import (
    ClearFloor,
    DeclineFloor,
    FloorCommand,
    GrantFloor,
    ReleaseFloor,
    RequestFloor,
    ReturnHand,
    RevokeFloor,
    State,
    WithdrawFloor,
)
from rooms.floor.entries import (
    FloorCleared,
    FloorDeclined,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    FloorWithdrawn,
    HandReturned,
)
from rooms.floor.state import Floor, Hand
from rooms.ids import ParticipantId
from rooms.text import LIMITS, cleaned


def decide(floor: Floor, command: FloorCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    mine = floor.hands.get(me.id)
    match command:
        case RequestFloor():
            return _requested(mine, command, context)
        case WithdrawFloor():
            if mine is None:
                return ()
            # Whoever takes the hand down while it is being granted wants to be off, not on.
            return ((FloorReleased if mine.state == "granted" else FloorWithdrawn)(by=me, at=now),)
        case ReleaseFloor():
            return () if mine is None or mine.state != "granted" else (FloorReleased(by=me, at=now),)
        case GrantFloor():
            _wanted(floor, command.participant, "waiting")
            return (FloorGranted(by=me, at=now, participant=command.participant),)
        case DeclineFloor():
            _wanted(floor, command.participant, "waiting")
            if command.text is None:
                return (FloorDeclined(by=me, at=now, participant=command.participant),)
            text = cleaned(command.text, LIMITS["hand"])
            return (
                FloorDeclined(
                    by=me, at=now, participant=command.participant, text=text, language=context.language
                ),
            )
        case RevokeFloor():
            _wanted(floor, command.participant, "granted")
            return (FloorRevoked(by=me, at=now, participant=command.participant),)
        case ReturnHand():
            return _returned(floor, command, context)
        case ClearFloor():
            return _cleared(floor, context)
    assert_never(command)


def lower_of(floor: Floor, cause: OfParticipant, context: Context) -> Sequence[Entry]:
    """What becomes of the hand of somebody who is put out of the room."""
    hand = floor.hands.get(cause.participant)
    if hand is None or hand.state not in ("waiting", "granted"):
        return ()
    lowered = FloorRevoked if hand.state == "granted" else FloorDeclined
    return (lowered(by=context.participant, at=context.now, participant=cause.participant),)


def clear_after(floor: Floor, cause: Entry, context: Context) -> Sequence[Entry]:
    """What becomes of the hands when a session ends: those that wait are lowered, and the floor is nobody's."""
    by, at = context.participant, context.now
    holders = [participant for participant, hand in floor.hands.items() if hand.state == "granted"]
    return (
        *_cleared(floor, context),
        *(FloorRevoked(by=by, at=at, participant=participant) for participant in holders),
    )


def _requested(mine: Hand | None, command: RequestFloor, context: Context) -> Sequence[Entry]:
    about = cleaned(command.about, LIMITS["hand"]) if command.about.strip() else ""
    if mine is not None and mine.state == "granted":
        raise Refused("floor.state", participant=context.participant.id, state="granted")
    if mine is not None and mine.state == "waiting" and (mine.kind, mine.about) == (command.kind, about):
        return ()
    return (
        FloorRequested(
            by=context.participant, at=context.now, kind=command.kind, about=about, language=context.language
        ),
    )


def _returned(floor: Floor, command: ReturnHand, context: Context) -> Sequence[Entry]:
    hand = floor.hands.get(command.participant)
    state = "none" if hand is None else hand.state
    if hand is None or hand.state == "waiting" or command.seen not in (None, hand.state):
        raise Refused("floor.state", participant=command.participant, state=state)
    return (HandReturned(by=context.participant, at=context.now, participant=command.participant),)


def _wanted(floor: Floor, participant: ParticipantId, state: State) -> None:
    hand = floor.hands.get(participant)
    if hand is None or hand.state != state:
        raise Refused("floor.state", participant=participant, state="none" if hand is None else hand.state)


def _cleared(floor: Floor, context: Context) -> Sequence[Entry]:
    waiting = tuple(participant for participant, hand in floor.hands.items() if hand.state == "waiting")
    if not waiting:
        return ()
    return (FloorCleared(by=context.participant, at=context.now, participants=waiting),)
