"""What an operator is told of a room's questions."""

from rooms import Room, measures
from tests.builders import START, a_room, approved, asked_by
from tests.cast import ATTENDEE, SECOND_ATTENDEE


def told(room: Room) -> tuple[float, float]:
    """How many are held, and how long the oldest has been after a minute and a half."""
    found = measures(room, START + 90_000)
    return found["questions_held"], found["questions_oldest_held_s"]


def test_oldest_held_question_counts() -> None:
    room = a_room(asked_by(ATTENDEE, "Why?", id="q1"), asked_by(SECOND_ATTENDEE, "How?", id="q2"))
    assert told(room) == (2, 90)


def test_question_that_is_open_waits_for_nobody() -> None:
    room = a_room(asked_by(ATTENDEE, "Why?"), approved())
    assert told(room) == (0, 0)


def test_clock_that_stepped_back_is_no_negative_wait() -> None:
    assert measures(a_room(asked_by(ATTENDEE, "Why?")), START - 5)["questions_oldest_held_s"] == 0
