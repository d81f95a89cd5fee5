"""Messages that wait for a moderator: who sees them, what may be done with them, and what comes of it."""

from typing import Any

from rooms import Audience, Room, own_snapshot, snapshot, touched
from tests.builders import Step, a_room, acted_on, decided, does, refusal, said_by, shown, shown_own, then
from tests.cast import ATTENDEE, MODERATOR, ORGANIZER, SECOND_ATTENDEE, SECOND_MODERATOR, SPEAKER


def hold_all(on: bool = True) -> Step:
    return does(MODERATOR, "chat.hold_all", on=on)


def moved(what: str, message: str = "m1", by: Any = MODERATOR) -> Step:
    return does(by, f"chat.{what}", message=message)


HELD = (hold_all(), said_by(ATTENDEE, "Hello"))


def hall_chat(room: Room) -> list[str]:
    return sorted(key for key in snapshot(room, Audience.HALL) if key.startswith("chat/"))


def test_held_message_is_seen_by_its_author_and_backstage_alone() -> None:
    room = a_room(*HELD)
    assert hall_chat(room) == []
    told = shown(room, "held/m1", Audience.BACKSTAGE)
    assert (told["text"], told["state"], told["author"]["name"]) == ("Hello", "held", "Ana")
    assert shown_own(room, "my/messages/m1", ATTENDEE)["state"] == "held"
    assert shown_own(room, "my/messages/m1", SECOND_ATTENDEE) is None
    for audience in (Audience.HALL, Audience.GREEN_ROOM, Audience.BOOTH):
        assert "m1" not in str(snapshot(room, audience))


def test_holding_binds_all_but_staff() -> None:
    room = a_room(hold_all(), said_by(SPEAKER, "Hi"), said_by(ORGANIZER, "Hello", id="m2"))
    assert hall_chat(room) == ["chat/m2"]
    assert decided(room, hold_all()) == ()
    room = then(room, hold_all(on=False), said_by(SPEAKER, "Again", id="m3"))
    assert hall_chat(room) == ["chat/m2", "chat/m3"]
    assert shown(room, "held/m1", Audience.BACKSTAGE)["state"] == "held"
    assert refusal(room, does(ATTENDEE, "chat.hold_all", on=True))[0] == "not_permitted"


def test_approved_message_is_the_newest() -> None:
    room = a_room(*HELD, said_by(MODERATOR, "Meanwhile", id="m2"), moved("approve"))
    assert shown(room, "chat/m1")["number"] == 2
    assert shown(room, "held/m1", Audience.BACKSTAGE) is None
    assert shown_own(room, "my/messages/m1", ATTENDEE) is None


def test_dismissed_message_is_shown_to_nobody_else_and_can_be_brought_back() -> None:
    room = a_room(*HELD, moved("dismiss"))
    assert hall_chat(room) == []
    assert shown_own(room, "my/messages/m1", ATTENDEE)["state"] == "dismissed"
    assert refusal(room, moved("approve")) == ("chat.state", {"message": "m1", "state": "dismissed"})
    room = then(room, moved("hold"), moved("approve"))
    assert hall_chat(room) == ["chat/m1"]


def test_second_of_two_moderators_learns_where_the_message_is() -> None:
    room = a_room(*HELD, moved("approve"))
    for late in ("approve", "dismiss"):
        assert refusal(room, moved(late, by=SECOND_MODERATOR)) == (
            "chat.state",
            {"message": "m1", "state": "shown"},
        )
    assert refusal(a_room(*HELD), moved("hold"))[0] == "chat.state"


def test_message_taken_from_the_hall_comes_back_to_its_place_with_its_reactions() -> None:
    room = a_room(
        said_by(ATTENDEE, "First"),
        said_by(SPEAKER, "Second", id="m2", reply_to="m1"),
        does(SECOND_ATTENDEE, "chat.react", message="m1", emoji="👏"),
    )
    before = snapshot(room, Audience.HALL)
    (entry,) = decided(room, moved("hold"))
    room = then(room, moved("hold"))
    assert touched(room, entry).shared >= {"chat/m1", "chat/m2", "held/m1"}
    assert touched(room, entry).own == {
        ATTENDEE.id: {"my/messages/m1"},
        SECOND_ATTENDEE.id: {"my/reactions/m1"},
    }
    assert hall_chat(room) == ["chat/m2"]
    assert shown(room, "chat/m2")["reply_to"] == {"message": "m1", "name": None, "excerpt": None}
    assert own_snapshot(room, SECOND_ATTENDEE.id).get("my/reactions/m1") is None
    room = then(room, moved("approve"))
    assert snapshot(room, Audience.HALL) == before


def test_held_message_is_known_to_its_author_alone() -> None:
    room = a_room(*HELD)
    for tried in (
        does(SECOND_ATTENDEE, "chat.react", message="m1", emoji="👏"),
        said_by(SECOND_ATTENDEE, "Re", id="m2", reply_to="m1"),
        does(SECOND_ATTENDEE, "chat.edit", message="m1", text="Mine"),
        does(SECOND_ATTENDEE, "chat.remove", message="m1"),
    ):
        assert refusal(room, tried)[0] == "chat.unknown"
    edited = then(room, does(ATTENDEE, "chat.edit", message="m1", text="Hello all"))
    assert shown(edited, "held/m1", Audience.BACKSTAGE)["text"] == "Hello all"
    gone = then(room, does(ATTENDEE, "chat.remove", message="m1"))
    assert shown(gone, "held/m1", Audience.BACKSTAGE) is None
    assert refusal(then(room, moved("dismiss")), does(ATTENDEE, "chat.edit", message="m1", text="x")) == (
        "chat.state",
        {"message": "m1", "state": "dismissed"},
    )


def test_edit_of_a_shown_message_waits_where_a_new_message_would() -> None:
    room = a_room(
        said_by(ATTENDEE, "Fine"), hold_all(), does(ATTENDEE, "chat.edit", message="m1", text="Not so")
    )
    assert hall_chat(room) == []
    assert shown(room, "held/m1", Audience.BACKSTAGE)["text"] == "Not so"
    assert shown(then(room, moved("approve")), "chat/m1")["number"] == 1


def test_holding_does_not_lift_mute_lock_or_slow_mode() -> None:
    slow = a_room(does(MODERATOR, "chat.slow_mode", seconds=30), *HELD)
    assert refusal(slow, said_by(ATTENDEE, "Again", id="m2", at=1000)) == ("chat.slow", {"wait_s": 29})
    assert (
        refusal(then(slow, acted_on(ATTENDEE, "mute")), said_by(ATTENDEE, "x", id="m2"))[0]
        == "participant.muted"
    )
