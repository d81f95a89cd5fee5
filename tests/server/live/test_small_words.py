"""Small words tell a sentence's language only where they agree."""

from __future__ import annotations

import pytest

from server.live.small_words import KNOWN, told_by_small_words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Does the panel expect governance to follow the people who already move north?", "en"),
        ("¿Qué hacen las ciudades del norte con los que ya están en camino?", "es"),
        ("Que font les villes avec ceux qui sont déjà sur la route ?", "fr"),
        ("O que as cidades fazem com quem não tem casa?", "pt"),
    ],
)
def test_sentence_is_told_by_what_only_its_language_has(text: str, language: str) -> None:
    assert told_by_small_words(text, KNOWN) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gracias",
        "¿Cómo financian esto las ciudades?",
        "He said: «el muro y los papeles». What is that?",
        "\ud800 2022",
    ],
)
def test_few_or_quarrelling_words_tell_nothing(text: str) -> None:
    assert told_by_small_words(text, KNOWN) is None


def test_word_of_a_language_that_is_no_candidate_has_no_voice() -> None:
    assert told_by_small_words("¿Qué hacen las ciudades del norte con los demás?", {"en", "fr"}) is None
