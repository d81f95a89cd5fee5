"""The chat: what is said, changed, taken back, quoted and reacted to."""

import pytest

from rooms import Audience, page, snapshot, touched
from rooms.chat import EMOJI, WINDOW
from tests.builders import (
    START,
    a_room,
    acted_on,
    decided,
    does,
    locked,
    refusal,
    said_by,
    shown,
    shown_own,
    then,
)
from tests.cast import ATTENDEE, HALL, MODERATOR, ORGANIZER, SECOND_ATTENDEE, SPEAKER


def test_message_is_shown_with_its_author_number_and_language() -> None:
    room = a_room(said_by(ATTENDEE, "  Hola  "), said_by(SPEAKER, "Hello", id="m2"))
    assert shown(room, "chat/m1") == {
        "message": "m1",
        "number": 1,
        "author": {"participant": "p-ana", "name": "Ana", "role": "attendee"},
        "text": "Hola",
        "language": "en",
        "at": START,
        "edited_at": None,
        "reply_to": None,
        "reactions": {},
    }
    assert shown(room, "chat/m2")["number"] == 2


def test_empty_or_too_long_message_is_refused() -> None:
    assert refusal(a_room(), said_by(ATTENDEE, " \n ")) == ("text.empty", {})
    assert refusal(a_room(), said_by(ATTENDEE, "a" * 2001)) == (
        "text.too_long",
        {"limit": 2000, "length": 2001},
    )


def test_author_edits_their_own_message_and_nobody_elses() -> None:
    room = a_room(said_by(ATTENDEE, "Helo"))
    edit = does(ATTENDEE, "chat.edit", at=500, message="m1", text="Hello")
    assert shown(then(room, edit), "chat/m1")["text"] == "Hello"
    assert shown(then(room, edit), "chat/m1")["edited_at"] == START + 500
    for other in (SECOND_ATTENDEE, MODERATOR, ORGANIZER):
        assert refusal(room, does(other, "chat.edit", message="m1", text="x")) == (
            "chat.not_yours",
            {"message": "m1"},
        )
    assert refusal(room, does(ATTENDEE, "chat.edit", message="m1", text="\u200b")) == ("text.empty", {})
    assert refusal(room, does(ATTENDEE, "chat.edit", message="m9", text="x")) == (
        "chat.unknown",
        {"message": "m9"},
    )


def test_edit_to_the_same_text_changes_nothing() -> None:
    room = a_room(said_by(ATTENDEE, "Hello"))
    assert decided(room, does(ATTENDEE, "chat.edit", message="m1", text=" Hello ")) == ()


def test_author_and_staff_remove_a_message() -> None:
    room = a_room(said_by(ATTENDEE, "Hello"))
    for remover in (ATTENDEE, MODERATOR, ORGANIZER):
        assert shown(then(room, does(remover, "chat.remove", message="m1")), "chat/m1") is None
    assert refusal(room, does(SECOND_ATTENDEE, "chat.remove", message="m1"))[0] == "chat.not_yours"
    gone = then(room, does(ATTENDEE, "chat.remove", message="m1"))
    assert refusal(gone, does(ATTENDEE, "chat.remove", message="m1"))[0] == "chat.unknown"


def test_reply_quotes_the_beginning_of_the_message_on_one_line() -> None:
    room = a_room(said_by(ATTENDEE, "One\ntwo " + "x" * 200), said_by(SPEAKER, "Yes", id="m2", reply_to="m1"))
    quoted = shown(room, "chat/m2")["reply_to"]
    assert quoted["message"] == "m1"
    assert quoted["name"] == "Ana"
    assert quoted["excerpt"].startswith("One two x")
    assert quoted["excerpt"].endswith("x…")
    assert len(quoted["excerpt"]) == 120


def test_removed_message_vanishes_from_replies_that_quote_it() -> None:
    room = a_room(said_by(ATTENDEE, "Secret"), said_by(SPEAKER, "Yes", id="m2", reply_to="m1"))
    (entry,) = decided(room, does(MODERATOR, "chat.remove", message="m1"))
    room = then(room, does(MODERATOR, "chat.remove", message="m1"))
    assert shown(room, "chat/m2")["reply_to"] == {"message": "m1", "name": None, "excerpt": None}
    assert {"chat/m1", "chat/m2"} <= touched(room, entry).shared


