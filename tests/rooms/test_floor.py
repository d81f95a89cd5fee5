"""The floor: hands in the order in which they were raised, who is shown them, and what two moderators at once may do."""

from typing import Any

import pytest

from rooms import Audience, Participant, has_floor, own_snapshot, snapshot, touched
from tests.builders import Step, a_room, acted_on, decided, does, locked, refusal, shown, shown_own, then
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE, SECOND_MODERATOR, SPEAKER

BACKSTAGE = Audience.BACKSTAGE


def raised_by(participant: Participant, about: str = "", kind: str = "microphone", at: int = 0) -> Step:
    return does(participant, "floor.request", at=at, kind=kind, about=about)


def to(participant: Participant, what: str, by: Participant = MODERATOR, **fields: Any) -> Step:
    return does(by, f"floor.{what}", participant=participant.id, **fields)


def test_hand_is_shown_to_backstage_with_name_language_and_line_and_to_the_hall_as_a_number() -> None:
    room = a_room(raised_by(ATTENDEE, " Buses at night ", at=5))
    hand = shown(room, "hands/p-ana", BACKSTAGE)
    assert (hand["name"], hand["about"], hand["language"], hand["state"]) == (
        "Ana",
        "Buses at night",
        "en",
        "waiting",
    )
    for audience in (Audience.HALL, Audience.GREEN_ROOM, Audience.BOOTH):
        assert not [key for key in snapshot(room, audience) if key.startswith("hands/")]
        assert snapshot(room, audience)["floor"] == {"waiting": 1}
    assert shown_own(room, "my/hand", ATTENDEE)["state"] == "waiting"
    assert "my/hand" not in own_snapshot(room, SECOND_ATTENDEE.id)


def test_hands_keep_the_order_in_which_they_were_raised() -> None:
    room = a_room(raised_by(ATTENDEE), raised_by(SECOND_ATTENDEE), raised_by(ATTENDEE, "In other words"))
    numbers = [shown(room, f"hands/{id}", BACKSTAGE)["number"] for id in ("p-ana", "p-ben")]
    assert numbers == [1, 2]
    assert shown(room, "hands/p-ana", BACKSTAGE)["about"] == "In other words"
    again = then(room, does(ATTENDEE, "floor.withdraw"), raised_by(ATTENDEE))
    assert shown(again, "hands/p-ana", BACKSTAGE)["number"] == 3


def test_asking_the_same_again_changes_nothing() -> None:
    assert decided(a_room(raised_by(ATTENDEE, "Buses")), raised_by(ATTENDEE, "Buses")) == ()


def test_floor_is_granted_held_and_released() -> None:
    room = a_room(raised_by(ATTENDEE), to(ATTENDEE, "grant"))
    assert has_floor(room, ATTENDEE.id)
    assert not has_floor(room, SECOND_ATTENDEE.id)
    assert shown(room, "hands/p-ana", BACKSTAGE)["state"] == "granted"
    assert shown(room, "floor") == {"waiting": 0}
    assert refusal(room, raised_by(ATTENDEE)) == ("floor.state", {"participant": "p-ana", "state": "granted"})
    released = then(room, does(ATTENDEE, "floor.release"))
    assert not has_floor(released, ATTENDEE.id)
    assert shown_own(released, "my/hand", ATTENDEE) is None
    assert decided(released, does(ATTENDEE, "floor.release")) == ()


def test_whoever_takes_the_hand_down_while_it_is_granted_gives_the_floor_back() -> None:
    room = a_room(raised_by(ATTENDEE), to(ATTENDEE, "grant"), does(ATTENDEE, "floor.withdraw"))
    assert not has_floor(room, ATTENDEE.id)
    assert shown(room, "hands/p-ana", BACKSTAGE) is None


def test_declined_asker_reads_the_word_until_they_put_it_away_or_ask_again() -> None:
    room = a_room(raised_by(ATTENDEE), to(ATTENDEE, "decline", text="After the break"))
    assert shown_own(room, "my/hand", ATTENDEE)["note"] == {"text": "After the break", "language": "en"}
    assert shown(room, "hands/p-ana", BACKSTAGE) is None
    assert shown_own(then(room, does(ATTENDEE, "floor.withdraw")), "my/hand", ATTENDEE) is None
    assert "note" not in shown_own(then(room, raised_by(ATTENDEE)), "my/hand", ATTENDEE)


def test_revoked_floor_is_told_to_whoever_held_it() -> None:
    room = a_room(raised_by(ATTENDEE), to(ATTENDEE, "grant"), to(ATTENDEE, "revoke"))
    assert not has_floor(room, ATTENDEE.id)
    assert shown_own(room, "my/hand", ATTENDEE)["state"] == "revoked"


