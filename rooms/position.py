"""A point of a room's log. It comes from the log, and back from a browser that resumes."""

import re
from dataclasses import dataclass
from typing import Self

_WRITTEN = re.compile(r"([A-Za-z0-9_-]{1,64}):(0|[1-9][0-9]{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Position:
    """After the entry number `offset` of `epoch`. Offsets count from 1 without gaps; 0 is the empty log.

    Positions of different epochs cannot be compared: a log restored from a backup begins a new epoch.
    """

    epoch: str
    offset: int

    def encode(self) -> str:
        """As it travels: `k7Qd:42`."""
        return f"{self.epoch}:{self.offset}"

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote. ValueError for anything else."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError(f"not a position: {text[:80]!r}")
        return cls(written[1], int(written[2]))

    def advanced(self, entries: int) -> Self:
        """The position after so many further entries."""
        return type(self)(self.epoch, self.offset + entries)
