"""What people write, made fit to keep: trimmed, in one Unicode form, without characters that play tricks."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rooms.errors import Refused

# In code points.
LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "chat": 2000,
        "question": 1000,
        "name": 80,
        "poll": 300,
        "poll_option": 120,
        "poll_word": 40,
        "hand": 200,
        "holding": 200,
        "cue": 200,
        "announcement": 500,
        "word": 60,
        "report": 300,
        # Of the longest text; some languages need a third more than others.
        "translation": 3000,
        "caption": 500,
        # Three quarters of an hour, read aloud.
        "manuscript": 40_000,
    }
)

_LINE_END: Final = re.compile("\r\n?|\u0085|\u2028|\u2029")
# Control characters but tab and newline; bidirectional embeddings, overrides and isolates, which would turn
# what others wrote around; halves of surrogate pairs, which no file can keep.
_DROPPED: Final = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_EDGE: Final = re.compile(r"^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$")
# Spaces and separators, format characters, marks without a base. Unassigned ones may be new emoji: they are seen.
_UNSEEN_CATEGORIES: Final = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"})
# Letters and symbols by category that are blank to the eye: Hangul fillers and the empty Braille cell.
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def cleaned(text: str, limit: int) -> str:
    """The text to keep. Refused with `text.empty` when nothing can be seen of it, `text.too_long` over the limit."""
    kept = unicodedata.normalize("NFC", _DROPPED.sub("", _LINE_END.sub("\n", text)))
    kept = _EDGE.sub("", kept)
    if not any(_is_seen(character) for character in kept):
        raise Refused("text.empty")
    if len(kept) > limit:
        raise Refused("text.too_long", limit=limit, length=len(kept))
    return kept


def excerpt(text: str, length: int) -> str:
    """The beginning of a text on one line, with an ellipsis where it was cut; at most `length` code points."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN_CATEGORIES and character not in _BLANK
