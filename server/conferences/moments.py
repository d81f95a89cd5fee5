"""When things happen: what is on now and next in a room, and the programme by day for someone in another zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.conferences.model import Conference, Room, Session


@dataclass(frozen=True)
class Moment:
    """What a room holds at an instant.

    `now` is the session or break that runs; `next` is the next session that is not a break, on whatever day.
    """

    now: Session | None
    next: Session | None


@dataclass(frozen=True)
class DayOfRoom:
    """The sessions of one day in one room, in order. `room` is None for those that concern every room."""

    room: Room | None
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class DayOfProgramme:
    """One day of the programme: all its sessions in order, and the same by room, in the file's order of rooms."""

    day: date
    sessions: tuple[Session, ...]
    rooms: tuple[DayOfRoom, ...]


def sessions_in(conference: Conference, room: str) -> tuple[Session, ...]:
    """The sessions of a room that have hours, in order, with the breaks that concern every room."""
    there = [
        session
        for session in conference.sessions
        if session.room == room or (session.room is None and session.is_break)
    ]
    timed = [(hours.start, hours.end, session) for session in there if (hours := conference.hours(session))]
    return tuple(session for _, _, session in sorted(timed, key=lambda entry: entry[:2]))


def now_and_next(conference: Conference, room: str, instant: datetime) -> Moment:
    """What runs in a room at an aware instant, and what comes next. A session has ended at its very end."""
    now = following = None
    for session in sessions_in(conference, room):
        hours = conference.hours(session)
        if hours is None:
            raise AssertionError("sessions_in gives sessions with hours")
        if hours.start <= instant < hours.end:
            now = session
        elif hours.start > instant and not session.is_break and following is None:
            following = session
    return Moment(now, following)


def programme_by_day(conference: Conference, zone: ZoneInfo | None = None) -> tuple[DayOfProgramme, ...]:
    """The programme as someone in `zone` (the conference's own if None) lives it.

    A session that crosses midnight there is listed on both days. One without hours keeps the day that is recorded.
    Days of the conference on which nothing is known to happen are listed empty.
    """
    by_day: dict[date, list[Session]] = {}
    if zone is None:
        by_day = {day: [] for day in conference.days}
    for session in _in_order(conference, conference.sessions):
        for day in days_of(conference, session, zone or conference.zone):
            by_day.setdefault(day, []).append(session)
    return tuple(
        DayOfProgramme(day, tuple(sessions), _by_room(conference, sessions))
        for day, sessions in sorted(by_day.items())
    )


def days_of(conference: Conference, session: Session, zone: ZoneInfo) -> tuple[date, ...]:
    """The days that a session touches in a zone; none when its day is not recorded."""
    hours = conference.hours(session)
    if hours is None:
        return () if session.day is None else (session.day,)
    first = hours.start.astimezone(zone).date()
    # A session that ends at midnight does not reach into the next day.
    last = (hours.end - timedelta(microseconds=1)).astimezone(zone).date()
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def _in_order(conference: Conference, sessions: Iterable[Session]) -> list[Session]:
    """By start; those without hours stay behind those with hours of their day, in the file's order."""

    def place(session: Session) -> tuple[date, bool, float]:
        hours = conference.hours(session)
        day = session.day_in(conference.zone) or date.max
        return day, hours is None, hours.start.timestamp() if hours else 0.0

    return sorted(sessions, key=place)


def _by_room(conference: Conference, sessions: list[Session]) -> tuple[DayOfRoom, ...]:
    rooms = [
        DayOfRoom(room, tuple(session for session in sessions if session.room == room.slug))
        for room in conference.rooms
    ]
    everywhere = DayOfRoom(None, tuple(session for session in sessions if session.room is None))
    return tuple(entry for entry in (everywhere, *rooms) if entry.sessions)
