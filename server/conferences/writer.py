"""A Conference → the text of a conference file. Reading the text gives an equal Conference.

The conference comes from the database or from a file; `puente conference export` writes the text out.
"""

from datetime import date
from typing import Any

import tomlkit
from pydantic import BaseModel
from tomlkit.items import AoT, Array, InlineTable, Item, String, Table

from server.conferences.localized import SAME_EVERYWHERE, Localized
from server.conferences.model import Conference

_COLUMNS = 110


def write_conference(conference: Conference) -> str:
    """The whole conference as TOML: first the single values, then the tables, then the lists of tables."""
    document = tomlkit.document()
    for key, item in _tables_last([(key, _item(inner)) for key, inner in _given(conference)]):
        document.add(key, item)
    return tomlkit.dumps(document)


def _tables_last(items: list[tuple[str, Item]]) -> list[tuple[str, Item]]:
    """Keys after a table would belong to that table, so tables stand behind single values."""
    return sorted(items, key=lambda entry: (isinstance(entry[1], Table | AoT), isinstance(entry[1], AoT)))


def _given(value: BaseModel) -> list[tuple[str, Any]]:
    """The fields that say more than their default does, in the model's order."""
    fields = type(value).model_fields.items()
    given = [(key, getattr(value, key), known) for key, known in fields]
    return [
        (key, inner) for key, inner, known in given if known.is_required() or inner != known.get_default()
    ]


def _item(value: Any) -> Item:
    match value:
        case Localized():
            return _prose(value)
        case BaseModel():
            return _table(value)
        case (BaseModel(), *_):
            tables = tomlkit.aot()
            for inner in value:
                tables.append(_table(inner))
            return tables
        case tuple():
            return _list([_item(inner) for inner in value])
        case bool() | date():
            return tomlkit.item(value)
    return _text(str(value))


def _table(value: BaseModel) -> Table:
    items = [
        (key, _list([_inline(each) for each in inner]) if _is_list_of_tables(inner) else _item(inner))
        for key, inner in _given(value)
    ]
    table = tomlkit.table()
    for key, item in _tables_last(items):
        table.add(key, item)
    return table


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], BaseModel)


def _inline(value: BaseModel) -> InlineTable:
    table = tomlkit.inline_table()
    for key, inner in _given(value):
        table.append(key, _item(inner))
    return table


def _list(items: list[Item]) -> Array:
    array = tomlkit.array()
    for item in items:
        array.append(item)
    return array.multiline(len(array.as_string()) > _COLUMNS)


def _prose(value: Localized) -> Item:
    if tuple(value.root) == (SAME_EVERYWHERE,):
        return _text(value[SAME_EVERYWHERE])
    long = sum(map(len, value.root.values())) > _COLUMNS or any("\n" in text for text in value.root.values())
    table = tomlkit.table() if long else tomlkit.inline_table()
    for tag, text in value.root.items():
        table.append(tag, _text(text))
    return table


def _text(text: str) -> String:
    if "\n" in text and all(sign.isprintable() or sign == "\n" for sign in text) and '"' not in text:
        return tomlkit.string(text, multiline=True)
    return tomlkit.string(text)
