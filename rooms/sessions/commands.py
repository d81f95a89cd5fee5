"""What is asked of the sessions: the programme by the server, starting, extending and ending by moderators."""

from typing import Annotated, Final, Literal, TypeAlias

from msgspec import Meta, Struct

from rooms.entries import Command
from rooms.ids import GivenSessionId
from rooms.sessions.arrangement import Follow

Kind: TypeAlias = Literal["plenary", "panel", "workshop", "break"]
Questions: TypeAlias = Literal["moderated", "open", "closed"]
_Tag = Annotated[str, Meta(min_length=1, max_length=35)]
_Title = Annotated[str, Meta(min_length=1, max_length=300)]
# BCP 47 tag to text.
_Localized = Annotated[dict[_Tag, _Title], Meta(min_length=1, max_length=50)]
# Milliseconds since 1970-01-01T00:00:00Z.
_Time = Annotated[int, Meta(ge=0)]

# By how much a session may be extended at once.
MINUTES: Final = range(1, 240 + 1)


class PersonOfSession(Struct, frozen=True, forbid_unknown_fields=True):
    """`part` is chair, speaker and so on; `name` is None while to be announced."""

    name: Annotated[str, Meta(min_length=1, max_length=200)] | None
    part: Annotated[str, Meta(min_length=1, max_length=64)]


class ScheduleSession(Command, frozen=True, tag="session.schedule"):
    """`floor` is the language of the floor, or None where nobody speaks (a break).

    `questions` is how questions are taken once the session is started, or None where the programme does not say.
    """

    session: GivenSessionId
    title: _Localized
    kind: Kind
    starts: _Time
    ends: _Time
    floor: _Tag | None
    people: Annotated[tuple[PersonOfSession, ...], Meta(max_length=200)]
    questions: Questions | None = None


class WithdrawSession(Command, frozen=True, tag="session.withdraw"):
    session: GivenSessionId


class StartSession(Command, frozen=True, tag="session.start"):
    """Also ends the session that is live in the room."""

    session: GivenSessionId


class ExtendSession(Command, frozen=True, tag="session.extend"):
    """`seen` is the end as it was when the change was looked at: another one, and nothing is changed."""

    session: GivenSessionId
    minutes: int
    follow: Follow = "shift"
    seen: int | None = None


class EndSession(Command, frozen=True, tag="session.end"):
    session: GivenSessionId


class TakeBackSession(Command, frozen=True, tag="session.take_back"):
    """Takes back the last start, extension or end of a session, with what gave way to it."""

    session: GivenSessionId


class ShowRecording(Command, frozen=True, tag="session.show_recording"):
    """Lets attendees see the session's recording."""

    session: GivenSessionId


class HideRecording(Command, frozen=True, tag="session.hide_recording"):
    """Lets attendees see it no more."""

    session: GivenSessionId


COMMANDS: Final = (
    ScheduleSession, WithdrawSession, StartSession, ExtendSession, EndSession, TakeBackSession,
    ShowRecording, HideRecording,
)  # fmt: skip
SessionCommand: TypeAlias = (
    ScheduleSession
    | WithdrawSession
    | StartSession
    | ExtendSession
    | EndSession
    | TakeBackSession
    | ShowRecording
    | HideRecording
)
