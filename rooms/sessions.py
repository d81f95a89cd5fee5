"""The programme items held in this room. Commands come from the server, which reads the conference's programme."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal, TypeAlias, assert_never

from msgspec import Meta, Struct
from msgspec.structs import replace

from rooms.context import Context
from rooms.entries import Command, Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import GivenSessionId, ParticipantId, SessionId
from rooms.views import Audience, Json, Shown, Touched

NAME: Final = "sessions"
KEYS: Final = ("sessions",)

Kind: TypeAlias = Literal["plenary", "panel", "workshop", "break"]
_Tag = Annotated[str, Meta(min_length=1, max_length=35)]
_Title = Annotated[str, Meta(min_length=1, max_length=300)]
# BCP 47 tag to text.
_Localized = Annotated[dict[_Tag, _Title], Meta(min_length=1, max_length=50)]
# Milliseconds since 1970-01-01T00:00:00Z.
_Time = Annotated[int, Meta(ge=0)]


class PersonOfSession(Struct, frozen=True, forbid_unknown_fields=True):
    """`part` is chair, speaker and so on; `name` is None while to be announced."""

    name: Annotated[str, Meta(min_length=1, max_length=200)] | None
    part: Annotated[str, Meta(min_length=1, max_length=64)]


class ScheduleSession(Command, frozen=True, tag="session.schedule"):
    """`floor` is the language of the floor, or None where nobody speaks (a break)."""

    session: GivenSessionId
    title: _Localized
    kind: Kind
    starts: _Time
    ends: _Time
    floor: _Tag | None
    people: Annotated[tuple[PersonOfSession, ...], Meta(max_length=200)]


class WithdrawSession(Command, frozen=True, tag="session.withdraw"):
    session: GivenSessionId


COMMANDS: Final = (ScheduleSession, WithdrawSession)
SessionCommand: TypeAlias = ScheduleSession | WithdrawSession


class SessionScheduled(Entry, frozen=True, kw_only=True, tag="session.scheduled"):
    """Also for a session that was scheduled before: the newest counts."""

    session: SessionId
    title: dict[str, str]
    kind: Kind
    starts: int
    ends: int
    floor: str | None
    people: tuple[PersonOfSession, ...]


class SessionWithdrawn(Entry, frozen=True, kw_only=True, tag="session.withdrawn"):
    session: SessionId


ENTRIES: Final = (SessionScheduled, SessionWithdrawn)
SessionEntry: TypeAlias = SessionScheduled | SessionWithdrawn


class Session(Struct, frozen=True):
    title: dict[str, str]
    kind: Kind
    starts: int
    ends: int
    floor: str | None
    people: tuple[PersonOfSession, ...]


class Sessions(Struct, frozen=True):
    sessions: FrozenMap[SessionId, Session] = FrozenMap()


EMPTY: Final = Sessions()


def decide(sessions: Sessions, command: SessionCommand, context: Context) -> Sequence[Entry]:
    by, at = context.participant, context.now
    match command:
        case ScheduleSession():
            if sessions.sessions.get(command.session) == _session(command):
                return ()
            return (
                SessionScheduled(
                    by=by,
                    at=at,
                    session=command.session,
                    title=dict(command.title),
                    kind=command.kind,
                    starts=command.starts,
                    ends=command.ends,
                    floor=command.floor,
                    people=command.people,
                ),
            )
        case WithdrawSession():
            if command.session not in sessions.sessions:
                raise Refused("session.unknown", session=command.session)
            return (SessionWithdrawn(by=by, at=at, session=command.session),)
    assert_never(command)


def apply(sessions: Sessions, entry: SessionEntry) -> Sessions:
    match entry:
        case SessionScheduled():
            return replace(sessions, sessions=sessions.sessions.put(entry.session, _session(entry)))
        case SessionWithdrawn():
            return replace(sessions, sessions=sessions.sessions.drop(entry.session))
    assert_never(entry)


def touched(sessions: Sessions, entry: SessionEntry) -> Touched:
    return Touched(frozenset((f"sessions/{entry.session}",)))


def keys(sessions: Sessions) -> Iterator[str]:
    return (f"sessions/{session}" for session in sessions.sessions)


def own_keys(sessions: Sessions, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(sessions: Sessions, key: str, audience: Audience) -> Shown:
    """The same for both audiences."""
    id = SessionId(key.removeprefix("sessions/"))
    session = sessions.sessions.get(id)
    if session is None:
        return None
    return {
        "session": id,
        "title": session.title,
        "kind": session.kind,
        "starts": session.starts,
        "ends": session.ends,
        "floor": session.floor,
        "people": [{"name": person.name, "part": person.part} for person in session.people],
    }


def show_own(sessions: Sessions, key: str, participant: ParticipantId) -> Json:
    return None


def _session(told: ScheduleSession | SessionScheduled) -> Session:
    return Session(told.title, told.kind, told.starts, told.ends, told.floor, told.people)
