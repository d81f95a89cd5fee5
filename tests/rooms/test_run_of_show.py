"""The run of show: sessions are started, extended and ended by moderators, and what that does to those that follow."""

from typing import Any

import pytest

from rooms import Audience, Room, has_floor, session_hours, touched
from tests.builders import (
    START,
    Step,
    a_room,
    approved,
    asked_by,
    decided,
    does,
    refusal,
    scheduled,
    shown,
    shown_own,
    then,
    upvoted_by,
)
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE, SECOND_MODERATOR, SPEAKER

MINUTE = 60_000
HOUR = 60 * MINUTE


def a_day() -> tuple[Step, ...]:
    """Three sessions of an hour each, the last one after a gap of ten minutes."""
    return (
        scheduled("s1"),
        scheduled("s2", starts=START + HOUR, ends=START + 2 * HOUR),
        scheduled("s3", starts=START + 2 * HOUR + 10 * MINUTE, ends=START + 3 * HOUR),
    )


def start(session: str = "s1", at: int = 0) -> Step:
    return does(MODERATOR, "session.start", session=session, at=at)


def extend(session: str = "s1", minutes: int = 5, at: int = 0, **more: Any) -> Step:
    return does(MODERATOR, "session.extend", session=session, minutes=minutes, at=at, **more)


def end(session: str = "s1", at: int = 0) -> Step:
    return does(MODERATOR, "session.end", session=session, at=at)


def hours(room: Room, session: str) -> tuple[int, int]:
    """Minutes after START."""
    value = shown(room, f"sessions/{session}")
    return (value["starts"] - START) // MINUTE, (value["ends"] - START) // MINUTE


def test_started_session_is_live_from_then_on_and_keeps_its_end() -> None:
    room = a_room(*a_day(), start(at=7 * MINUTE))
    assert shown(room, "sessions/s1")["state"] == "live"
    assert hours(room, "s1") == (7, 60)
    assert shown(room, "sessions/s1")["planned"] == {"starts": START, "ends": START + HOUR}
    assert "planned" not in shown(room, "sessions/s2")


def test_session_that_starts_after_its_end_has_its_whole_length_and_shifts_the_next() -> None:
    room = a_room(*a_day(), start(at=70 * MINUTE))
    assert (hours(room, "s1"), hours(room, "s2"), hours(room, "s3")) == ((70, 130), (130, 190), (190, 240))


def test_starting_the_next_ends_the_one_that_is_live() -> None:
    room = a_room(*a_day(), start(), start("s2", at=50 * MINUTE))
    assert [shown(room, f"sessions/{id}")["state"] for id in ("s1", "s2", "s3")] == [
        "over",
        "live",
        "planned",
    ]
    assert hours(room, "s1") == (0, 50)


@pytest.mark.parametrize(
    ("follow", "second", "third"),
    [("shift", (80, 140), (140, 190)), ("shorten", (80, 120), (130, 180)), ("keep", (60, 120), (130, 180))],
)
def test_overrun_shifts_shortens_or_leaves_what_follows(
    follow: str, second: tuple[int, int], third: tuple[int, int]
) -> None:
    room = a_room(*a_day(), start(), extend(minutes=20, follow=follow))
    assert (hours(room, "s1"), hours(room, "s2"), hours(room, "s3")) == ((0, 80), second, third)
    (entry,) = decided(a_room(*a_day(), start()), extend(minutes=20, follow=follow))
    changed = {"sessions/s1"} | {
        f"sessions/{id}" for id in ("s2", "s3") if "planned" in shown(room, f"sessions/{id}")
    }
    assert touched(room, entry).shared == changed


def test_overrun_is_extended_from_now_on() -> None:
    room = a_room(*a_day(), start(), extend(minutes=5, at=70 * MINUTE))
    assert hours(room, "s1") == (0, 75)
    assert hours(room, "s2") == (75, 135)