def test_edited_message_is_quoted_as_it_is_now() -> None:
    room = a_room(said_by(ATTENDEE, "Helo"), said_by(SPEAKER, "Yes", id="m2", reply_to="m1"))
    edit = does(ATTENDEE, "chat.edit", message="m1", text="Hello")
    (entry,) = decided(room, edit)
    room = then(room, edit)
    assert shown(room, "chat/m2")["reply_to"]["excerpt"] == "Hello"
    assert touched(room, entry).shared == {"chat/m1", "chat/m2"}


def test_reply_to_a_message_that_is_not_there_is_refused() -> None:
    room = a_room(said_by(ATTENDEE, "Hi"), does(ATTENDEE, "chat.remove", message="m1"))
    for missing in ("m1", "m9"):
        assert refusal(room, said_by(SPEAKER, "Yes", reply_to=missing)) == (
            "chat.unknown",
            {"message": missing},
        )


def test_reactions_are_counted_and_ones_own_are_listed() -> None:
    react = [
        does(person, "chat.react", message="m1", emoji=emoji)
        for person, emoji in ((ATTENDEE, "👏"), (SPEAKER, "👏"), (ATTENDEE, "👍"))
    ]
    room = a_room(said_by(ATTENDEE, "Hi"), *react)
    assert shown(room, "chat/m1")["reactions"] == {"👍": 1, "👏": 2}
    assert shown_own(room, "my/reactions/m1", ATTENDEE) == ["👍", "👏"]
    assert shown_own(room, "my/reactions/m1", SPEAKER) == ["👏"]
    assert decided(room, react[0]) == ()

    unreact = does(SPEAKER, "chat.unreact", message="m1", emoji="👏")
    room = then(room, unreact, does(ATTENDEE, "chat.unreact", message="m1", emoji="👍"))
    assert shown(room, "chat/m1")["reactions"] == {"👏": 1}
    assert shown_own(room, "my/reactions/m1", SPEAKER) is None
    assert decided(room, unreact) == ()


@pytest.mark.parametrize("type", ["chat.react", "chat.unreact"])
def test_only_the_offered_emoji_are_taken(type: str) -> None:
    room = a_room(said_by(ATTENDEE, "Hi"))
    assert refusal(room, does(SPEAKER, type, message="m1", emoji="💣")) == ("chat.emoji", {"emoji": "💣"})
    assert refusal(room, does(SPEAKER, type, message="m9", emoji="👍"))[0] == "chat.unknown"
    for emoji in EMOJI:
        decided(room, does(SPEAKER, type, message="m1", emoji=emoji))


def test_reactions_to_a_removed_message_are_gone_for_those_who_gave_them() -> None:
    room = a_room(said_by(ATTENDEE, "Hi"), does(SPEAKER, "chat.react", message="m1", emoji="👍"))
    (entry,) = decided(room, does(ATTENDEE, "chat.remove", message="m1"))
    room = then(room, does(ATTENDEE, "chat.remove", message="m1"))
    assert touched(room, entry).own == {SPEAKER.id: {"my/reactions/m1"}}
    assert shown_own(room, "my/reactions/m1", SPEAKER) is None


def test_slow_mode_makes_attendees_wait_and_nobody_else() -> None:
    slow = does(MODERATOR, "chat.slow_mode", seconds=30)
    for person in (ATTENDEE, SPEAKER, MODERATOR):
        room = a_room(slow, said_by(person, "One"))
        again = said_by(person, "Two", id="m2", at=10_001)
        if person is ATTENDEE:
            assert refusal(room, again) == ("chat.slow", {"wait_s": 20})
        else:
            assert decided(room, again)
        assert decided(room, said_by(person, "Two", id="m2", at=30_000))


