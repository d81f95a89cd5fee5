"""PROTOCOL.md as data: its examples, its tables, and the fields that it documents for each key. Input: the file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from rooms import Audience

TEXT = (Path(__file__).resolve().parents[2] / "PROTOCOL.md").read_text(encoding="utf-8")


def examples(sender: str) -> list[dict[str, Any]]:
    """Return the frames of the blocks marked `client` or `server`."""
    blocks = re.findall(rf"^```json {sender}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    return [json.loads(block) for block in blocks]


def rows(section: str) -> list[list[str]]:
    """Return the cells of the table under a heading that begins with `section`, without its head."""
    body = re.split(rf"^## {re.escape(section)}.*$", TEXT, flags=re.MULTILINE)[1]
    lines = [line for line in body.partition("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def ticked(cell: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def key_pattern(key: str) -> str:
    """Return a regular expression for a key such as `my/upvotes/<question>`."""
    return "[^/]+".join(re.escape(part) for part in re.split(r"<\w+>", key))


# Fields that follow this are left out where they would say nothing.
SOMETIMES = "where there is something to say"


def audiences(cell: str) -> frozenset[str]:
    """Return who is meant by the last cell of a row of keys: names of audiences, or `you`."""
    if cell == "all":
        return frozenset(Audience)
    return frozenset(name.replace(" ", "_") for name in cell.split(", "))


def documented_views() -> list[tuple[str, frozenset[str], set[str] | None, set[str]]]:
    """Return (key, who, fields, fields that may be missing) of each row; no fields where the value is no object."""
    views: list[tuple[str, frozenset[str], set[str] | None, set[str]]] = []
    for [key_cell, value, who] in rows("6."):
        [key] = ticked(key_cell)
        always, _, sometimes = value.partition(SOMETIMES)
        fields: set[str] | None = _fields(always)
        missing = _fields(sometimes)
        if value.startswith("the same"):
            hall, missing = next((fields, missing) for name, _, fields, missing in views if name == key)
            fields, missing = (hall or set()) | {"anonymous"}, missing | {"merged_into"}
        elif value.startswith(("list", "map", "`true`", "how many")):
            fields = None
        elif key == "questions":
            fields = {"mode"}
        views.append((key, audiences(who), fields, missing))
    return views


def _fields(text: str) -> set[str]:
    # What stands in round brackets explains; so does a word that follows the field it belongs to.
    plain = re.sub(r"\([^()]*\)", "", text)
    return {word for word in ticked(plain) if re.fullmatch(r"[a-z_]+", word)}
