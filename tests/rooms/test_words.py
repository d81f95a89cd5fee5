"""Listed words: what is written with one of them waits, in which language, and who sees the lists."""

import pytest

from rooms import Audience, Participant, Room, own_snapshot, snapshot
from rooms.words import MOST, folded, found
from tests.builders import (
    Step,
    a_room,
    asked_by,
    decided,
    does,
    open_for_questions,
    refusal,
    said_by,
    shown,
    then,
)
from tests.cast import ATTENDEE, MODERATOR, SECOND_MODERATOR, SERVER, SPEAKER


def listed(language: str, *words: str, by: Participant = MODERATOR) -> Step:
    return does(by, "word.list", language=language, words=list(words))


def holds(room: Room, text: str, language: str = "en") -> tuple[str, ...]:
    return found(room.states["words"], text, language)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("cafe", "Un CAFÉ, por favor"),
        ("Dónde", "¿DONDE?"),
        ("casino", "ca\u200bsino!"),
        ("buy now", "Please buy   NOW."),
        ("straße", "STRASSE"),
        ("ﬁsh", "fish"),
    ],
)
def test_word_is_found_whatever_its_case_and_accents(word: str, text: str) -> None:
    assert holds(a_room(listed("und", word)), text) == (word,)


@pytest.mark.parametrize(
    ("word", "text"), [("ass", "A passing class"), ("buy now", "buy it now"), ("con", "condado")]
)
def test_word_is_found_as_a_whole_only(word: str, text: str) -> None:
    assert holds(a_room(listed("und", word)), text) == ()


def test_list_counts_for_what_is_written_in_its_language() -> None:
    room = a_room(listed("fr", "con"), listed("und", "spam"))
    assert holds(room, "Vengo con Ana", "es") == ()
    assert holds(room, "Quel con", "fr-CA") == ("con",)
    assert holds(room, "spam con spam", "fr") == ("con", "spam")


def test_message_and_question_with_a_listed_word_wait_also_where_all_is_open() -> None:
    room = a_room(open_for_questions(), listed("en", "casino"))
    room = then(
        room,
        said_by(ATTENDEE, "Casino here"),
        asked_by(ATTENDEE, "A casino?"),
        said_by(SPEAKER, "Hi", id="m2"),
    )
    assert not {"chat/m1", "questions/q1", "held/m1"} & snapshot(room, Audience.HALL).keys()
    assert shown(room, "held/m1", Audience.BACKSTAGE)["listed"] == ["casino"]
    assert shown(room, "queue/q1", Audience.BACKSTAGE)["listed"] == ["casino"]
    own = own_snapshot(room, ATTENDEE.id)
    assert own["my/messages/m1"]["state"] == "held"  # type: ignore[index, call-overload]
    assert own["my/questions/q1"]["state"] == "held"  # type: ignore[index, call-overload]
    assert "listed" not in str(own)
    assert "chat/m2" in snapshot(room, Audience.HALL)


def test_staff_may_write_what_they_listed() -> None:
    room = a_room(open_for_questions(), listed("en", "casino"), said_by(MODERATOR, "No casino, please"))
    assert "chat/m1" in snapshot(room, Audience.HALL)
    assert "questions/q1" in snapshot(then(room, asked_by(MODERATOR, "Casino?")), Audience.HALL)


def test_lists_are_for_backstage() -> None:
    room = a_room(listed("es", "uno", " dos  tres "), listed("es", "DÓS TRES", "cuatro", by=SECOND_MODERATOR))
    assert shown(room, "words/es", Audience.BACKSTAGE) == {
        "language": "es",
        "words": ["uno", "dos tres", "cuatro"],
    }
    assert "words/es" not in snapshot(room, Audience.HALL)
    assert "words/es" not in snapshot(room, Audience.GREEN_ROOM)
    assert decided(room, listed("es", "Uno")) == ()
    room = then(room, does(MODERATOR, "word.unlist", language="es", words=["UNO", "nadie"]))
    assert shown(room, "words/es", Audience.BACKSTAGE)["words"] == ["dos tres", "cuatro"]
    assert decided(room, does(MODERATOR, "word.unlist", language="es", words=["uno"])) == ()
    room = then(room, does(MODERATOR, "word.unlist", language="es", words=["dos tres", "cuatro"]))
    assert shown(room, "words/es", Audience.BACKSTAGE) is None


def test_list_has_bounds() -> None:
    full = a_room(listed("en", *(f"word{n}" for n in range(MOST))))
    assert refusal(full, listed("en", "one more")) == ("word.most", {"most": MOST})
    assert decided(full, listed("es", "one more"))
    assert refusal(full, listed("es", "x" * 61)) == ("text.too_long", {"limit": 60, "length": 61})
    assert refusal(full, listed("es", " ")) == ("text.empty", {})
    assert refusal(full, does(ATTENDEE, "word.list", language="en", words=["x"]))[0] == "not_permitted"


def test_text_without_letters_folds_to_nothing() -> None:
    assert folded("… — ¡!") == ()
    assert holds(a_room(listed("und", "!!!")), "!!!") == ()


def test_lists_of_the_conference_stand_beside_those_of_the_room_and_are_not_the_rooms_to_change() -> None:
    room = a_room(
        listed("es", "tres"),
        does(SERVER, "word.set", lists={"es": ["Casino", "casino"], "und": ["spam"]}),
    )
    assert holds(room, "Un casino, tres", "es") == ("tres", "Casino")
    assert shown(room, "words/es", Audience.BACKSTAGE) == {
        "language": "es", "words": ["tres"], "conference": ["Casino"]
    }  # fmt: skip
    assert decided(room, does(MODERATOR, "word.unlist", language="und", words=["spam"])) == ()
    assert refusal(room, does(MODERATOR, "word.set", lists={}))[0] == "not_permitted"
    gone = then(room, does(SERVER, "word.set", lists={}))
    assert shown(gone, "words/und", Audience.BACKSTAGE) is None
    assert shown(gone, "words/es", Audience.BACKSTAGE) == {"language": "es", "words": ["tres"]}
    assert holds(gone, "casino spam", "es") == ()
