"""What a room remembers of its sessions. Made by `rules` from the entries."""

from typing import Final, Literal, NamedTuple, TypeAlias

from msgspec import Struct

from rooms.context import Participant
from rooms.frozen_map import FrozenMap
from rooms.ids import SessionId
from rooms.sessions.commands import Kind, PersonOfSession, Questions

# Before it is started by a moderator; started; ended. A session that nobody starts is `planned` all the while.
State: TypeAlias = Literal["planned", "live", "over"]


class Hours(NamedTuple):
    """In ms since 1970-01-01T00:00:00Z."""

    starts: int
    ends: int


class Plan(Struct, frozen=True):
    """What the programme says of a session."""

    title: dict[str, str]
    kind: Kind
    starts: int
    ends: int
    floor: str | None
    people: tuple[PersonOfSession, ...]
    questions: Questions | None = None

    @property
    def hours(self) -> Hours:
        return Hours(self.starts, self.ends)


class Decision(Struct, frozen=True):
    """Who let attendees see a recording, and when, in ms since 1970-01-01T00:00:00Z."""

    by: Participant
    at: int


class Session(Struct, frozen=True):
    """`hours` are those that count: the plan's, until a moderator changes them.

    `recording` is None while attendees may not see the session's recording.
    """

    plan: Plan
    hours: Hours
    state: State = "planned"
    recording: Decision | None = None


class Standing(Struct, frozen=True):
    """How a session stood at a moment."""

    hours: Hours
    state: State


class Step(Struct, frozen=True):
    """What a start, extension or end of `session` made of which sessions."""

    session: SessionId
    at: int
    is_end: bool
    was: dict[SessionId, Standing]
    became: dict[SessionId, Standing]


class Sessions(Struct, frozen=True):
    """`taken` are the last steps that can be taken back, the newest last."""

    sessions: FrozenMap[SessionId, Session] = FrozenMap()
    taken: tuple[Step, ...] = ()


EMPTY: Final = Sessions()
