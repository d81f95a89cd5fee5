"""Where the sources use catalogue keys: templates, Python and TypeScript.

`asked` are keys that a source gives straight to `t`; `named` are all other strings that look like a key, among
them the data that a source chooses from; `made` are the families that a source puts together, with `*` for what
it fills in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import extract_javascript
from jinja2 import Environment, nodes

from server.settings import ROOT

KEY = re.compile(r"[a-z_]+(?:\.[a-z0-9_]+)+")
_FAMILY = re.compile(r"[a-z_]+(?:[._][a-z0-9_*]+)+")
_BACKTICKS = re.compile(r"`([^`\n]*\$[^`\n]*)`")
_STRING = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")


@dataclass
class Uses:
    """Keys by how they are used."""

    asked: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)

    def name(self, text: str) -> None:
        """Count a string that looks like a key."""
        if KEY.fullmatch(text):
            self.named.add(text)


def uses() -> Uses:
    """Read every source."""
    found = Uses()
    for path in _sources("web/templates", ".html"):
        _template(path, found)
    for path in _sources("server", ".py"):
        _python(path, found)
    for suffix in (".ts", ".tsx"):
        for path in _sources("web/src", suffix):
            _script(path, found)
    return found


def templates() -> Iterator[Path]:
    """Every template."""
    return _sources("web/templates", ".html")


def _sources(folder: str, suffix: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / folder).rglob(f"*{suffix}")))


def _template(path: Path, found: Uses) -> None:
    source = path.read_text(encoding="utf-8")
    tree = Environment(autoescape=True).parse(source)
    for call in tree.find_all(nodes.Call):
        if not (isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args):
            continue
        key = call.args[0]
        if isinstance(key, nodes.Const):
            found.asked.add(str(key.value))
        elif isinstance(key, nodes.Concat):
            found.made.add(
                "".join(str(part.value) if isinstance(part, nodes.Const) else "*" for part in key.nodes)
            )
    for constant in tree.find_all(nodes.Const):
        found.name(str(constant.value))
    # What the live room rewrites when the language changes.
    found.asked.update(re.findall(r'data-t(?:-label)?="([a-z_.]+)"', source))


def _python(path: Path, found: Uses) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.name(node.value)
        if not (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("t", "_t")
        ):
            continue
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.asked.add(argument.value)
            elif isinstance(argument, ast.JoinedStr):
                found.made.add(
                    "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "*" for part in argument.values
                    )
                )


def _script(path: Path, found: Uses) -> None:
    with path.open("rb") as file:
        for _, _, message, _ in extract_javascript(file, {"t": None}, [], {"jsx": True, "encoding": "utf-8"}):
            key = message if isinstance(message, str) else str(message[0])
            if "${" not in key:
                found.asked.add(key)
    text = path.read_text(encoding="utf-8")
    for double, single in _STRING.findall(text):
        found.name(double or single)
    for template in _BACKTICKS.findall(text):
        family = re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", "*", template)
        if _FAMILY.fullmatch(family):
            found.made.add(family)
