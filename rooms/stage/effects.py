"""What the stage does when something happens elsewhere in the room: somebody is put out, a session ends."""

from collections.abc import Sequence

from rooms.context import Context
from rooms.entries import Entry, OfParticipant
from rooms.ids import ParticipantId
from rooms.roles import PUBLISHERS
from rooms.stage.entries import Departed, TakenOffStage
from rooms.stage.state import Stage


def let_go(stage: Stage, cause: OfParticipant, context: Context) -> Sequence[Entry]:
    """What becomes of somebody who is put out of the room."""
    by, at, person = context.participant, context.now, cause.participant
    entries: list[Entry] = []
    if person in stage.order:
        entries.append(TakenOffStage(by=by, at=at, participant=person))
    if person in stage.people:
        entries.append(Departed(by=by, at=at, participant=person))
    return entries


def empty_stage(stage: Stage, _cause: Entry, context: Context) -> Sequence[Entry]:
    """Nobody stays before the hall when a session has ended."""
    return [
        TakenOffStage(by=context.participant, at=context.now, participant=person) for person in stage.order
    ]


def step_down(stage: Stage, cause: OfParticipant, context: Context) -> Sequence[Entry]:
    """Whoever was on the stage by the floor alone leaves it with the floor."""
    return _without_floor(stage, cause.participant, context)


def step_down_by_oneself(stage: Stage, cause: Entry, context: Context) -> Sequence[Entry]:
    """The same for whoever gives the floor back."""
    return _without_floor(stage, cause.by.id, context)


def _without_floor(stage: Stage, person: ParticipantId, context: Context) -> Sequence[Entry]:
    if person not in stage.order or stage.people[person].role in PUBLISHERS:
        return ()
    return (TakenOffStage(by=context.participant, at=context.now, participant=person),)
