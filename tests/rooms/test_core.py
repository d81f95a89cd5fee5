"""The room as a whole: permission first, each key to its feature, and what one feature causes in another."""

import pytest

from rooms import (
    Audience,
    Role,
    audience_of,
    capabilities_of,
    empty_room,
    own_snapshot,
    page,
    show,
    show_own,
    snapshot,
)
from rooms.core import FEATURES
from rooms.permission import WRITING
from tests.builders import a_room, acted_on, decided, does, locked, refusal, said_by
from tests.cast import ATTENDEE, CAST, MODERATOR, SERVER


def test_empty_room_shows_its_settings() -> None:
    settings = {
        "chat": {"slow_mode_s": 0, "hold_all": False},
        "questions": {"mode": "moderated"},
        "floor": {"waiting": 0},
        "stage": {"layout": "speaker", "holding": None, "broadcast": None},
        "slides": dict.fromkeys(("deck", "title", "page", "pages", "since")),
        "guests": {"welcome": True},
        "projector": {"scene": "all"},
        "moderation": {"locked": False, "locked_down": False},
    }
    for audience in Audience:
        assert snapshot(empty_room(), audience) == settings
    assert own_snapshot(empty_room(), ATTENDEE.id) == {"my/standing": {"muted": False}}


def test_permission_comes_before_any_other_refusal() -> None:
    room = a_room(acted_on(ATTENDEE, "mute"), locked())
    assert refusal(room, does(ATTENDEE, "chat.slow_mode", seconds=9999)) == (
        "not_permitted",
        {"capability": "chat.slow_mode"},
    )
    assert refusal(room, said_by(SERVER, "")) == ("not_permitted", {"capability": "chat.send"})
    assert refusal(room, said_by(ATTENDEE, "")) == ("participant.muted", {})


def test_writing_commands_are_commands_of_everyone() -> None:
    for role in set(Role) - {Role.SERVER, Role.GUEST}:
        assert capabilities_of(role) >= WRITING


def test_ban_and_its_consequences_are_one_append_in_order() -> None:
    room = a_room(does(ATTENDEE, "question.ask", id="q1", text="Why?"))
    ban, dismissal = decided(room, acted_on(ATTENDEE, "ban"))
    assert [type(entry).__name__ for entry in (ban, dismissal)] == ["ParticipantBanned", "QuestionDismissed"]
    assert dismissal.by == MODERATOR


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "chat/",
        "chat/none",
        "chat/m1/x",
        "chatter",
        "my",
        "my/",
        "my/standing",
        "polls/p1",
        "questions/q",
    ],
)
def test_shared_key_of_nothing_has_no_value(key: str) -> None:
    for audience in Audience:
        assert show(a_room(said_by(ATTENDEE, "Hi")), key, audience) is None


@pytest.mark.parametrize(
    "key",
    [
        "",
        "my",
        "my/",
        "my/chat",
        "chat",
        "chat/m1",
        "my/reactions",
        "my/reactions/",
        "my/questions",
        "my/upvotes/q",
    ],
)
def test_own_key_of_nothing_has_no_value(key: str) -> None:
    assert show_own(a_room(said_by(ATTENDEE, "Hi")), key, ATTENDEE.id) is None


def test_no_two_features_share_a_key_a_command_or_an_entry() -> None:
    for what in ("KEYS", "COMMANDS", "ENTRIES"):
        all_of_them = [each for feature in FEATURES for each in getattr(feature, what)]
        assert len(all_of_them) == len(set(all_of_them))


def test_only_features_with_a_window_have_pages() -> None:
    for feature in ("questions", "sessions", "polls", ""):
        with pytest.raises(LookupError):
            page(empty_room(), feature, 10, 10, Audience.HALL)


def test_snapshot_of_everyone_is_what_their_audience_is_shown() -> None:
    room = a_room(said_by(ATTENDEE, "Hi"))
    for person in CAST:
        view = snapshot(room, audience_of(person.role))
        assert view == {key: show(room, key, audience_of(person.role)) for key in view}
