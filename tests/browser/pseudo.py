"""A catalogue in which every word bears a mark, so that a word without one is seen to come from elsewhere.

Input: the English catalogue. What a conference's file, people or the browser's own formats say bears none; it is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po, write_po

from server.conferences.localized import Localized
from server.conferences.model import Conference
from tests.served import ROOT

OPEN, CLOSE = "⟦", "⟧"
_MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_WORD = re.compile(r"[^\W\d_]{2,}")
# What the formats of dates, zones and lists of languages say in English, and the keys of a keyboard.
_FORMATS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|am|pm|english|español|spanish|français|"
    r"french|and(?= french)|utc|gmt|alt|ctrl|shift|esc|enter)\b",
    re.IGNORECASE,
)

# Every text that can be seen, and every name that is read out, with where it stands.
TEXTS = """() => {
    const seen = (element) => element.checkVisibility({visibilityProperty: true});
    // A zone's letters, a person's initials, an address; what bears a language of its own was written by somebody.
    const skipped = 'script, style, noscript, template, svg, code, kbd, select[name=zone], .brand-name, .times-zone, '
        + '.avatar, .screen-link, [lang]:not(html):not(:has(*))';
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const around = node.parentElement;
        const place = around.tagName + '.' + around.className;
        if (node.data.trim() && !around.closest(skipped) && seen(around)) found.push([place, node.data]);
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
        if (element.closest('select[name=zone]') || !seen(element)) continue;
        for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
            const text = element.getAttribute(name);
            if (text) found.push([element.tagName + '[' + name + ']', text]);
        }
    }
    found.push(['title', document.title]);
    return found;
}"""


def make_web(folder: Path) -> Path:
    """Make a web folder whose English catalogue bears marks; the rest of it is the real one."""
    folder.mkdir()
    for name in ("dist", "templates", "static"):
        (folder / name).symlink_to(ROOT / "web" / name)
    for path in sorted((ROOT / "web" / "locale").glob("*/*.po")):
        target = folder / "locale" / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.parent.name != "en":
            target.write_bytes(path.read_bytes())
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale="en")
        for message in catalogue:
            if message.id:
                message.string = (
                    tuple(f"{OPEN}{form}{CLOSE}" for form in message.string)
                    if isinstance(message.string, tuple)
                    else f"{OPEN}{message.string}{CLOSE}"
                )
        with target.open("wb") as out:
            write_po(out, catalogue, width=0)
    return folder


def said_in(conference: Conference) -> set[str]:
    """Every text of a conference."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, Localized):
            found.update(text for text in value.root.values())
        elif isinstance(value, str):
            found.add(value)
        elif isinstance(value, tuple | list):
            for each in value:
                walk(each)
        elif hasattr(type(value), "model_fields"):
            for key in type(value).model_fields:
                walk(getattr(value, key))

    walk(conference)
    paragraphs = {" ".join(part.split()) for text in found for part in text.split("\n\n")}
    return {each for each in (*paragraphs, *(" ".join(text.split()) for text in found)) if len(each) > 1}


def unmarked(texts: Iterable[tuple[str, str]], known: Iterable[str]) -> list[str]:
    """Return the words that bear no mark and are nobody's, with where they stand."""
    longest_first = sorted(known, key=len, reverse=True)
    theirs = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in longest_first))
    wrong = []
    for place, text in texts:
        rest = theirs.sub(" ", " ".join(text.split()))
        while _MARKED.search(rest):
            rest = _MARKED.sub(" ", rest)
        rest = _FORMATS.sub(" ", rest)
        if _WORD.search(rest):
            wrong.append(f"{place}: {text.strip()[:80]!r} → {rest.strip()[:60]!r}")
    return wrong
