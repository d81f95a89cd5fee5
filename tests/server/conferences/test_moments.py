"""What is on now and next, and the programme by day in the viewer's own zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from server.conferences.moments import days_of, now_and_next, programme_by_day, sessions_in
from server.conferences.reader import read_conference
from tests.server.conferences.files import FOLDER

AMERICAS = read_conference(FOLDER / "metropolis-americas-2022.toml")
TORONTO = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    ("clock", "now", "following"),
    [
        ("09:00", None, "opening"),
        ("09:30", "opening", "governing-together"),
        ("10:00", "governing-together", "origin-transit-destination"),
        ("11:05", "morning-break", "origin-transit-destination"),
        ("13:30", None, "why-people-leave"),
        ("17:29", "closing", None),
        ("17:30", None, None),
    ],
)
def test_plenary_holds_one_thing_at_a_time(clock: str, now: str | None, following: str | None) -> None:
    instant = datetime.fromisoformat(f"2022-03-23T{clock}:00").replace(tzinfo=TORONTO)
    moment = now_and_next(AMERICAS, "plenary", instant)
    assert (moment.now and moment.now.slug, moment.next and moment.next.slug) == (now, following)


def test_breaks_concern_every_room() -> None:
    assert [session.slug for session in sessions_in(AMERICAS, "workshop-2")] == [
        "morning-break",
        "midday-break",
        "services-in-the-pandemic",
        "early-afternoon-break",
        "late-afternoon-break",
        "knowing-the-routes",
    ]


def test_programme_is_in_order_by_day_and_room() -> None:
    (day,) = programme_by_day(AMERICAS)
    assert day.day == date(2022, 3, 23)
    starts = [session.start for session in day.sessions if session.start]
    assert starts == sorted(starts)
    assert [entry.room.slug if entry.room else None for entry in day.rooms] == [
        None,
        "plenary",
        "workshop-1",
        "workshop-2",
    ]


def test_session_that_crosses_the_viewers_midnight_is_on_both_days() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    first, second = programme_by_day(AMERICAS, tokyo)
    assert (first.day, second.day) == (date(2022, 3, 23), date(2022, 3, 24))
    governing = AMERICAS.session("governing-together")
    assert governing is not None
    assert days_of(AMERICAS, governing, tokyo) == (date(2022, 3, 23),)
    # In Karachi it is 19:00 to 20:00; in Auckland the opening is in the night to the 24th.
    karachi = programme_by_day(AMERICAS, ZoneInfo("Asia/Karachi"))
    assert [day.day for day in karachi] == [date(2022, 3, 23), date(2022, 3, 24)]
    flows = AMERICAS.session("why-people-leave")
    assert flows is not None
    assert days_of(AMERICAS, flows, ZoneInfo("Asia/Karachi")) == (date(2022, 3, 23), date(2022, 3, 24))
    assert all(flows in day.sessions for day in karachi)


def test_session_that_ends_at_midnight_does_not_reach_the_next_day() -> None:
    governing = AMERICAS.session("governing-together")
    assert governing is not None
    hours = AMERICAS.hours(governing)
    assert hours is not None
    assert hours.end == datetime(2022, 3, 23, 15, 0, tzinfo=UTC)
    assert days_of(AMERICAS, governing, ZoneInfo("Asia/Tokyo")) == (date(2022, 3, 23),)


def test_days_of_an_archive_without_sessions_are_listed_empty() -> None:
    days = programme_by_day(read_conference(FOLDER / "metropolis-international-2004.toml"))
    assert [str(day.day) for day in days] == [
        "2004-09-27",
        "2004-09-28",
        "2004-09-29",
        "2004-09-30",
        "2004-10-01",
    ]
    assert all(day.sessions == () for day in days)
