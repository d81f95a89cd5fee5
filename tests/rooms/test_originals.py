"""Twin of rooms/originals.py."""

import pytest

from rooms import Json, Original, digest, original_in, original_key, texts_in
from rooms.originals import base_language

QUESTION: dict[str, Json] = {
    "text": "Why?",
    "language": "en",
    "answer": {"text": "So.", "language": "es", "to": "all"},
}
POLL: dict[str, Json] = {"text": "Shall we?", "language": "en", "options": ["Yes", "No"]}


@pytest.mark.parametrize(
    ("about", "key"),
    [
        ("chat/m1", "chat/m1"),
        ("question/q1", "questions/q1"),
        ("answer/q1", "questions/q1"),
        ("poll/v1", "polls/v1"),
        ("option/v1.2", "polls/v1"),
        ("song/s1", None),
        ("chat", None),
        ("chat/", None),
    ],
)
def test_text_stands_under_the_key_of_what_it_belongs_to(about: str, key: str | None) -> None:
    assert original_key(about) == key


def test_all_texts_of_a_value_are_found() -> None:
    assert list(texts_in("questions/q1", QUESTION)) == ["question/q1", "answer/q1"]
    assert list(texts_in("polls/v1", POLL)) == ["poll/v1", "option/v1.1", "option/v1.2"]
    assert list(texts_in("chat/m1", {"text": "Hi", "language": "en"})) == ["chat/m1"]
    assert list(texts_in("chat", {"slow_mode_s": 0})) == []
    assert list(texts_in("chat/m1", None)) == []


def test_option_is_found_by_its_number() -> None:
    assert original_in("option/v1.2", POLL) == Original("No", "en")
    assert original_in("option/v1.3", POLL) is None
    assert original_in("option/v1.0", POLL) is None
    assert original_in("option/v1.x", POLL) is None


def test_answer_to_the_asker_alone_is_no_text_for_others() -> None:
    private: dict[str, Json] = {**QUESTION, "answer": {"text": "So.", "language": "es", "to": "asker"}}
    assert original_in("answer/q1", private) is None
    assert list(texts_in("questions/q1", private)) == ["question/q1"]


def test_another_text_or_language_has_another_digest() -> None:
    made = {digest(Original(text, language)) for text in ("Why?", "Why") for language in ("en", "es")}
    assert len(made) == 4


def test_base_of_a_tag_is_its_first_part() -> None:
    assert (base_language("es-MX"), base_language("EN")) == ("es", "en")