def test_slow_mode_never_asks_for_more_than_its_seconds_when_the_clock_was_set_back() -> None:
    room = a_room(does(MODERATOR, "chat.slow_mode", seconds=30), said_by(ATTENDEE, "One", at=3_600_000))
    assert refusal(room, said_by(ATTENDEE, "Two")) == ("chat.slow", {"wait_s": 30})


def test_slow_mode_has_bounds_and_is_shown() -> None:
    for seconds in (-1, 601):
        assert refusal(a_room(), does(MODERATOR, "chat.slow_mode", seconds=seconds)) == (
            "chat.slow_mode_range",
            {"least": 0, "most": 600},
        )
    assert decided(a_room(), does(MODERATOR, "chat.slow_mode", seconds=0)) == ()
    assert shown(a_room(), "chat") == {"slow_mode_s": 0, "hold_all": False}
    assert shown(a_room(does(MODERATOR, "chat.slow_mode", seconds=600)), "chat")["slow_mode_s"] == 600


def test_muted_person_may_still_take_back_what_they_said() -> None:
    room = a_room(
        said_by(ATTENDEE, "Hi"),
        does(ATTENDEE, "chat.react", message="m1", emoji="👍"),
        acted_on(ATTENDEE, "mute"),
        locked(),
    )
    assert decided(room, does(ATTENDEE, "chat.unreact", message="m1", emoji="👍"))
    assert decided(room, does(ATTENDEE, "chat.remove", message="m1"))


def _long_talk(messages: int) -> list[str]:
    return [f"chat/m{number}" for number in range(1, messages + 1)]


def test_snapshot_holds_the_newest_messages_and_pages_bring_the_older_ones() -> None:
    count = WINDOW + 30
    room = a_room(*(said_by(HALL[n % 5], f"No {n}", id=f"m{n}", at=n) for n in range(1, count + 1)))
    talk = _long_talk(count)
    held = {key for key in snapshot(room, Audience.HALL) if key.startswith("chat/")}
    assert held == set(talk[-WINDOW:])

    older, more = page(room, "chat", before=31, limit=20, audience=Audience.HALL)
    assert (set(older), more) == (set(talk[10:30]), True)
    oldest, more = page(room, "chat", before=11, limit=20, audience=Audience.HALL)
    assert (set(oldest), more) == (set(talk[:10]), False)
    assert page(room, "chat", before=1, limit=20, audience=Audience.HALL) == ({}, False)
    assert shown(room, "chat/m1")["text"] == "No 1"


def test_page_counts_only_messages_that_still_exist() -> None:
    room = a_room(*(said_by(SPEAKER, f"No {n}", id=f"m{n}") for n in range(1, 9)))
    room = then(room, *(does(MODERATOR, "chat.remove", message=f"m{n}") for n in (1, 6, 7)))
    view, more = page(room, "chat", before=9, limit=3, audience=Audience.HALL)
    assert (set(view), more) == ({"chat/m8", "chat/m5", "chat/m4"}, True)
    view, more = page(room, "chat", before=4, limit=2, audience=Audience.HALL)
    assert (set(view), more) == ({"chat/m3", "chat/m2"}, False)


def test_message_that_comes_into_the_window_is_touched_by_the_removal_of_a_newer_one() -> None:
    room = a_room(*(said_by(SPEAKER, f"No {n}", id=f"m{n}") for n in range(1, WINDOW + 2)))
    assert "chat/m1" not in snapshot(room, Audience.HALL)
    (entry,) = decided(room, does(MODERATOR, "chat.remove", message="m20"))
    room = then(room, does(MODERATOR, "chat.remove", message="m20"))
    assert "chat/m1" in snapshot(room, Audience.HALL)
    assert touched(room, entry).shared == {"chat/m20", "chat/m1"}


def test_number_of_a_removed_message_is_not_given_again() -> None:
    room = a_room(said_by(ATTENDEE, "One"), does(ATTENDEE, "chat.remove", message="m1"))
    assert shown(then(room, said_by(ATTENDEE, "Two", id="m2")), "chat/m2")["number"] == 2
