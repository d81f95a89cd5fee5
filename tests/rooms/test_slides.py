"""Slides: what is at hand for those at work, what everyone sees, and that the hall learns no more than it was shown."""

from rooms import Audience, DeckId, ParticipantId, Room, Showing, may_see_slide, slides_shown
from rooms.slides import MOST_DECKS
from tests.builders import START, Step, a_room, decided, does, refusal, shown, then
from tests.cast import ATTENDEE, CAPTIONER, MODERATOR, SERVER, SPEAKER

DECK = DeckId("d1")


def added(deck: str = DECK, pages: int = 3, by: ParticipantId = SPEAKER.id) -> Step:
    return does(SERVER, "slides.add", participant=by, deck=deck, title="Plan", pages=pages)


def slid(page: int, deck: str | None = DECK, at: int = 0) -> Step:
    return does(SPEAKER, "stage.slide", deck=deck, page=page, at=at)


def removed(at: int = 0) -> Step:
    return does(MODERATOR, "slides.remove", deck=DECK, at=at)


def test_page_is_shown_to_everyone_until_none_is() -> None:
    room = a_room(added(), slid(2))
    for audience in Audience:
        page = shown(room, "slides", audience)
        assert (page["deck"], page["title"], page["page"], page["pages"]) == ("d1", "Plan", 2, 3)
    assert shown(then(room, slid(1, None)), "slides")["deck"] is None
    assert decided(room, slid(2)) == ()


def test_hall_learns_of_a_deck_only_what_it_was_shown() -> None:
    room = a_room(added(), slid(2), slid(3))
    assert shown(room, f"decks/{DECK}") is None
    assert shown(room, f"decks/{DECK}", Audience.GREEN_ROOM)["owner"]["name"] == "Sofía"
    assert [may_see_slide(room, DECK, page, Audience.HALL) for page in (1, 2, 3, 4)] == [
        False,
        True,
        True,
        False,
    ]
    assert may_see_slide(room, DECK, 1, Audience.GREEN_ROOM)
    assert not may_see_slide(room, DeckId("other"), 1, Audience.BACKSTAGE)


def test_pages_and_decks_that_are_not_there_are_refused() -> None:
    room = a_room(added())
    assert refusal(room, slid(4)) == ("slides.page", {"pages": 3})
    assert refusal(room, slid(1, "other")) == ("slides.unknown", {"deck": "other"})
    for number in range(MOST_DECKS - 1):
        room = then(room, added(f"n{number}"))
    assert refusal(room, added("one-more")) == ("slides.full", {"most": MOST_DECKS})
    assert refusal(a_room(), added(by=ParticipantId("nobody")))[0] == "stage.unknown"


def test_speaker_removes_their_own_deck_and_a_moderator_any() -> None:
    room = a_room(added(by=MODERATOR.id), slid(1))
    assert refusal(room, does(SPEAKER, "slides.remove", deck=DECK)) == ("slides.not_yours", {"deck": DECK})
    gone = then(room, removed())
    assert shown(gone, "slides")["deck"] is None
    assert shown(gone, f"decks/{DECK}", Audience.BACKSTAGE) is None
    assert decided(a_room(added()), does(SPEAKER, "slides.remove", deck=DECK))


def shown_from(room: Room, since: int, until: int = 100) -> list[tuple[int, int | None]]:
    shown = slides_shown(room, START + since, START + until)
    return [(each.at - START, each.page if each.deck else None) for each in shown]


def test_what_was_shown_when_is_known_afterwards_from_any_moment_on() -> None:
    room = a_room(added(), slid(2, at=10), slid(3, at=20), slid(1, None, at=30), slid(1, at=40))
    assert shown_from(room, 0) == [(0, None), (10, 2), (20, 3), (30, None), (40, 1)]
    assert shown_from(room, 15, 40) == [(15, 2), (20, 3), (30, None)]
    assert shown_from(a_room(), 5) == [(5, None)]
    [first, *_] = slides_shown(room, START + 10, START + 11)
    assert first == Showing(START + 10, DECK, 2, 3, "Plan")


def test_pages_that_were_shown_outlive_their_deck_for_the_recording_and_no_others_do() -> None:
    room = a_room(added(), slid(2, at=10), removed(at=20))
    assert shown_from(room, 0) == [(0, None), (10, 2), (20, None)]
    for audience in (Audience.HALL, Audience.BACKSTAGE):
        assert [may_see_slide(room, DECK, page, audience) for page in (1, 2, 3)] == [False, True, False]
    assert refusal(room, slid(2))[0] == "slides.unknown"
    assert not may_see_slide(a_room(added(), removed()), DECK, 1, Audience.HALL)


def test_slides_are_for_those_who_speak_and_moderate() -> None:
    room = a_room(added())
    for person in (ATTENDEE, CAPTIONER):
        assert refusal(room, does(person, "stage.slide", deck=DECK, page=1))[0] == "not_permitted"
    assert refusal(room, does(MODERATOR, "slides.add", participant=SPEAKER.id, deck="d", title="", pages=1))[
        0
    ] == ("not_permitted")
