"""A map that is never changed, and that is cheap to change one key of: the features' states are made of it.

A room keeps thousands of messages and replaces one of them with every entry. Copying a whole dict each time would be
felt, so a map is a large dict that many maps share and a small one of what is newer; when the small one has grown
to the root of the large one, they are merged.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from math import isqrt
from typing import Final, Generic, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")


class _Mark(Enum):
    GONE = "gone"
    MISSING = "missing"


_GONE: Final = _Mark.GONE
_MISSING: Final = _Mark.MISSING
_LEAST: Final = 16


class FrozenMap(Mapping[K, V], Generic[K, V]):
    """Iterates in the order in which keys were first put, as a dict does."""

    __slots__ = ("_newer", "_older", "_size")

    def __init__(self) -> None:
        self._older: dict[K, V] = {}
        self._newer: dict[K, V | _Mark] = {}
        self._size = 0

    def put(self, key: K, value: V) -> "FrozenMap[K, V]":
        """This map with `key` set."""
        return self._changed(key, value, self._size + (key not in self))

    def drop(self, key: K) -> "FrozenMap[K, V]":
        """This map without `key`; itself when it has none."""
        return self._changed(key, _GONE, self._size - 1) if key in self else self

    def _changed(self, key: K, value: V | _Mark, size: int) -> "FrozenMap[K, V]":
        changed: FrozenMap[K, V] = FrozenMap.__new__(FrozenMap)
        changed._size = size
        newer = {**self._newer, key: value}
        if len(newer) <= _LEAST + isqrt(len(self._older)):
            changed._older, changed._newer = self._older, newer
        else:
            changed._older, changed._newer = _merged(self._older, newer), {}
        return changed

    def __getitem__(self, key: K) -> V:
        value = self._newer.get(key, _MISSING)
        if isinstance(value, _Mark):
            if value is _GONE:
                raise KeyError(key)
            return self._older[key]
        return value

    @overload
    def get(self, key: K, /) -> V | None: ...

    @overload
    def get(self, key: K, /, default: V | T) -> V | T: ...

    def get(self, key: K, /, default: V | T | None = None) -> V | T | None:
        value = self._newer.get(key, _MISSING)
        if isinstance(value, _Mark):
            return default if value is _GONE else self._older.get(key, default)
        return value

    def __contains__(self, key: object) -> bool:
        if key in self._newer:
            return self._newer[key] is not _GONE
        return key in self._older

    def __iter__(self) -> Iterator[K]:
        if not self._newer:
            return iter(self._older)
        return iter(_merged(self._older, self._newer))

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return f"FrozenMap({dict(self)!r})"


def _merged(older: dict[K, V], newer: dict[K, V | _Mark]) -> dict[K, V]:
    merged = dict(older)
    for key, value in newer.items():
        if isinstance(value, _Mark):
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged
