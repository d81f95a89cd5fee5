"""Manuscripts: handed in by whoever speaks, read by those who work at the session, never by the hall."""

import pytest

import rooms
from rooms import Audience, Refused
from tests.builders import START, a_room, command, does, shown
from tests.cast import ATTENDEE, INTERPRETER, MODERATOR, SECOND_ATTENDEE, SPEAKER

KEY = f"manuscripts/{SPEAKER.id}"
HANDED_IN = does(SPEAKER, "manuscript.hand_in", text="  Good morning\n\nThank you ")


def test_manuscript_is_read_by_everyone_at_work_and_by_nobody_of_the_hall() -> None:
    room = a_room(HANDED_IN)
    for audience in (Audience.BOOTH, Audience.GREEN_ROOM, Audience.BACKSTAGE):
        assert shown(room, KEY, audience) == {
            "owner": SPEAKER.shown(), "text": "Good morning\n\nThank you", "language": "en", "at": START,
        }  # fmt: skip
    assert KEY not in rooms.snapshot(room, Audience.HALL)
    assert not [key for key in rooms.own_snapshot(room, ATTENDEE.id) if "manuscript" in key]


def test_next_one_takes_the_place_of_the_one_before_and_the_same_one_changes_nothing() -> None:
    room = a_room(HANDED_IN, does(SPEAKER, "manuscript.hand_in", text="Good evening"))
    assert shown(room, KEY, Audience.BOOTH)["text"] == "Good evening"
    context = rooms.Context(SPEAKER, START, "n9", "en")
    assert rooms.decide(room, command("manuscript.hand_in", text="Good evening"), context) == ()


def test_it_is_withdrawn_by_its_owner_and_by_moderators_alone() -> None:
    gone = command("manuscript.withdraw", participant=SPEAKER.id)
    for who in (SPEAKER, MODERATOR):
        assert KEY not in rooms.snapshot(
            a_room(HANDED_IN, does(who, "manuscript.withdraw", participant=SPEAKER.id)), Audience.BOOTH
        )
    other = rooms.Participant(SECOND_ATTENDEE.id, "Sol", rooms.Role.SPEAKER)
    for who in (other, INTERPRETER, ATTENDEE):
        with pytest.raises(Refused) as refused:
            rooms.decide(a_room(HANDED_IN), gone, rooms.Context(who, START, "n9", "en"))
        assert refused.value.code == "not_permitted"
