"""Messages that staff keep on top of the chat: shown to everyone, following what becomes of the message."""

from rooms import Audience, Participant, Room, snapshot
from tests.builders import Step, a_room, decided, does, refusal, said_by, shown, then
from tests.cast import ATTENDEE, MODERATOR, SECOND_MODERATOR


def pinned(message: str = "m1", by: Participant = MODERATOR) -> Step:
    return does(by, "chat.pin", message=message)


def unpinned(message: str = "m1") -> Step:
    return does(SECOND_MODERATOR, "chat.unpin", message=message)


def pins(room: Room, audience: Audience = Audience.HALL) -> list[str]:
    return [key for key in snapshot(room, audience) if key.startswith("pins/")]


def test_pinned_message_is_on_top_for_everyone_until_it_is_unpinned() -> None:
    room = a_room(said_by(ATTENDEE, "The slides: https://example.org"), pinned())
    for audience in Audience:
        assert pins(room, audience) == ["pins/m1"]
    assert shown(room, "pins/m1")["text"] == "The slides: https://example.org"
    assert pins(then(room, unpinned())) == []
    assert decided(room, pinned(by=SECOND_MODERATOR)) == ()
    assert decided(then(room, unpinned()), unpinned()) == ()


def test_pin_follows_an_edit_and_goes_with_its_message() -> None:
    room = a_room(said_by(ATTENDEE, "One"), pinned(), does(ATTENDEE, "chat.edit", message="m1", text="Two"))
    assert shown(room, "pins/m1")["text"] == "Two"
    assert pins(then(room, does(ATTENDEE, "chat.remove", message="m1"))) == []
    held = then(room, does(MODERATOR, "chat.hold", message="m1"))
    assert pins(held) == []
    assert pins(then(held, does(MODERATOR, "chat.approve", message="m1"))) == ["pins/m1"]


def test_no_more_than_three_are_kept_on_top_and_only_staff_pin_what_is_there() -> None:
    room = a_room(
        *(said_by(ATTENDEE, "Hi", id=f"m{n}") for n in range(1, 5)), *(pinned(f"m{n}") for n in range(1, 4))
    )
    assert refusal(room, pinned("m4")) == ("chat.pins", {"most": 3})
    assert pins(then(room, does(ATTENDEE, "chat.remove", message="m1"), pinned("m4"))) == [
        "pins/m2",
        "pins/m3",
        "pins/m4",
    ]
    assert refusal(room, pinned("m9")) == ("chat.unknown", {"message": "m9"})
    assert refusal(room, pinned("m4", by=ATTENDEE))[0] == "not_permitted"
