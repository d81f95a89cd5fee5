"""What the projector of a room shows: everything that fits, as long as nobody chooses, or one thing alone.

Commands come from staff, from the console. What is chosen may have nothing to show yet: no question on stage, no poll
revealed.
"""

from collections.abc import Iterator, Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from rooms.context import Context
from rooms.entries import Command, Entry
from rooms.ids import ParticipantId
from rooms.views import Audience, Json, Shown, Touched

NAME: Final = "projector"
KEYS: Final = ("projector",)

# `way` is the code and link by which people ask, `holding` the conference and what comes next.
Scene: TypeAlias = Literal["all", "question", "top", "poll", "way", "holding"]


class Project(Command, frozen=True, tag="room.project"):
    scene: Scene


COMMANDS: Final = (Project,)


class Projected(Entry, frozen=True, kw_only=True, tag="room.projected"):
    scene: Scene


ENTRIES: Final = (Projected,)


class Projector(Struct, frozen=True):
    scene: Scene = "all"


EMPTY: Final = Projector()


def decide(projector: Projector, command: Project, context: Context) -> Sequence[Entry]:
    if command.scene == projector.scene:
        return ()
    return (Projected(by=context.participant, at=context.now, scene=command.scene),)


def apply(projector: Projector, entry: Projected) -> Projector:
    return Projector(entry.scene)


def touched(projector: Projector, entry: Projected) -> Touched:
    return Touched(frozenset(("projector",)))


def keys(projector: Projector) -> Iterator[str]:
    yield "projector"


def own_keys(projector: Projector, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(projector: Projector, key: str, audience: Audience) -> Shown:
    return {"scene": projector.scene} if key == "projector" else None


def show_own(projector: Projector, key: str, participant: ParticipantId) -> Json:
    return None
