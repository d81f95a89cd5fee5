"""A rehearsal at any instant: one session is live, one is next, and the day keeps its shape."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.conferences.consistency import faults_between
from server.conferences.model import Conference, Session
from server.conferences.moments import now_and_next
from server.conferences.reader import read_conference
from server.conferences.rehearsal import rehearse
from tests.server.conferences.conferences import conferences, instants
from tests.server.conferences.files import FOLDER

AMERICAS = read_conference(FOLDER / "metropolis-americas-2022.toml")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 24 * 60 - 1), st.integers(0, 400))
def test_day_of_2022_has_one_live_and_one_next_at_every_minute(minute: int, day: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute, seconds=31)
    _one_live_one_next(rehearse(AMERICAS, now), "plenary", now)


@settings(max_examples=200, deadline=None)
@given(conferences(), instants)
def test_any_conference_has_one_live_and_one_next(conference: Conference, now: datetime) -> None:
    rehearsal = rehearse(conference, now)
    _one_live_one_next(rehearsal, "hall", now)
    assert faults_between(rehearsal) == []
    assert Conference.model_validate_json(rehearsal.model_dump_json()) == rehearsal


@settings(max_examples=100, deadline=None)
@given(conferences(), instants)
def test_sessions_keep_their_length_and_those_of_a_day_their_distance(
    conference: Conference, now: datetime
) -> None:
    rehearsal = rehearse(conference, now)
    by_day: dict[object, set[timedelta]] = {}
    for before, after in zip(conference.sessions, rehearsal.sessions, strict=True):
        was, is_ = conference.hours(before), rehearsal.hours(after)
        assert was is not None
        assert is_ is not None
        assert is_.length == was.length
        by_day.setdefault(before.day_in(conference.zone), set()).add(is_.start - was.start)
    assert all(len(shifts) == 1 for shifts in by_day.values())


def test_live_session_is_about_ten_minutes_in_and_on_round_minutes() -> None:
    now = datetime(2026, 5, 4, 14, 37, 12, tzinfo=UTC)
    live = _one_live_one_next(rehearse(AMERICAS, now), "plenary", now)
    hours = live.hours(AMERICAS.zone)
    assert hours is not None
    assert timedelta(minutes=10) <= now - hours.start < timedelta(minutes=15)
    assert live.start is not None
    assert live.start.minute % 5 == 0


def test_rehearsal_in_the_morning_shows_the_morning() -> None:
    now = datetime(2026, 5, 4, 10, 12, tzinfo=ZoneInfo("America/Toronto"))
    rehearsal = rehearse(AMERICAS, now)
    assert now_and_next(rehearsal, "plenary", now).now == rehearsal.session("governing-together")
    assert rehearsal.session("opening") != AMERICAS.session("opening")
    assert (str(rehearsal.first_day), str(rehearsal.last_day)) == ("2026-05-04", "2026-05-04")


def test_rehearsal_is_marked_and_the_same_for_the_same_instant() -> None:
    now = datetime(2026, 5, 4, 20, 0, tzinfo=UTC)
    assert rehearse(AMERICAS, now).rehearsal
    assert rehearse(AMERICAS, now) == rehearse(AMERICAS, now)
    assert not AMERICAS.rehearsal


def test_second_day_keeps_its_wall_clock_across_a_change_of_clocks() -> None:
    second = [
        session.model_copy(
            update={
                "slug": f"{session.slug}-2",
                "start": session.start + timedelta(days=1),
                "end": session.end + timedelta(days=1),
            }
        )
        for session in AMERICAS.sessions
        if session.start and session.end
    ]
    two_days = AMERICAS.model_copy(
        update={"sessions": (*AMERICAS.sessions, *second), "last_day": AMERICAS.last_day + timedelta(days=1)}
    )
    # Clocks in Toronto are put back in the night from 31 October to 1 November 2026.
    rehearsal = rehearse(two_days, datetime(2026, 10, 31, 15, 0, tzinfo=UTC))
    first, again = rehearsal.session("opening"), rehearsal.session("opening-2")
    assert first is not None
    assert again is not None
    assert first.start is not None
    assert again.start == first.start + timedelta(days=1)


@pytest.mark.parametrize("slug", ["metropolis-international-2004", "metropolis-north-america-2018"])
def test_conference_without_a_programme_is_only_marked(slug: str) -> None:
    conference = read_conference(FOLDER / f"{slug}.toml")
    rehearsal = rehearse(conference, datetime(2026, 5, 4, tzinfo=UTC))
    assert rehearsal == conference.model_copy(update={"rehearsal": True})


def _one_live_one_next(rehearsal: Conference, room: str, now: datetime) -> Session:
    moment = now_and_next(rehearsal, room, now)
    assert moment.now is not None
    assert not moment.now.is_break
    assert moment.now.room == room
    assert moment.next is not None
    assert moment.next.room == room
    return moment.now
