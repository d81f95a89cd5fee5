"""The stage as a value: its people, its order, its layout, the slide that covers it."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from rooms.context import Participant
from rooms.frozen_map import FrozenMap
from rooms.ids import ParticipantId
from rooms.roles import Role
from rooms.stage.commands import Layout, Ready, Source

MOST_ON_STAGE: Final = 16

Muter: TypeAlias = Literal["self", "moderator"]


class Person(Struct, frozen=True):
    """Somebody on the stage or behind it. `muted` names who muted a source; only the person themselves unmutes it.

    `language` is what they speak, as far as they have told.
    """

    name: str
    role: Role
    state: Ready = "checking"
    sources: tuple[Source, ...] = ()
    unsuitable: tuple[Source, ...] = ()
    muted: Mapping[Source, Muter] = {}
    language: str | None = None


class Holding(Struct, frozen=True):
    text: str
    language: str
    until: int | None


class Stage(Struct, frozen=True):
    """`order` holds those who are on the stage, with their number in the order in which they came."""

    people: FrozenMap[ParticipantId, Person] = FrozenMap()
    order: FrozenMap[ParticipantId, int] = FrozenMap()
    layout: Layout = "speaker"
    holding: Holding | None = None
    broadcast_since: int | None = None
    last_number: int = 0


EMPTY: Final = Stage()


def is_on(stage: Stage, participant: ParticipantId) -> bool:
    """Whether somebody is on the stage."""
    return participant in stage.order


def sending(stage: Stage) -> Mapping[ParticipantId, tuple[Source, ...]]:
    """Whose sources the engine receives, as far as the room was told."""
    return {id: person.sources for id, person in stage.people.items() if person.sources}


def is_broadcast(stage: Stage) -> bool:
    """Whether the stage is broadcast."""
    return stage.broadcast_since is not None


def shows_only_unsuitable(stage: Stage) -> bool:
    """Whether there are pictures on the stage, and none of them can be broadcast."""
    found = [
        source in stage.people[id].unsuitable
        for id, sources in on_air(stage)
        for source in sources
        if source != "microphone"
    ]
    return bool(found) and all(found)


def measure(stage: Stage, now: int) -> Mapping[str, float]:
    """How many are on the stage, how many of their pictures and voices the hall receives, and whether it is broadcast."""
    sources = [source for _, each in on_air(stage) for source in each]
    return {
        "stage_people": len(stage.order),
        "stage_pictures": sum(source in ("camera", "screen") for source in sources),
        "stage_voices": sources.count("microphone"),
        "stage_broadcast": float(is_broadcast(stage)),
    }


def person(stage: Stage, participant: ParticipantId) -> Participant | None:
    """Somebody on the stage or behind it."""
    found = stage.people.get(participant)
    return None if found is None else Participant(participant, found.name, found.role)


def spoken_by(stage: Stage, participant: ParticipantId) -> str | None:
    """The language that somebody told to speak."""
    found = stage.people.get(participant)
    return None if found is None else found.language


def here(stage: Stage) -> frozenset[ParticipantId]:
    """Those on the stage or behind it who are there; whoever is on it may have gone away meanwhile."""
    return frozenset(
        id
        for id, found in stage.people.items()
        if id not in stage.order or found.state != "away" or found.sources
    )


def on_air(stage: Stage) -> tuple[tuple[ParticipantId, tuple[Source, ...]], ...]:
    """Those on the stage in their order, with the sources that they have not muted; nobody while a slide covers it."""
    if stage.holding is not None:
        return ()
    found = []
    for id in sorted(stage.order, key=lambda each: stage.order[each]):
        person = stage.people[id]
        found.append((id, tuple(source for source in person.sources if source not in person.muted)))
    return tuple(found)
