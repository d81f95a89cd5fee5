"""The texts that people write, found in what is shown of a room: what may be translated, and under which key it stands.

A text is named `<kind>/<id>`: `chat/m1`, `question/q1`, `answer/q1` (the written answer to all), `poll/v1`, and
`option/v1.2`, the second option of a poll; behind the stage `held/m1`, `hand/p1`, `talk/t1`, `cue/k1`, `report/r1`,
`technician/b1` (what a booth writes to the technician).
Whoever is not shown the key of the original is shown none of its texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final

from rooms.context import Original
from rooms.views import Json

# The view family in which each kind of text stands.
_FAMILIES: Final = {
    "chat": "chat",
    "question": "questions",
    "answer": "questions",
    "poll": "polls",
    "option": "polls",
    "pin": "pins",
    "held": "held",
    "hand": "hands",
    "talk": "talk",
    "cue": "cues",
    "report": "reports",
    "technician": "booth_messages",
}


def original_key(about: str) -> str | None:
    """The shared view key under which a text stands; None for what names no text."""
    kind, _, id = about.partition("/")
    family = _FAMILIES.get(kind)
    if family is None or not id:
        return None
    return f"{family}/{id.rpartition('.')[0] if kind == 'option' else id}"


def original_in(about: str, value: Json) -> Original | None:
    """The text itself, in the value of its view key; None where it is not there."""
    if not isinstance(value, Mapping):
        return None
    kind, _, id = about.partition("/")
    if kind == "option":
        return _option(value, id.rpartition(".")[2])
    if kind == "answer":
        # What is for the asker alone is not told to anyone else, in no language.
        answer = value.get("answer")
        return _text(answer) if isinstance(answer, Mapping) and answer.get("to") == "all" else None
    return _text(value, "about" if kind == "hand" else "text")


def texts_in(key: str, value: Json) -> Iterator[str]:
    """The names of all texts that stand under a view key."""
    family, _, id = key.partition("/")
    if not isinstance(value, Mapping) or not id:
        return
    for kind, where in _FAMILIES.items():
        if where != family:
            continue
        names = [f"{kind}/{id}"]
        if kind == "option":
            options = value.get("options")
            count = len(options) if isinstance(options, Sequence) else 0
            names = [f"option/{id}.{number + 1}" for number in range(count)]
        yield from (name for name in names if original_in(name, value) is not None)


def digest(original: Original) -> str:
    """Names a text and its language: 16 hexadecimal digits. Another text has another one."""
    return blake2b(f"{original.language}\n{original.text}".encode(), digest_size=8).hexdigest()


def base_language(tag: str) -> str:
    """`es` of `es-MX`."""
    return tag.partition("-")[0].lower()


def _text(value: Mapping[str, Json], field: str = "text") -> Original | None:
    text, language = value.get(field), value.get("language")
    return Original(text, language) if isinstance(text, str) and text and isinstance(language, str) else None


def _option(value: Mapping[str, Json], number: str) -> Original | None:
    options, language = value.get("options"), value.get("language")
    if not isinstance(options, Sequence) or not isinstance(language, str) or not number.isdecimal():
        return None
    text = options[int(number) - 1] if 0 < int(number) <= len(options) else None
    return Original(text, language) if isinstance(text, str) else None
