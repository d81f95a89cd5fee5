"""On which line of a TOML text each key stands.

The text comes from a conference file that `tomllib` has already accepted. `tomllib` gives the values without their
lines, so the lines are read from tree-sitter's syntax tree of the same text.
"""

import tomllib
from collections.abc import Iterator

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from server.conferences.faults import KeyPath

_TOML = Language(tree_sitter_toml.language())
_KEYS = ("bare_key", "quoted_key", "dotted_key")


def key_lines(text: str) -> dict[KeyPath, int]:
    """Every key path in the text, lists by position, to its line from 1."""
    return _Reading().read(Parser(_TOML).parse(text.encode()).root_node)


class _Reading:
    def __init__(self) -> None:
        self._lines: dict[KeyPath, int] = {}
        self._tables_in_list: dict[KeyPath, int] = {}

    def read(self, document: Node) -> dict[KeyPath, int]:
        for node in document.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._table(node)
        return self._lines

    def _table(self, node: Node) -> None:
        header, *pairs = [child for child in node.named_children if child.type != "comment"]
        *parents, last = _keys(header)
        path = self._follow((), parents, header)
        path = (*path, last)
        if node.type == "table_array_element":
            position = self._tables_in_list.get(path, 0)
            self._tables_in_list[path] = position + 1
            self._note(path, header)
            path = (*path, position)
        self._note(path, header)
        for pair in pairs:
            self._pair(pair, path)

    def _pair(self, node: Node, table: KeyPath) -> None:
        if node.type != "pair":
            return
        key, *values = [child for child in node.named_children if child.type != "comment"]
        path = self._follow(table, _keys(key), key)
        for value in values:
            self._value(value, path)

    def _value(self, node: Node, path: KeyPath) -> None:
        if node.type == "inline_table":
            for pair in node.named_children:
                self._pair(pair, path)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for position, item in enumerate(items):
                self._note((*path, position), item)
                self._value(item, (*path, position))

    def _follow(self, path: KeyPath, keys: list[str], node: Node) -> KeyPath:
        for key in keys:
            path = (*path, key)
            self._note(path, node)
            if path in self._tables_in_list:
                # In TOML a header below a list of tables means the last table so far.
                path = (*path, self._tables_in_list[path] - 1)
        return path

    def _note(self, path: KeyPath, node: Node) -> None:
        self._lines.setdefault(path, node.start_point.row + 1)


def _keys(node: Node) -> list[str]:
    return list(_key_parts(node))


def _key_parts(node: Node) -> Iterator[str]:
    written = (node.text or b"").decode()
    if node.type == "dotted_key":
        for child in node.named_children:
            if child.type in _KEYS:
                yield from _key_parts(child)
    elif node.type == "quoted_key":
        yield from tomllib.loads(f"{written} = 0")
    else:
        yield written
