"""Announcements: in several languages, with an end, edited, taken back, and the same one in every room once."""

from typing import Any

import pytest

from rooms import Audience, snapshot
from tests.builders import START, Step, a_room, decided, does, refusal, shown, then
from tests.cast import ATTENDEE, MODERATOR, SECOND_MODERATOR, SPEAKER

TEXTS = {"en": "Lunch is served.", "es": "El almuerzo está servido."}


def posted(texts: dict[str, str] | None = None, id: str = "n1", **more: Any) -> Step:
    return does(MODERATOR, "announcement.post", id=id, texts=TEXTS if texts is None else texts, **more)


def withdrawn(id: str = "n1") -> Step:
    return does(SECOND_MODERATOR, "announcement.withdraw", announcement=id)


def test_announcement_is_shown_to_everyone_in_all_its_languages() -> None:
    room = a_room(posted({**TEXTS, "fr": " "}, until=START + 60_000))
    for audience in Audience:
        value: Any = snapshot(room, audience)["announcements/n1"]
        assert value["texts"] == TEXTS
        assert (value["until"], value["by"]["name"], value["everywhere"]) == (START + 60_000, "Mateo", False)


def test_translation_is_added_later_and_the_same_again_changes_nothing() -> None:
    edit = does(
        MODERATOR, "announcement.edit", announcement="n1", texts={**TEXTS, "fr": "Le repas est servi."}
    )
    room = a_room(posted(), edit)
    assert shown(room, "announcements/n1")["texts"]["fr"] == "Le repas est servi."
    assert decided(room, edit) == ()


def test_announcement_that_was_taken_back_is_gone_and_another_moderator_learns_it() -> None:
    room = a_room(posted(), withdrawn())
    assert shown(room, "announcements/n1") is None
    assert refusal(room, withdrawn()) == ("announcement.unknown", {"announcement": "n1"})
    edit = does(MODERATOR, "announcement.edit", announcement="n1", texts=TEXTS)
    assert refusal(room, edit)[0] == "announcement.unknown"


def test_one_to_the_whole_conference_is_posted_once_in_each_room_also_when_it_is_sent_again() -> None:
    everywhere = posted(announcement="all-1", everywhere=True)
    room = a_room(everywhere)
    assert shown(room, "announcements/all-1")["everywhere"] is True
    assert decided(room, everywhere) == ()
    assert decided(then(room, withdrawn("all-1")), everywhere) == ()


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (posted({"en": " ", "es": ""}), "text.empty"),
        (posted({"en": "x" * 501}), "text.too_long"),
        (posted(until=START), "announcement.past"),
        (does(ATTENDEE, "announcement.post", texts=TEXTS), "not_permitted"),
        (does(SPEAKER, "announcement.post", texts=TEXTS), "not_permitted"),
    ],
)
def test_announcement_that_says_nothing_too_much_or_too_late_is_refused(step: Step, code: str) -> None:
    assert refusal(a_room(), step)[0] == code