def test_what_is_over_does_not_give_way() -> None:
    room = a_room(
        *a_day(), start("s2", at=MINUTE), end("s2", at=2 * MINUTE), start(at=3 * MINUTE), extend(minutes=30)
    )
    assert hours(room, "s2") == (1, 2)


def test_session_nobody_started_is_ended_once_it_has_begun_and_not_before() -> None:
    room = a_room(*a_day())
    assert refusal(room, end("s2")) == ("session.state", {"session": "s2", "state": "planned"})
    assert shown(then(room, end(at=30 * MINUTE)), "sessions/s1")["state"] == "over"


@pytest.mark.parametrize("minutes", [-5, 0, 241])
def test_extension_by_no_minutes_or_backwards_is_refused(minutes: int) -> None:
    assert refusal(a_room(*a_day()), extend(minutes=minutes)) == (
        "session.minutes",
        {"least": 1, "most": 240},
    )


def test_of_two_moderators_the_second_learns_what_the_first_has_done() -> None:
    room = a_room(*a_day(), start())
    again = does(SECOND_MODERATOR, "session.start", session="s1")
    assert refusal(room, again) == ("session.state", {"session": "s1", "state": "live"})
    seen = START + HOUR
    moved = then(room, extend(minutes=5, seen=seen))
    assert refusal(moved, extend(minutes=5, seen=seen)) == (
        "session.moved",
        {"session": "s1", "ends": seen + 5 * MINUTE},
    )
    over = then(room, end(at=MINUTE))
    for step in (end(), extend(), start()):
        assert refusal(over, step) == ("session.state", {"session": "s1", "state": "over"})
    assert refusal(room, start("s9"))[0] == "session.unknown"


def test_import_keeps_live_hours_unless_the_file_itself_moved_the_session() -> None:
    room = a_room(*a_day(), start(), extend(minutes=20))
    renamed = then(
        room, scheduled("s2", title={"en": "New name"}, starts=START + HOUR, ends=START + 2 * HOUR)
    )
    assert hours(renamed, "s2") == (80, 140)
    assert shown(renamed, "sessions/s2")["title"] == {"en": "New name"}
    moved = then(room, scheduled("s2", starts=START + 4 * HOUR, ends=START + 5 * HOUR))
    assert hours(moved, "s2") == (240, 300)
    assert "planned" not in shown(moved, "sessions/s2")
    # What has begun keeps its hours, whatever the file says of them.
    assert hours(then(room, scheduled("s1", ends=START + 2 * HOUR)), "s1") == (0, 80)


def test_session_that_is_over_and_planned_anew_is_planned_again() -> None:
    room = a_room(*a_day(), start(), end(at=HOUR))
    again = then(room, scheduled("s1", starts=START + 5 * HOUR, ends=START + 6 * HOUR))
    assert shown(again, "sessions/s1")["state"] == "planned"
    assert hours(again, "s1") == (300, 360)


def test_pages_are_told_the_hours_that_moderators_changed_and_no_others() -> None:
    room = a_room(*a_day(), extend("s2", minutes=15))
    assert session_hours(room) == {
        "s2": (START + HOUR, START + 2 * HOUR + 15 * MINUTE),
        "s3": (START + 2 * HOUR + 15 * MINUTE, START + 3 * HOUR + 5 * MINUTE),
    }


def test_hands_are_lowered_and_the_floor_is_taken_back_when_a_session_ends() -> None:
    hand: dict[str, Any] = {"kind": "microphone"}
    room = a_room(
        *a_day(),
        start(),
        does(ATTENDEE, "floor.request", **hand),
        does(SECOND_ATTENDEE, "floor.request", **hand),
    )
    room = then(room, does(MODERATOR, "floor.grant", participant=ATTENDEE.id), end(at=HOUR))
    assert not has_floor(room, ATTENDEE.id)
    assert shown_own(room, "my/hand", SECOND_ATTENDEE)["state"] == "declined"
    assert shown(room, "floor", Audience.HALL) == {"waiting": 0}


