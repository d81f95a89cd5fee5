"""Words by key: chosen by language and count, filled in, lent by English, and bundled for browser code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.errors import Misconfigured
from server.i18n import Catalogue

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def write(folder: Path, language: str, area: str, **words: str | tuple[str, ...]) -> None:
    """Write an area; a key's dot is written as two underscores."""
    lines = [HEADER]
    for name, value in words.items():
        key = name.replace("__", ".")
        lines.append(f'msgid "{key}"')
        if isinstance(value, tuple):
            lines.append(f'msgid_plural "{key}"')
            lines += [f'msgstr[{number}] "{form}"' for number, form in enumerate(value)]
        else:
            lines.append(f'msgstr "{value}"')
        lines.append("")
    (folder / language).mkdir(parents=True, exist_ok=True)
    (folder / language / f"{area}.po").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    write(
        tmp_path,
        "en",
        "chat",
        chat__send="Send",
        chat__only="Only in English",
        chat__hello="{greeting}, {name}!",
    )
    write(tmp_path, "en", "pages", pages__x="X", pages__votes=("{count} vote", "{count} votes"))
    write(tmp_path, "es", "chat", chat__send="Enviar", chat__hello="¡{greeting}, {name}!")
    write(tmp_path, "fr", "pages", pages__votes=("{count} vote", "{count} votes"))
    write(tmp_path, "ru", "chat", chat__n=("{count} голос", "{count} голоса", "{count} голосов"))
    return Catalogue.load(tmp_path)


def test_words_are_in_the_readers_language(catalogue: Catalogue) -> None:
    assert catalogue.t("es", "chat.send") == "Enviar"
    assert catalogue.t("es-MX", "chat.send") == "Enviar"


def test_missing_words_are_lent_by_english(catalogue: Catalogue) -> None:
    assert catalogue.t("es", "chat.only") == "Only in English"
    assert catalogue.t("tlh", "chat.send") == "Send"
    assert catalogue.languages == ("en", "es", "fr", "ru")


def test_key_that_nobody_has_is_shown_and_logged_once(
    catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    assert catalogue.t("es", "chat.nothing") == "chat.nothing"
    assert catalogue.t("en", "chat.nothing") == "chat.nothing"
    assert caplog.text.count("chat.nothing") == 1


def test_placeholders_are_filled_once_and_unknown_ones_stay(catalogue: Catalogue) -> None:
    assert catalogue.t("es", "chat.hello", greeting="Hola", name="{greeting}") == "¡Hola, {greeting}!"
    assert catalogue.t("en", "chat.hello", greeting="Hi") == "Hi, {name}!"


def test_name_of_a_language_may_be_filled_in(tmp_path: Path) -> None:
    write(tmp_path, "en", "site", site__in="in {language} for {key}")
    assert Catalogue.load(tmp_path).t("en", "site.in", language="French", key="k") == "in French for k"


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 0, "0 votes"),
        ("en", 1, "1 vote"),
        ("en", 1200, "1,200 votes"),
        ("fr", 0, "0 vote"),
        ("fr", 2, "2 votes"),
        ("fr", 1_000_000, "1\u202f000\u202f000 votes"),
    ],
)
def test_plural_follows_the_language(catalogue: Catalogue, language: str, count: int, words: str) -> None:
    assert catalogue.t(language, "pages.votes", count=count) == words


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 голос"), (3, "3 голоса"), (5, "5 голосов"), (21, "21 голос")]
)
def test_language_with_three_plurals(catalogue: Catalogue, count: int, words: str) -> None:
    assert catalogue.t("ru", "chat.n", count=count) == words


def test_bundle_holds_what_scripts_need_and_lends_english(catalogue: Catalogue) -> None:
    bundle = catalogue.script_bundle("es-AR")
    content = json.loads(bundle.body)
    assert content["language"] == "es"
    assert content["words"]["chat.send"] == "Enviar"
    assert content["words"]["chat.only"] == "Only in English"
    assert "pages.x" not in content["words"]
    assert json.loads(catalogue.script_bundle("ru").body)["plurals"] == ["one", "few", "many"]


def test_bundle_changes_its_name_with_its_words(catalogue: Catalogue, tmp_path: Path) -> None:
    before = catalogue.script_bundle("es")
    assert Catalogue.load(tmp_path).script_bundle("es") == before
    write(tmp_path, "es", "chat", chat__send="Mandar")
    assert Catalogue.load(tmp_path).script_bundle("es").hash != before.hash


def test_every_fault_of_a_catalogue_is_told(tmp_path: Path) -> None:
    write(tmp_path, "es", "chat", chat__send="")
    write(tmp_path, "fr", "chat", chat__n=("a", "b", "c"))
    write(tmp_path, "fr", "pages", pages__n=("a",))
    write(tmp_path, "xx-broken", "chat", chat__send="x")
    (tmp_path / "es" / "pages.po").write_text('msgid "a\nmsgstr', encoding="utf-8")
    with pytest.raises(Misconfigured) as caught:
        Catalogue.load(tmp_path)
    faults = "\n".join(caught.value.faults)
    for part in (
        "'chat.send' has no words",
        "fr/chat.po",
        "'pages.n' has no words",
        "xx-broken",
        "pages.po",
        "no catalogue in 'en'",
    ):
        assert part in faults, faults
