"""The catalogues are complete and hold nothing else: every key that a source uses, in every language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args

import pytest
from jinja2 import Environment

from rooms import Role
from rooms.chat.commands import EMOJI
from rooms.questions.commands import Reason as Dismissal
from rooms.questions.commands import State
from server.auth.links import Reason
from server.conferences.model import Note, Part, SessionKind
from server.i18n import SCRIPT_AREAS, Catalogue
from server.pages.errors import WORDED
from server.pages.share import share_links
from server.pages.zones import zone_groups
from server.settings import ROOT
from tests.server.i18n.key_uses import Uses, templates, uses

LOCALE = ROOT / "web" / "locale"
PROTOCOL = (ROOT / "PROTOCOL.md").read_text(encoding="utf-8")
LANGUAGES = ("en", "es", "fr")


def table(section: str) -> list[tuple[str, ...]]:
    """The rows of the protocol's table in a section, as the words in its code cells."""
    _, _, text = PROTOCOL.partition(f"\n## {section}")
    text, _, _ = text.partition("\n## ")
    return [tuple(re.findall(r"`([^`]+)`", row)) for row in text.splitlines() if row.startswith("| ")]


PEOPLE = [role.value for role in Role if role is not Role.SERVER]
KINDS, PARTS = get_args(SessionKind), get_args(Part)
REFUSALS = [row[0] for row in table("8. ") if row]
CLOSINGS = [row[0] for row in table("9. ") if row]
MODES = ("moderated", "open", "closed")
STATES = get_args(State)
COLUMNS = ("held", "open", "staged", "answered", "dismissed")
MOVES = ("approve", "stage", "unstage", "answer", "dismiss", "reopen", "hold")
DEEDS = ("mute", "unmute", "remove", "readmit", "ban", "unban")

# Every family that sources put together, with the parts that fill it and where they come from.
FAMILIES: dict[str, Iterable[str]] = {
    # PROTOCOL.md, sections 8 and 9; `unknown` and `lost` are the browser's own, for a code that it does not know
    # and for a connection that was lost without one.
    "error.*": [*REFUSALS, "unknown"],
    "close.*": [*CLOSINGS, "lost"],
    # rooms/roles.py
    "role.*": PEOPLE,
    "people_panel.count.*": PEOPLE,
    # rooms/chat/commands.py, by place
    "chat.emoji.*": [str(place) for place in range(len(EMOJI))],
    # server/conferences/model.py
    "kind.*": KINDS,
    "programme.recorded.*": KINDS,
    "part.*": PARTS,
    "room.part.*": PARTS,
    "pages.note.*": get_args(Note.model_fields["kind"].annotation),
    # server/auth/links.py
    "entry.*.title": get_args(Reason),
    "entry.*.text": get_args(Reason),
    "entry.*.remedy": get_args(Reason),
    # server/pages
    "pages.error.*.title": [str(status) for status in (400, 500, *WORDED)],
    "pages.error.*.text": [str(status) for status in (400, 500, *WORDED)],
    "share.*": [link.network for link in share_links("", "", None)],
    "region.*": [group.region.lower() for group in zone_groups("en")],
    "room.*.title": ("closed", "banned", "archive", "staff", "speakers"),
    "room.*.text": ("closed", "banned", "archive", "staff", "speakers"),
    # web/src/panels
    "room.panel.*": ("sessions", "chat", "questions", "polls", "people"),
    "polls.kind.*": ("single", "multiple", "rating", "words"),
    "polls.state.*": ("draft", "open", "closed", "discarded"),
    "polls.reveal.*": ("open", "close", "later"),
    "polls.revealed.*": ("open", "close", "later"),
    "polls.deed.*": ("open", "close", "reveal", "discard", "reopen"),
    "room.standing.*": ("break", "before", "over"),
    "moderation.mode.*": MODES,
    "moderation.mode_hint.*": MODES,
    "moderation.*": [f"participant_{deed}" for deed in DEEDS],
    "moderation.*_name": [f"participant_{deed}" for deed in DEEDS],
    "moderation.*_title": ("participant_remove", "participant_ban"),
    "moderation.*_text": ("participant_remove", "participant_ban"),
    "questions.mode.*": MODES,
    "questions.state.*": STATES,
    "questions.became.*": STATES,
    "questions.sort_*": ("upvotes", "time"),
    "questions.deed.*": ("approve", "dismiss", "answer", "reopen"),
    "questions.reason.*": get_args(Dismissal),
    # web/templates/screen.html
    "console.*": ("prompter", "projector"),
    # web/src/console
    "console.column.*": COLUMNS,
    "console.empty.*": COLUMNS,
    "console.do.*": (*MOVES, "write", "edit", "labels", "assign", "merge", "up", "down", "handle", "release"),
    "console.did.*": MOVES,
    "console.did_many.*": MOVES,
    "console.did_mode.*": MODES,
    "console.mode.*": MODES,
    "console.sort_*": ("own", "upvotes", "time"),
    "console.key.*": (
        "around",
        "across",
        "order",
        "column",
        "select",
        "handle",
        "undo",
        "search",
        "help",
    ),
    "console.answer_to_*": ("all", "asker"),
}


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
