"""A conference's own words, held against the engine: shielded before it, put back in the target language after it.

Input: `glossary` of a conference file. A term becomes a made-up word that no engine knows, so that it comes out as it
went in; then the conference's word takes its place, and an article before it takes its gender.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rooms import base_language
from server.conferences.localized import SAME_EVERYWHERE
from server.conferences.model import Term

_SHIELD = re.compile(r"\bZq(\d+)x\b", re.IGNORECASE)
# Articles as engines put them before a word that they do not know, and what they are before a feminine one.
_FEMININE = {
    "es": {
        "el": "la",
        "del": "de la",
        "al": "a la",
        "un": "una",
        "los": "las",
        "unos": "unas",
        "este": "esta",
    },
    "fr": {"le": "la", "du": "de la", "au": "à la", "un": "une", "ce": "cette"},
}
_ARTICLE = re.compile(r"\b(\w+)( +)$")
_VOWELS = tuple("aeiouyhàâéèêëîïôûœ")


@dataclass(frozen=True)
class Shielded:
    """A text with its terms replaced. `words` are the conference's words in the target language, in their order."""

    text: str
    words: tuple[tuple[str, bool], ...]

    @property
    def count(self) -> int:
        return len(self.words)


class Glossary:
    """The terms of one conference."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = tuple(terms)
        self._made: dict[tuple[str, str], _Pair] = {}

    def shield(self, text: str, source: str, target: str) -> Shielded:
        """Replace each term of the source language by a word that passes an engine unchanged."""
        return self._pair(base_language(source), base_language(target)).shield(text)

    def restore(self, text: str, shielded: Shielded, target: str) -> str | None:
        """Put the conference's words into a translation. None when the engine lost one of them."""
        found = {int(number) for number in _SHIELD.findall(text)}
        if found != set(range(1, shielded.count + 1)):
            return None
        articles = _FEMININE.get(base_language(target), {})
        parts: list[str] = []
        end = 0
        for match in _SHIELD.finditer(text):
            word, feminine = shielded.words[int(match[1]) - 1]
            before = text[end : match.start()]
            if feminine:
                before = _ARTICLE.sub(lambda article: _agreeing(article, articles), before)
            if base_language(target) == "fr" and word.lower().startswith(_VOWELS):
                before = re.sub(r"\b([ld])[ea] +$", r"\1’", before, flags=re.IGNORECASE)
            parts += [before, word]
            end = match.end()
        return "".join([*parts, text[end:]])

    def _pair(self, source: str, target: str) -> _Pair:
        pair = self._made.get((source, target))
        if pair is None:
            pair = self._made[source, target] = _Pair(self._terms, source, target)
        return pair


class _Pair:
    """The terms between two languages, longest first, so that a phrase goes before a word of it."""

    def __init__(self, terms: Sequence[Term], source: str, target: str) -> None:
        self._to: dict[str, tuple[str, bool]] = {}
        for term in terms:
            feminine = target in {base_language(tag) for tag in term.feminine}
            words = {base_language(tag): text for tag, text in term.term.root.items()}
            same = words.get(SAME_EVERYWHERE)
            here, there = words.get(source, same), words.get(target, same)
            if here is not None and there is not None:
                self._to[here.casefold()] = (there, feminine)
        alternatives = "|".join(re.escape(term) for term in sorted(self._to, key=len, reverse=True))
        self._search = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE) if self._to else None

    def shield(self, text: str) -> Shielded:
        words: list[tuple[str, bool]] = []
        # A text that brings such a word itself could not be told apart.
        if self._search is None or _SHIELD.search(text):
            return Shielded(text, ())

        def replaced(match: re.Match[str]) -> str:
            word, feminine = self._to[match[0].casefold()]
            if match[0][0].isupper() and not match[0].isupper():
                word = word[0].upper() + word[1:]
            words.append((word, feminine))
            return f"Zq{len(words)}x"

        return Shielded(self._search.sub(replaced, text), tuple(words))


def _agreeing(article: re.Match[str], articles: dict[str, str]) -> str:
    word, blank = article[1], article[2]
    agreed = articles.get(word.lower(), word)
    return (agreed[0].upper() + agreed[1:] if word[0].isupper() else agreed) + blank
