"""The catalogue: every string of the interface by key and language.

Input: gettext files `web/locale/<language>/<area>.po`. A msgid is a dotted key, its msgstr is the words.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from babel import Locale
from babel.core import UnknownLocaleError
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from server.errors import Misconfigured

SOURCE_LANGUAGE = "en"

# The areas whose words browser code shows. The others are used by templates only.
SCRIPT_AREAS = (
    "site",
    "room",
    "chat",
    "questions",
    "polls",
    "projector",
    "floor",
    "pins",
    "channels",
    "day",
    "announcements",
    "askers",
    "clock",
    "talk",
    "booth",
    "cues",
    "dock",
    "people_panel",
    "media",
    "moderation",
    "safety",
    "connection",
    "console",
    "backstage",
    "player",
    "error",
    "translations",
    "captions",
)

_PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_log = logging.getLogger(__name__)

# One string, or the forms of a plural in the order of the language's plural categories.
Words = str | tuple[str, ...]


class ScriptBundle(NamedTuple):
    """The words for browser code: UTF-8 JSON `{language, plurals, words}`, and the hash that names its file.

    `plurals` are the categories of `Intl.PluralRules` in the order of the forms; a category that is not among
    them takes the last form. A word is a string, or a list of plural forms.
    """

    hash: str
    body: bytes


class Catalogue:
    """All words of all languages. Make one with `Catalogue.load`."""

    def __init__(self, areas: Mapping[str, Mapping[str, Mapping[str, Words]]]) -> None:
        """`areas` is language → area → key → words."""
        self._areas = areas
        self._words = {
            language: {key: words for area in by_area.values() for key, words in area.items()}
            for language, by_area in areas.items()
        }
        self._locales = {language: Locale.parse(language, sep="-") for language in areas}
        self._plurals = {language: _plural_categories(locale) for language, locale in self._locales.items()}
        self._reported: set[str] = set()
        self._bundles: dict[str, ScriptBundle] = {}
        # English first: it is what an unknown reader gets.
        self.languages = tuple(sorted(areas, key=lambda language: (language != SOURCE_LANGUAGE, language)))

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Read `<folder>/<language>/<area>.po`. Raises Misconfigured with every fault."""
        faults: list[str] = []
        areas: dict[str, dict[str, dict[str, Words]]] = {}
        for path in sorted(folder.glob("*/*.po")):
            try:
                areas.setdefault(path.parent.name, {})[path.stem] = _read_area(path)
            except (PoFileError, UnknownLocaleError, ValueError) as error:
                faults.append(f"{path}: {error}")
        if SOURCE_LANGUAGE not in areas:
            faults.append(f"{folder}: there is no catalogue in '{SOURCE_LANGUAGE}'")
        if faults:
            raise Misconfigured(faults)
        return cls(areas)

    def t(self, language: str, key: str, /, count: int | None = None, **data: object) -> str:
        """Return the words of a key, with `{name}` filled from `data`, in the plural form for `count`.

        A key that the language lacks is shown in English. One that no language has is logged once and shown
        itself.
        """
        for tongue in (self.closest(language), SOURCE_LANGUAGE):
            words = self._words[tongue].get(key)
            if words is not None:
                return self._filled(tongue, words, count, data)
        if key not in self._reported:
            self._reported.add(key)
            _log.error("the catalogue has no key %r", key)
        return key

    def keys(self, language: str) -> Mapping[str, Words]:
        """Return a language's own words by key, without those that English lends it."""
        return self._words[language]

    def closest(self, language: str) -> str:
        """Return the catalogue's language for a BCP 47 tag: `es` for `es-MX`; English when there is none."""
        base = language.split("-", maxsplit=1)[0]
        return next((tag for tag in (language, base) if tag in self._words), SOURCE_LANGUAGE)

    def script_bundle(self, language: str) -> ScriptBundle:
        """Return the words that browser code needs in a language, missing ones in English."""
        language = self.closest(language)
        if language not in self._bundles:
            self._bundles[language] = self._bundle(language)
        return self._bundles[language]

    def _bundle(self, language: str) -> ScriptBundle:
        words: dict[str, Words] = {}
        for tongue in (SOURCE_LANGUAGE, language):
            for area in SCRIPT_AREAS:
                words.update(self._areas[tongue].get(area, {}))
        body = msgspec.json.encode(
            {"language": language, "plurals": self._plurals[language], "words": dict(sorted(words.items()))}
        )
        return ScriptBundle(hashlib.sha256(body).hexdigest()[:16], body)

    def _filled(self, language: str, words: Words, count: int | None, data: Mapping[str, object]) -> str:
        if isinstance(words, tuple):
            words = words[self._form(language, 0 if count is None else count)]
        if count is not None:
            data = {"count": format_decimal(count, locale=self._locales[language]), **data}

        def fill(match: re.Match[str]) -> str:
            return str(data.get(match[1], match[0]))

        return _PLACEHOLDER.sub(fill, words)

    def _form(self, language: str, count: int) -> int:
        categories = self._plurals[language]
        category = self._locales[language].plural_form(count)
        return categories.index(category) if category in categories else len(categories) - 1


def _read_area(path: Path) -> dict[str, Words]:
    locale = Locale.parse(path.parent.name, sep="-")
    with path.open("rb") as file:
        catalog = read_po(file, locale=locale, abort_invalid=True)
    words: dict[str, Words] = {}
    for message in catalog:
        if not message.id:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = message.string if isinstance(message.string, str) else tuple(message.string or ())
        if not forms or not all(forms):
            raise ValueError(f"line {message.lineno}: '{key}' has no words")
        if isinstance(forms, tuple) and len(forms) != len(_plural_categories(locale)):
            raise ValueError(f"line {message.lineno}: '{key}' needs {len(_plural_categories(locale))} forms")
        words[key] = forms
    return words


@cache
def _plural_categories(locale: Locale) -> tuple[str, ...]:
    # gettext numbers the forms of small whole numbers; CLDR's "many" for a million has no form of its own.
    used = {locale.plural_form(number) for number in range(201)}
    return tuple(category for category in _PLURAL_CATEGORIES if category in used)
