"""The glossary: terms are shielded before an engine and put back after it."""

from __future__ import annotations

import pytest

from server.conferences.localized import Name
from server.conferences.model import Term
from server.translation.glossary import Glossary

GLOSSARY = Glossary(
    [
        Term(term=Name({"en": "speaker", "es": "ponente", "fr": "intervenant"})),
        Term(term=Name({"en": "governance", "es": "gobernanza", "fr": "gouvernance"}), feminine=("es", "fr")),
        Term(term=Name({"en": "regional governance", "es": "gobernanza regional"}), feminine=("es",)),
        Term(term=Name({"und": "World Refugee & Migration Council"})),
    ]
)


def through(text: str, made: str, source: str = "en", target: str = "es") -> str | None:
    return GLOSSARY.restore(made, GLOSSARY.shield(text, source, target), target)


def test_terms_are_replaced_as_whole_words_and_the_longest_first() -> None:
    shielded = GLOSSARY.shield(
        "Speakers, the SPEAKER on regional governance and governance", "en-GB", "es-MX"
    )
    assert shielded.text == "Speakers, the Zq1x on Zq2x and Zq3x"
    assert [word for word, _ in shielded.words] == ["ponente", "gobernanza regional", "gobernanza"]


def test_capital_at_the_beginning_stays() -> None:
    assert through("Governance matters", "Zq1x importa") == "Gobernanza importa"


@pytest.mark.parametrize(
    ("made", "restored"),
    [
        ("El Zq1x de", "La gobernanza de"),
        ("del Zq1x", "de la gobernanza"),
        ("al Zq1x", "a la gobernanza"),
        ("un Zq1x", "una gobernanza"),
        ("papel Zq1x", "papel gobernanza"),
    ],
)
def test_article_before_a_feminine_term_is_feminine(made: str, restored: str) -> None:
    assert through("governance", made) == restored


def test_french_article_is_cut_before_a_vowel() -> None:
    assert through("ponente", "Que dit le Zq1x ?", "es", "fr") == "Que dit l’intervenant ?"
    assert through("gobernanza", "le Zq1x", "es", "fr") == "la gouvernance"


def test_name_without_languages_stays_as_it_is() -> None:
    text = "The World Refugee & Migration Council speaks"
    assert through(text, "El Zq1x habla") == "El World Refugee & Migration Council habla"


def test_engine_that_loses_or_invents_a_term_is_noticed() -> None:
    assert through("speaker and governance", "Zq1x y nada") is None
    assert through("hello", "Zq1x") is None


def test_text_with_such_a_word_of_its_own_is_left_alone() -> None:
    assert GLOSSARY.shield("The speaker said Zq1x", "en", "es").count == 0


def test_term_that_lacks_a_language_is_left_to_the_engine() -> None:
    assert GLOSSARY.shield("regional governance", "en", "fr").text == "regional Zq1x"
    assert Glossary([]).shield("speaker", "en", "es").text == "speaker"
