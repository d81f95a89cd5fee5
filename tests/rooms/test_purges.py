"""Purging somebody: everything that they wrote goes in one action, and comes back as it was."""

from typing import Any

import pytest

from rooms import Audience, Participant, Room, own_snapshot, snapshot
from tests.builders import (
    Step,
    a_room,
    acted_on,
    approved,
    asked_by,
    decided,
    does,
    open_for_questions,
    refusal,
    said_by,
    shown,
    then,
    upvoted_by,
)
from tests.cast import ATTENDEE, MODERATOR, ORGANIZER, SECOND_ATTENDEE, SECOND_MODERATOR, SPEAKER


def purged(by: Participant = MODERATOR) -> Step:
    return acted_on(ATTENDEE, "purge", by)


def restored(by: Participant = MODERATOR) -> Step:
    return acted_on(ATTENDEE, "restore", by)


def views(room: Room) -> list[Any]:
    """All that anybody is shown, but for the note that somebody was purged."""
    return [
        *(snapshot(room, audience) for audience in Audience),
        *(own_snapshot(room, each.id) for each in (ATTENDEE, SECOND_ATTENDEE, SPEAKER)),
    ]


def a_busy_room() -> Room:
    """Ana wrote messages, shown and waiting, and asked questions in every state; others are entangled with them."""
    return a_room(
        open_for_questions(),
        said_by(ATTENDEE, "First", id="m1"),
        said_by(SPEAKER, "Reply", id="m2", reply_to="m1"),
        does(SECOND_ATTENDEE, "chat.react", message="m1", emoji="👏"),
        said_by(ATTENDEE, "Third", id="m3"),
        asked_by(ATTENDEE, "Open?", id="q1"),
        upvoted_by(SPEAKER, "q1"),
        asked_by(ATTENDEE, "On stage?", id="q2"),
        does(MODERATOR, "question.stage", question="q2"),
        asked_by(ATTENDEE, "Answered?", id="q3"),
        does(MODERATOR, "question.answer", question="q3", text="Yes."),
        asked_by(SECOND_ATTENDEE, "The same as open?", id="q4"),
        upvoted_by(SPEAKER, "q4"),
        does(MODERATOR, "question.merge", question="q4", into="q1"),
        asked_by(SECOND_ATTENDEE, "Ben asks", id="q5"),
        asked_by(ATTENDEE, "Ana too", id="q6"),
        does(MODERATOR, "question.merge", question="q6", into="q5"),
        does(MODERATOR, "question.label", question="q1", label="money"),
        does(MODERATOR, "chat.hold_all", on=True),
        said_by(ATTENDEE, "Waiting", id="m4"),
    )


def test_purge_takes_away_every_message_and_question_in_one_action() -> None:
    room = then(a_busy_room(), purged())
    hall = snapshot(room, Audience.HALL)
    assert {key for key in hall if key.startswith(("chat/", "questions/"))} == {
        "chat/m2",
        "questions/q4",
        "questions/q5",
    }
    assert shown(room, "chat/m2")["reply_to"]["name"] is None
    assert shown(room, "upvotes/q4") == 1
    backstage = snapshot(room, Audience.BACKSTAGE)
    assert "held/m4" not in backstage
    assert all(
        shown(room, f"questions/{q}", Audience.BACKSTAGE)["state"] == "dismissed" for q in ("q1", "q2", "q6")
    )
    assert shown(room, f"purges/{ATTENDEE.id}", Audience.BACKSTAGE)["by"]["name"] == MODERATOR.name
    assert not [key for key in hall if key.startswith("purges/")]
    assert not [key for key in own_snapshot(room, ATTENDEE.id) if key.startswith("my/messages/")]


def test_restoring_brings_back_exactly_what_was() -> None:
    room = a_busy_room()
    before = views(room)
    assert views(then(room, purged(), restored(by=SECOND_MODERATOR))) == before


def test_what_a_moderator_moved_meanwhile_stays_as_they_have_it() -> None:
    room = then(
        a_busy_room(),
        purged(),
        does(MODERATOR, "question.hold", question="q1"),
        does(MODERATOR, "question.stage", question="q5"),
        restored(),
    )
    assert shown(room, "questions/q1", Audience.BACKSTAGE)["state"] == "held"
    assert shown(room, "questions/q2")["state"] == "open"
    assert shown(room, "questions/q5")["state"] == "staged"


def test_purging_nobody_changes_nothing_and_what_comes_later_is_purged_too() -> None:
    assert decided(a_room(), purged()) == ()
    assert decided(a_room(), restored()) == ()
    room = then(a_busy_room(), purged())
    assert decided(room, purged(by=SECOND_MODERATOR)) == ()
    room = then(
        room, does(MODERATOR, "chat.hold_all", on=False), said_by(ATTENDEE, "More", id="m5"), purged()
    )
    assert "chat/m5" not in snapshot(room, Audience.HALL)
    assert "chat/m5" in snapshot(then(room, restored()), Audience.HALL)


def test_purged_message_is_unknown_to_everybody() -> None:
    room = then(a_busy_room(), does(MODERATOR, "chat.hold_all", on=False), purged())
    for tried in (
        does(ATTENDEE, "chat.edit", message="m1", text="Again"),
        does(MODERATOR, "chat.remove", message="m1"),
        does(MODERATOR, "chat.approve", message="m4"),
    ):
        assert refusal(room, tried)[0] == "chat.unknown"


@pytest.mark.parametrize("what", ["purge", "restore"])
def test_staff_are_not_purged_but_moderators_by_an_organizer(what: str) -> None:
    assert refusal(a_room(), acted_on(SECOND_MODERATOR, what)) == ("participant.staff", {})
    assert refusal(a_room(), acted_on(MODERATOR, what)) == ("participant.self", {})
    assert decided(a_room(said_by(MODERATOR, "Hi")), acted_on(MODERATOR, "purge", by=ORGANIZER))
    assert refusal(a_room(), acted_on(ATTENDEE, what, by=SPEAKER))[0] == "not_permitted"


def test_held_question_stays_unknown_to_the_hall_through_purge_and_restore() -> None:
    room = a_room(asked_by(ATTENDEE, "Held?"), purged())
    assert "q1" not in str(snapshot(room, Audience.HALL))
    room = then(room, restored())
    assert "q1" not in str(snapshot(room, Audience.HALL))
    assert "questions/q1" in snapshot(then(room, approved()), Audience.HALL)
