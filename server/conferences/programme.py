"""The programme of a conference: rooms, and the sessions held in them. Read from a conference file."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, StrictBool

from server.conferences.localized import Localized
from server.conferences.tags import Day, LanguageTag, Slug, WallTime

RoomKind = Literal["plenary", "workshop"]
SessionKind = Literal["plenary", "panel", "workshop", "break"]
Part = Literal["chair", "speaker", "panellist", "facilitator"]


class Room(BaseModel):
    """A place with its own log. In a `moderated` room a question waits for a moderator."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Slug
    name: Localized
    kind: RoomKind
    moderated: StrictBool = False


class SessionPerson(BaseModel):
    """Someone's part in a session: a person of the conference by slug, or one who is to be announced."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: Part
    person: Slug | None = None
    to_be_announced: StrictBool = False


@dataclass(frozen=True)
class Hours:
    """From when to when a session runs: aware datetimes in UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


class Session(BaseModel):
    """A programme item.

    `start` and `end` are wall time in the conference's zone; with an offset they are exact, which only the
    hour that a clock change repeats needs. In an archive a session whose hours nobody recorded has a `day`
    alone. Without a `room` it concerns every room (breaks), or the room is not recorded (archives).
    `language` is the language of the floor.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Slug
    kind: SessionKind
    title: Localized
    abstract: Localized | None = None
    room: Slug | None = None
    day: Day | None = None
    start: WallTime | None = None
    end: WallTime | None = None
    language: LanguageTag | None = None
    theme: Slug | None = None
    # How questions are taken once the session is started; without it, as the moderators have set it.
    questions: Literal["moderated", "open", "closed"] | None = None
    people: tuple[SessionPerson, ...] = ()

    @property
    def is_break(self) -> bool:
        return self.kind == "break"

    def hours(self, zone: ZoneInfo) -> Hours | None:
        """When the session runs, in UTC, if its hours are recorded. `zone` is the conference's."""
        if self.start is None or self.end is None:
            return None
        return Hours(instant(self.start, zone), instant(self.end, zone))

    def day_in(self, zone: ZoneInfo) -> date | None:
        """The day on which the session begins for someone in `zone`; as recorded when it has no hours."""
        if self.start is None:
            return self.day
        return self.start.date() if self.start.tzinfo is None else self.start.astimezone(zone).date()


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Wall time in `zone`, or an exact datetime, as UTC."""
    return (wall if wall.tzinfo else wall.replace(tzinfo=zone)).astimezone(UTC)
