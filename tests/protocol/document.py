"""PROTOCOL.md as data: its examples, its tables, and the fields that it documents for each key. Input: the file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

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


def documented_views() -> list[tuple[str, str, set[str] | None]]:
    """Return (key, who, fields) for each row of the views; fields are None where the value is no object."""
    views: list[tuple[str, str, set[str] | None]] = []
    for [key_cell, value, who] in rows("6."):
        [key] = ticked(key_cell)
        # What stands in round brackets explains; so does a word that follows the field it belongs to.
        plain = re.sub(r"\([^()]*\)", "", value)
        fields: set[str] | None = {word for word in ticked(plain) if re.fullmatch(r"[a-z_]+", word)}
        if value.startswith("the same"):
            hall = next(fields for name, _, fields in views if name == key)
            fields = (hall or set()) | {"anonymous"}
        elif value.startswith(("list", "`true`")):
            fields = None
        elif key == "questions":
            fields = {"mode"}
        views.append((key, who, fields))
    return views