def test_all_hands_are_lowered_at_once_and_the_floor_stays_with_who_has_it() -> None:
    room = a_room(raised_by(ATTENDEE), raised_by(SECOND_ATTENDEE), raised_by(SPEAKER), to(SPEAKER, "grant"))
    (cleared,) = decided(room, does(MODERATOR, "floor.clear"))
    room = then(room, does(MODERATOR, "floor.clear"))
    assert touched(room, cleared).shared == {"floor", "hands/p-ana", "hands/p-ben"}
    assert [shown_own(room, "my/hand", each)["state"] for each in (ATTENDEE, SECOND_ATTENDEE)] == [
        "declined"
    ] * 2
    assert has_floor(room, SPEAKER.id)
    assert decided(room, does(MODERATOR, "floor.clear")) == ()


@pytest.mark.parametrize("second", ["grant", "decline"])
def test_second_moderator_learns_what_the_first_has_done(second: str) -> None:
    room = a_room(raised_by(ATTENDEE), to(ATTENDEE, "grant"))
    assert refusal(room, to(ATTENDEE, second, by=SECOND_MODERATOR)) == (
        "floor.state",
        {"participant": "p-ana", "state": "granted"},
    )
    nobody = then(room, does(ATTENDEE, "floor.release"))
    assert refusal(nobody, to(ATTENDEE, second))[1]["state"] == "none"
    assert refusal(nobody, to(ATTENDEE, "revoke"))[1]["state"] == "none"


@pytest.mark.parametrize(
    ("what", "granted"), [("ban", True), ("ban", False), ("remove", True), ("remove", False)]
)
def test_whoever_is_put_out_loses_hand_and_floor(what: str, granted: bool) -> None:
    room = a_room(raised_by(ATTENDEE), *([to(ATTENDEE, "grant")] if granted else []))
    room = then(room, acted_on(ATTENDEE, what))
    assert not has_floor(room, ATTENDEE.id)
    assert shown(room, "hands/p-ana", BACKSTAGE) is None
    assert shown(room, "floor") == {"waiting": 0}


def test_nobody_asks_to_speak_who_is_muted_or_in_a_locked_room() -> None:
    assert refusal(a_room(acted_on(ATTENDEE, "mute")), raised_by(ATTENDEE))[0] == "participant.muted"
    assert refusal(a_room(locked()), raised_by(ATTENDEE))[0] == "room.locked"
    room = a_room(raised_by(ATTENDEE), acted_on(ATTENDEE, "mute"))
    assert shown_own(then(room, does(ATTENDEE, "floor.withdraw")), "my/hand", ATTENDEE) is None


def test_line_is_cleaned_bounded_and_may_be_empty() -> None:
    assert shown(a_room(raised_by(ATTENDEE, "  ")), "hands/p-ana", BACKSTAGE)["about"] == ""
    assert refusal(a_room(), raised_by(ATTENDEE, "x" * 201)) == (
        "text.too_long",
        {"limit": 200, "length": 201},
    )
    room = a_room(raised_by(ATTENDEE))
    assert refusal(room, to(ATTENDEE, "decline", text=" "))[0] == "text.empty"


def test_hand_that_was_granted_declined_or_revoked_waits_again_at_its_place() -> None:
    both = a_room(raised_by(ATTENDEE), raised_by(SECOND_ATTENDEE))
    for what, seen in (("grant", "granted"), ("decline", "declined")):
        room = then(both, to(ATTENDEE, what), to(ATTENDEE, "return", seen=seen))
        assert shown(room, "hands/p-ana", BACKSTAGE)["number"] == 1
        assert shown_own(room, "my/hand", ATTENDEE)["state"] == "waiting"
        assert not has_floor(room, ATTENDEE.id)
    cleared = then(both, does(MODERATOR, "floor.clear"), to(SECOND_ATTENDEE, "return"))
    assert shown(cleared, "hands/p-ben", BACKSTAGE)["number"] == 2


def test_hand_is_returned_from_the_state_alone_that_was_seen() -> None:
    room = a_room(raised_by(ATTENDEE), to(ATTENDEE, "grant"))
    assert refusal(room, to(ATTENDEE, "return", seen="declined"))[1]["state"] == "granted"
    assert refusal(a_room(raised_by(ATTENDEE)), to(ATTENDEE, "return"))[1]["state"] == "waiting"
    assert refusal(a_room(), to(ATTENDEE, "return"))[1]["state"] == "none"


def test_whoever_is_on_the_stage_by_the_floor_leaves_it_when_the_grant_is_taken_back() -> None:
    room = a_room(
        raised_by(ATTENDEE), to(ATTENDEE, "grant"), does(MODERATOR, "stage.bring", participant="p-ana")
    )
    assert "stage/p-ana" in snapshot(room, Audience.HALL)
    assert "stage/p-ana" not in snapshot(then(room, to(ATTENDEE, "return", seen="granted")), Audience.HALL)
