"""What an operator is told of a room's sessions, hands and stage."""

from rooms import Room, measures
from tests.builders import START, Step, a_room, does
from tests.cast import ATTENDEE, CAPTIONER, MODERATOR, SERVER

HOUR = 3_600_000


def told(*steps: Step, after_s: int = 0) -> dict[str, float]:
    room: Room = a_room(*steps)
    return measures(room, START + 1000 * after_s)


def scheduled() -> Step:
    return does(
        SERVER, "session.schedule", session="s1", title={"en": "Cities"}, kind="plenary", starts=START,
        ends=START + HOUR, floor="en", people=[],
    )  # fmt: skip


def test_session_that_was_started_and_not_ended_is_beyond_its_end() -> None:
    started = does(MODERATOR, "session.start", session="s1")
    assert told(scheduled(), started)["sessions_live"] == 1
    assert told(scheduled(), started)["sessions_overrun_s"] == 0
    assert told(scheduled(), started, after_s=3600 + 90)["sessions_overrun_s"] == 90


def test_session_that_nobody_started_is_on_by_the_clock_and_beyond_nothing() -> None:
    assert told(scheduled(), after_s=60)["sessions_live"] == 1
    late = told(scheduled(), after_s=2 * 3600)
    assert (late["sessions_live"], late["sessions_overrun_s"]) == (0, 0)


def test_first_hand_that_waits_counts() -> None:
    hand = does(ATTENDEE, "floor.request", kind="microphone", about="Cities")
    waiting = told(hand, after_s=30)
    assert (waiting["hands_waiting"], waiting["hands_oldest_waiting_s"]) == (1, 30)
    granted = told(hand, does(MODERATOR, "floor.grant", participant=ATTENDEE.id), after_s=30)
    assert (granted["hands_waiting"], granted["hands_oldest_waiting_s"]) == (0, 0)


def test_empty_stage_has_nobody_and_nothing() -> None:
    empty = told()
    assert {name: value for name, value in empty.items() if name.startswith("stage_")} == {
        "stage_people": 0, "stage_pictures": 0, "stage_voices": 0, "stage_broadcast": 0,
    }  # fmt: skip


def test_captions_are_behind_while_somebody_has_the_turn() -> None:
    turn = does(CAPTIONER, "caption.take_turn", language="es")
    cue = does(CAPTIONER, "caption.write", id="c1", language="es", text="Bienvenidos")
    assert told(turn, after_s=30)["captions_behind_s"] == 0
    assert told(turn, cue, after_s=30)["captions_behind_s"] == 30
    ended = does(CAPTIONER, "caption.end_turn", language="es")
    assert told(turn, cue, ended, after_s=30)["captions_behind_s"] == 0
