"""A rehearsal of the day: the same programme, shifted so that it is in full swing now.

Pure: the conference and the instant are given, and the same two give the same rehearsal.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

from server.conferences.model import Conference, Hours, Session
from server.conferences.moments import sessions_in

# How far into the live session a rehearsal begins, and the grid on which its wall times stay.
LEAD = timedelta(minutes=10)
GRID = timedelta(minutes=5)
_DAY = timedelta(days=1)

Timed = tuple[Session, Hours]


def rehearse(conference: Conference, now: datetime) -> Conference:
    """The conference with a plenary session live at `now` (aware) and another to come in the same room.

    The session whose own time of day is nearest to `now` is the live one, about ten minutes in, so that a rehearsal
    at eleven shows what the programme has at about eleven. On its day every session keeps its distance from the
    others; other days keep their times of day relative to it, also across a change of clocks. A programme without
    two sessions in one plenary room is returned as it is, marked as a rehearsal.
    """
    timed = [(session, hours) for session in conference.sessions if (hours := conference.hours(session))]
    live = _live(conference, now)
    if live is None:
        return conference.model_copy(update={"rehearsal": True})
    start = _start(live[1], now, conference.zone)
    moved = _moved(timed, live, start, conference.zone)
    days = _day_of(start, conference.zone) - _day_of(live[1].start, conference.zone)
    sessions = tuple(
        _at(session, moved.get(session.slug), days, conference.zone) for session in conference.sessions
    )
    touched = [day for session in sessions if (day := session.day_in(conference.zone)) is not None]
    return conference.model_copy(
        update={
            "rehearsal": True,
            "sessions": sessions,
            "first_day": min(conference.first_day + days, *touched),
            "last_day": max(conference.last_day + days, *touched),
        }
    )


def _day_of(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def _live(conference: Conference, now: datetime) -> Timed | None:
    """The session to be live: one with another behind it in its plenary room, nearest in time of day."""
    candidates: list[tuple[bool, Timed]] = []
    for room in conference.rooms:
        held = [session for session in sessions_in(conference, room.slug) if not session.is_break]
        timed = [(session, hours) for session in held if (hours := conference.hours(session))]
        if room.kind == "plenary":
            for one, other in pairwise(timed):
                same_day = one[0].day_in(conference.zone) == other[0].day_in(conference.zone)
                candidates.append((same_day, one))
    if not candidates:
        return None
    zone = conference.zone
    return min(
        candidates,
        key=lambda entry: (
            not entry[0],
            _apart(entry[1][1].start.astimezone(zone), (now - _lead(entry[1][1])).astimezone(zone)),
            entry[1][1].start,
        ),
    )[1]


def _apart(one: datetime, other: datetime) -> timedelta:
    """How far two times of day are apart on the clock's face."""
    distance = abs(_of_day(one) - _of_day(other))
    return min(distance, _DAY - distance)


def _of_day(wall: datetime) -> timedelta:
    return timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second)


def _lead(hours: Hours) -> timedelta:
    return min(LEAD, hours.length / 3)


def _start(hours: Hours, now: datetime, zone: ZoneInfo) -> datetime:
    """When the live session starts, in UTC: on the grid if the session is long enough for that."""
    start = (now - _lead(hours)).astimezone(UTC).replace(microsecond=0)
    if hours.length < LEAD + 2 * GRID:
        return start
    # Offsets of zones are whole minutes today, yet not all are multiples of five, so the grid is the wall's.
    wall = start.astimezone(zone)
    return start - timedelta(minutes=wall.minute % 5, seconds=wall.second)


def _moved(timed: list[Timed], live: Timed, start: datetime, zone: ZoneInfo) -> dict[str, Hours]:
    """New hours by slug. Falls back to one shift for all where days would run into each other."""
    shift = start - live[1].start
    by_day = _days(timed, zone)
    live_day = next(day for day, members in by_day.items() if live in members)
    shifts = {
        day: shift + _clock_change(members[0][1].start, shift, live[1].start, start, zone)
        if day != live_day
        else shift
        for day, members in by_day.items()
    }
    if _run_into_each_other(by_day, shifts):
        shifts = dict.fromkeys(by_day, shift)
    return {
        session.slug: Hours(hours.start + shifts[day], hours.end + shifts[day])
        for day, members in by_day.items()
        for session, hours in members
    }


def _days(timed: Iterable[Timed], zone: ZoneInfo) -> dict[date, list[Timed]]:
    days: dict[date, list[Timed]] = {}
    for entry in sorted(timed, key=lambda entry: entry[1].start):
        days.setdefault(entry[1].start.astimezone(zone).date(), []).append(entry)
    return days


def _clock_change(
    first: datetime, shift: timedelta, live_before: datetime, live_after: datetime, zone: ZoneInfo
) -> timedelta:
    """What a day's first session needs beside the shift to keep its wall-clock distance from the live one."""

    def wall_distance(one: datetime, other: datetime) -> timedelta:
        return one.astimezone(zone).replace(tzinfo=None) - other.astimezone(zone).replace(tzinfo=None)

    return wall_distance(first, live_before) - wall_distance(first + shift, live_after)


def _run_into_each_other(by_day: dict[date, list[Timed]], shifts: dict[date, timedelta]) -> bool:
    days = sorted(by_day)
    for one, other in pairwise(days):
        end = max(hours.end for _, hours in by_day[one])
        begin = min(hours.start for _, hours in by_day[other])
        if begin + shifts[other] < end + shifts[one] and begin >= end:
            return True
    return False


def _at(session: Session, hours: Hours | None, days: timedelta, zone: ZoneInfo) -> Session:
    if hours is None:
        return session if session.day is None else session.model_copy(update={"day": session.day + days})
    return session.model_copy(update={"start": wall(hours.start, zone), "end": wall(hours.end, zone)})


def wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """Wall time in the zone; with its offset in the hour that a change of clocks repeats."""
    local = instant.astimezone(zone)
    wall = local.replace(tzinfo=None, fold=0)
    repeated = wall.replace(tzinfo=zone).utcoffset() != wall.replace(tzinfo=zone, fold=1).utcoffset()
    offset = local.utcoffset()
    if repeated and offset is not None:
        return wall.replace(tzinfo=timezone(offset))
    return wall
