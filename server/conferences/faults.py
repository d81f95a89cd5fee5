"""What is wrong in a conference file, where, and how to mend it, in words for whoever wrote the file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

# A place in a conference file: keys, and positions in lists. ("sessions", 2, "title", "es")
KeyPath = tuple[str | int, ...]
_LISTED = 12


@dataclass(frozen=True)
class Complaint:
    """A fault that knows its place in the data but not yet the file and line."""

    path: KeyPath
    what: str
    fix: str


@dataclass(frozen=True)
class Fault:
    """One line of a report. `line` counts from 1 and is None when the file could not be read at all."""

    file: str
    line: int | None
    what: str
    fix: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.what} — {self.fix}"


class ConferenceFaults(Exception):
    """A conference file that cannot be used, with everything that is wrong in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


def did_you_mean(value: str, known: Iterable[str], otherwise: str) -> str:
    """A fix that names the nearest of the known words, or else the first of them."""
    words = list(known)
    near = get_close_matches(value, words, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    listed = words if len(words) <= _LISTED else [*words[:_LISTED], "…"]
    return otherwise + (": " + ", ".join(listed) if words else "")
