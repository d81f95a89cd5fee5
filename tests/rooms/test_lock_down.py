"""Locking a room down in one action, and lifting it to what was before."""

import pytest

from rooms import Room
from tests.builders import (
    Step,
    a_room,
    decided,
    does,
    locked,
    open_for_questions,
    refusal,
    said_by,
    shown,
    then,
)
from tests.cast import ATTENDEE, MODERATOR, SECOND_MODERATOR, SPEAKER

DOWN = does(MODERATOR, "room.lock_down")
LIFTED = does(SECOND_MODERATOR, "room.lift_lock_down")


def settings(room: Room) -> tuple[bool, bool, int, str]:
    """Whether it is locked and all is held, the pace of the chat, and the mode of questions."""
    chat = shown(room, "chat")
    return (
        shown(room, "moderation")["locked"],
        chat["hold_all"],
        chat["slow_mode_s"],
        shown(room, "questions")["mode"],
    )


def slow(seconds: int) -> Step:
    return does(MODERATOR, "chat.slow_mode", seconds=seconds)


def test_lock_down_sets_everything_at_once() -> None:
    room = a_room(open_for_questions(), DOWN)
    assert settings(room) == (True, True, 30, "moderated")
    assert shown(room, "moderation")["locked_down"] is True
    assert refusal(room, said_by(ATTENDEE, "Hi")) == ("room.locked", {})
    assert decided(room, DOWN) == ()


@pytest.mark.parametrize(
    "before",
    [
        (),
        (open_for_questions(),),
        (locked(), slow(120), does(MODERATOR, "question.set_mode", mode="closed")),
        (does(MODERATOR, "chat.hold_all", on=True), slow(5)),
    ],
    ids=["fresh", "open", "strict", "held"],
)
def test_lifting_brings_back_what_was_before(before: tuple[Step, ...]) -> None:
    room = a_room(*before)
    down = then(room, DOWN)
    assert settings(down)[:2] == (True, True)
    assert settings(down)[2] >= 30
    assert settings(then(down, LIFTED)) == settings(room)
    assert shown(then(down, LIFTED), "moderation")["locked_down"] is False
    assert decided(room, LIFTED) == ()


def test_what_is_set_during_a_lock_down_stays() -> None:
    room = a_room(
        open_for_questions(),
        DOWN,
        does(MODERATOR, "room.unlock"),
        slow(60),
        does(MODERATOR, "chat.hold_all", on=False),
        does(MODERATOR, "chat.hold_all", on=True),
        does(MODERATOR, "question.set_mode", mode="closed"),
        LIFTED,
    )
    assert settings(room) == (False, True, 60, "closed")


def test_lock_down_is_for_staff() -> None:
    for tried in ("room.lock_down", "room.lift_lock_down"):
        assert refusal(a_room(), does(SPEAKER, tried))[0] == "not_permitted"
