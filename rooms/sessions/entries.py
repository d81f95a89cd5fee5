"""What the log keeps of the sessions. These shapes only ever gain fields with defaults."""

from typing import Final, TypeAlias

from msgspec import Struct

from rooms.entries import Entry
from rooms.ids import SessionId
from rooms.sessions.commands import Kind, PersonOfSession, Questions
from rooms.sessions.state import State


class Moved(Struct, frozen=True, forbid_unknown_fields=True):
    """A later session whose hours changed with an earlier one's, in ms since 1970-01-01T00:00:00Z."""

    session: SessionId
    starts: int
    ends: int


class SessionScheduled(Entry, frozen=True, kw_only=True, tag="session.scheduled"):
    """Also for a session that was scheduled before: the newest counts."""

    session: SessionId
    title: dict[str, str]
    kind: Kind
    starts: int
    ends: int
    floor: str | None
    people: tuple[PersonOfSession, ...]
    questions: Questions | None = None


class SessionWithdrawn(Entry, frozen=True, kw_only=True, tag="session.withdrawn"):
    session: SessionId


class SessionStarted(Entry, frozen=True, kw_only=True, tag="session.started"):
    """`ends` is the end from now on; `questions` how the programme wants them taken from now on."""

    session: SessionId
    ends: int
    moved: tuple[Moved, ...] = ()
    questions: Questions | None = None


class SessionExtended(Entry, frozen=True, kw_only=True, tag="session.extended"):
    session: SessionId
    ends: int
    moved: tuple[Moved, ...] = ()


class SessionEnded(Entry, frozen=True, kw_only=True, tag="session.ended"):
    session: SessionId


class Restored(Struct, frozen=True, forbid_unknown_fields=True):
    """The hours and the state that a session has again."""

    session: SessionId
    starts: int
    ends: int
    state: State


class SessionTakenBack(Entry, frozen=True, kw_only=True, tag="session.taken_back"):
    session: SessionId
    restored: tuple[Restored, ...]


class RecordingShown(Entry, frozen=True, kw_only=True, tag="session.recording_shown"):
    session: SessionId


class RecordingHidden(Entry, frozen=True, kw_only=True, tag="session.recording_hidden"):
    session: SessionId


ENTRIES: Final = (
    SessionScheduled, SessionWithdrawn, SessionStarted, SessionExtended, SessionEnded, SessionTakenBack,
    RecordingShown, RecordingHidden,
)  # fmt: skip
SessionEntry: TypeAlias = (
    SessionScheduled
    | SessionWithdrawn
    | SessionStarted
    | SessionExtended
    | SessionEnded
    | SessionTakenBack
    | RecordingShown
    | RecordingHidden
)
