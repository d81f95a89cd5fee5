"""Words in several languages: which one a reader gets, and what a name may be."""

import pytest
from pydantic import ValidationError

from server.conferences.localized import Localized, Name, Picked


@pytest.mark.parametrize(
    ("texts", "wanted", "picked"),
    [
        ({"en": "Hall", "es": "Sala"}, "es", Picked("Sala", "es")),
        ({"en": "Hall", "es": "Sala", "es-MX": "Salón"}, "es-MX", Picked("Salón", "es-MX")),
        ({"en": "Hall", "es": "Sala"}, "es-MX", Picked("Sala", "es")),
        ({"en": "Hall", "es-MX": "Salón"}, "es", Picked("Salón", "es-MX")),
        ({"en": "Hall", "es": "Sala"}, "fr", Picked("Hall", "en", fallback=True)),
        ({"es": "Sala", "fr": "Salle"}, "pt", Picked("Sala", "es", fallback=True)),
    ],
)
def test_reader_gets_the_nearest_language_and_is_told_which(
    texts: dict[str, str], wanted: str, picked: Picked
) -> None:
    assert Localized(texts).pick(wanted, "en") == picked


def test_name_that_is_the_same_everywhere_is_never_a_fallback() -> None:
    name = Name.model_validate("El Colegio de México")
    assert name.pick("en", "es") == Picked("El Colegio de México", "en")
    assert name.speaks("fr")


def test_prose_without_a_language_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs its language"):
        Localized.model_validate("Hall")


@pytest.mark.parametrize("texts", [{}, {"en": "  "}, {"english": "Hall"}, {"und": "Hall"}])
def test_texts_need_words_and_language_tags(texts: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Localized(texts)


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert Picked("One\nline.\n\n\nTwo.\n", "en").paragraphs == ("One line.", "Two.")
