"""Guests: they ask and upvote and nothing else, as long as the room takes them."""

import pytest

from rooms import Audience, Role, capabilities_of, snapshot
from tests.builders import (
    a_room,
    acted_on,
    approved,
    asked_by,
    decided,
    does,
    refusal,
    said_by,
    shown,
    then,
    upvoted_by,
)
from tests.cast import ATTENDEE, GUEST, MODERATOR, SPEAKER

CLOSED = does(MODERATOR, "room.guests", on=False)


def test_guest_asks_and_upvotes_and_does_nothing_else() -> None:
    assert capabilities_of(Role.GUEST) == {
        "question.ask",
        "question.withdraw",
        "question.upvote",
        "question.withdraw_upvote",
    }
    room = a_room(asked_by(GUEST, "Why?"))
    assert "questions/q1" not in snapshot(room, Audience.HALL)
    room = then(
        room, approved(), asked_by(ATTENDEE, "And?", id="q2"), approved("q2"), upvoted_by(GUEST, "q2")
    )
    assert shown(room, "questions/q1")["asker"]["role"] == "guest"
    assert shown(room, "upvotes/q2") == 1
    assert refusal(room, said_by(GUEST, "Hi")) == ("not_permitted", {"capability": "chat.send"})


def test_room_that_takes_no_guests_refuses_them_and_nobody_else() -> None:
    room = a_room(CLOSED)
    assert shown(room, "guests") == {"welcome": False}
    assert refusal(room, asked_by(GUEST, "Why?")) == ("guests.closed", {})
    assert decided(room, asked_by(SPEAKER, "Why?"))
    assert decided(room, CLOSED) == ()
    assert decided(then(room, does(MODERATOR, "room.guests", on=True)), asked_by(GUEST, "Why?"))
    assert refusal(room, does(SPEAKER, "room.guests", on=True))[0] == "not_permitted"


@pytest.mark.parametrize(
    ("what", "code"),
    [("mute", "participant.muted"), ("ban", "not_permitted"), ("remove", "not_permitted")],
)
def test_moderation_works_on_guests(what: str, code: str) -> None:
    assert refusal(a_room(acted_on(GUEST, what)), asked_by(GUEST, "Why?"))[0] == code
    assert decided(a_room(asked_by(GUEST, "Why?")), acted_on(GUEST, "purge"))
