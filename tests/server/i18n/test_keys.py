"""The catalogues are complete and hold nothing else: every key that a source uses, in every language."""

from __future__ import annotations

import re

import pytest
from jinja2 import Environment

from server.i18n import SCRIPT_AREAS, Catalogue
from server.settings import ROOT
from tests.server.i18n.families import FAMILIES
from tests.server.i18n.key_uses import Uses, templates, uses

LOCALE = ROOT / "web" / "locale"
LANGUAGES = ("en", "es", "fr")


@pytest.fixture(scope="module")
def used() -> Uses:
    return uses()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(LOCALE)


def members(family: str) -> set[str]:
    return {family.replace("*", part) for part in FAMILIES[family]}


IN_FAMILIES = {key for family in FAMILIES for key in members(family)}


def test_catalogues_speak_the_same_languages(catalogue: Catalogue) -> None:
    assert catalogue.languages == LANGUAGES
    areas = {language: {path.name for path in (LOCALE / language).glob("*.po")} for language in LANGUAGES}
    assert areas["en"] == areas["es"] == areas["fr"]
    assert {f"{area}.po" for area in SCRIPT_AREAS} <= areas["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_is_used_has_words(catalogue: Catalogue, used: Uses, language: str) -> None:
    missing = (used.asked | IN_FAMILIES) - set(catalogue.keys(language))
    assert not missing, sorted(missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_used(catalogue: Catalogue, used: Uses, language: str) -> None:
    idle = set(catalogue.keys(language)) - used.asked - used.named - IN_FAMILIES
    assert not idle, sorted(idle)


def test_every_family_that_a_source_makes_is_listed(used: Uses) -> None:
    assert used.made <= set(FAMILIES), sorted(used.made - set(FAMILIES))


@pytest.mark.parametrize("language", ["es", "fr"])
def test_placeholders_agree_between_languages(catalogue: Catalogue, language: str) -> None:
    def placeholders(words: str | tuple[str, ...]) -> set[str]:
        return {
            name
            for form in ([words] if isinstance(words, str) else words)
            for name in re.findall(r"\{(\w+)\}", form)
        }

    english, other = catalogue.keys("en"), catalogue.keys(language)
    wrong = [key for key in english if placeholders(english[key]) != placeholders(other[key])]
    assert not wrong
    assert not [key for key in english if isinstance(english[key], tuple) != isinstance(other[key], tuple)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_key_stands_in_one_area_only(language: str) -> None:
    found: dict[str, list[str]] = {}
    for path in (LOCALE / language).glob("*.po"):
        for key in re.findall(r'^msgid "(.+)"', path.read_text(encoding="utf-8"), re.MULTILINE):
            found.setdefault(key, []).append(path.name)
    assert not {key: files for key, files in found.items() if len(files) > 1}


def test_words_for_scripts_come_from_areas_that_scripts_get(used: Uses) -> None:
    bundled = {
        key
        for area in SCRIPT_AREAS
        for key in re.findall(
            r'^msgid "(.+)"', (LOCALE / "en" / f"{area}.po").read_text("utf-8"), re.MULTILINE
        )
    }
    asked = {
        key
        for path in (ROOT / "web" / "src").rglob("*.ts*")
        for key in re.findall(r'\bt\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked <= bundled, sorted(asked - bundled)


@pytest.mark.parametrize("path", list(templates()), ids=lambda path: path.name)
def test_template_has_no_words_of_its_own(path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    text = "".join(
        token if kind == "data" else " "
        for _, kind, token in Environment().lex(path.read_text(encoding="utf-8"))
        if kind in ("data", "variable_end", "block_end")
    )
    text = re.sub(r"<!doctype[^>]*>|<[^>]*>", " ", text, flags=re.IGNORECASE)
    # What is left of a tag around an expression in one of its attributes.
    text = re.sub(r"<[^<>]*|[\w-]+=\"|\"[^<>\"]*>", " ", text)
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in ("UTC",)]
    assert not words, words
