"""The language of short lines, as people write them in a room."""

from __future__ import annotations

import pytest

from server.live.detect import language_of

AMERICAS = ("en", "es", "fr")


@pytest.mark.parametrize(
    ("text", "prior", "language"),
    [
        ("¿Cómo financian esto las ciudades pequeñas?", "en", "es"),
        ("How do small cities pay for this?", "es", "en"),
        ("Comment les petites villes paient-elles cela ?", "es", "fr"),
        ("gracias", "en", "es"),
        ("merci beaucoup", "en", "fr"),
    ],
)
def test_clear_text_is_told_from_its_words(text: str, prior: str, language: str) -> None:
    assert language_of(text, prior, AMERICAS) == language


@pytest.mark.parametrize("text", ["ok", "no", "2022", "👍👍", "http://x.example/z", "", "\ud800"])
@pytest.mark.parametrize("prior", AMERICAS)
def test_text_that_could_be_any_takes_the_language_of_its_author(text: str, prior: str) -> None:
    assert language_of(text, prior, AMERICAS) == prior


def test_regional_tag_of_the_author_or_the_conference_is_kept() -> None:
    assert language_of("¿Cómo financian esto las ciudades?", "es-MX", AMERICAS) == "es-MX"
    assert language_of("Comment les villes paient-elles cela ?", "en", ("en", "fr-CA")) == "fr-CA"


def test_author_may_speak_a_language_that_is_not_the_conferences() -> None:
    assert language_of("Wie bezahlen kleine Städte das alles?", "de", AMERICAS) == "de"
    assert language_of("How do small cities pay for this?", "de", AMERICAS) == "en"


def test_unknown_language_or_a_single_one_leaves_nothing_to_detect() -> None:
    assert language_of("How do small cities pay for this?", "es", ("es",)) == "es"
    assert language_of("How do small cities pay for this?", "nah", ("nah", "quc")) == "nah"