def test_questions_are_taken_as_the_programme_says_once_a_session_starts() -> None:
    room = a_room(scheduled(questions="closed"), scheduled("s2", questions=None), start())
    assert shown(room, "questions")["mode"] == "closed"
    assert refusal(room, does(SPEAKER, "question.ask", text="Why?"))[0] == "question.closed"
    assert shown(then(room, start("s2")), "questions")["mode"] == "closed"
    assert len(decided(a_room(scheduled(questions="moderated")), start())) == 1


def test_questions_asked_before_a_session_are_kept_and_shown_through_it_and_after_it() -> None:
    before = a_room(
        *a_day(),
        asked_by(ATTENDEE, "Who pays?", at=-HOUR),
        approved(),
        upvoted_by(SECOND_ATTENDEE),
        asked_by(SECOND_ATTENDEE, "And after that?", id="q2", at=-HOUR),
    )
    asked = shown(before, "questions/q1"), shown(before, "questions/q2", Audience.BACKSTAGE)
    assert (asked[0]["state"], asked[1]["state"]) == ("open", "held")
    for room in (then(before, start()), then(before, start(), end(at=HOUR), start("s2", at=HOUR))):
        assert (shown(room, "questions/q1"), shown(room, "questions/q2", Audience.BACKSTAGE)) == asked
        assert shown(room, "upvotes/q1") == 1


def test_what_is_left_over_when_a_session_ends_is_answered_in_writing() -> None:
    over = a_room(*a_day(), start(), asked_by(ATTENDEE, "Who pays?"), approved(), end(at=HOUR))
    assert shown(over, "questions/q1")["state"] == "open"
    room = then(over, does(MODERATOR, "question.answer", at=2 * HOUR, question="q1", text="The city."))
    assert shown(room, "questions/q1")["answer"]["text"] == "The city."
    assert shown_own(room, "my/questions/q1", ATTENDEE)["state"] == "answered"


def take_back(session: str = "s1", at: int = 0) -> Step:
    return does(SECOND_MODERATOR, "session.take_back", session=session, at=at)


def day_of(room: Room) -> dict[str, Any]:
    return {id: shown(room, f"sessions/{id}") for id in ("s1", "s2", "s3")}


@pytest.mark.parametrize("deed", ["start", "extend", "end", "start_next"])
def test_start_extension_and_end_are_taken_back_with_all_that_gave_way(deed: str) -> None:
    begun = a_room(*a_day(), start(at=7 * MINUTE))
    before = a_room(*a_day()) if deed == "start" else begun
    step = {
        "start": start(at=7 * MINUTE),
        "extend": extend(minutes=30, at=8 * MINUTE),
        "end": end(at=8 * MINUTE),
        "start_next": start("s2", at=30 * MINUTE),
    }[deed]
    after = then(before, step)
    assert day_of(after) != day_of(before)
    session = "s2" if deed == "start_next" else "s1"
    back = then(after, take_back(session, at=9 * MINUTE))
    assert day_of(back) == day_of(before)


def test_steps_are_taken_back_one_after_the_other_and_nothing_is_left_then() -> None:
    room = a_room(*a_day(), start(at=MINUTE), extend(at=2 * MINUTE), extend(at=3 * MINUTE))
    for ends in (65, 60):
        room = then(room, take_back())
        assert hours(room, "s1")[1] == ends
    room = then(room, take_back())
    assert day_of(room) == day_of(a_room(*a_day()))
    assert refusal(room, take_back()) == ("session.state", {"session": "s1", "state": "planned"})
    assert refusal(room, take_back("s9"))[0] == "session.unknown"


def test_what_somebody_decided_since_is_not_taken_back_with_it() -> None:
    room = a_room(*a_day(), extend(minutes=30), extend("s2", minutes=5))
    code, data = refusal(room, take_back())
    assert (code, data["session"]) == ("session.moved", "s2")
    ended = a_room(*a_day(), start(), end(at=MINUTE), start("s2", at=2 * MINUTE))
    assert refusal(ended, take_back()) == ("session.state", {"session": "s2", "state": "live"})
