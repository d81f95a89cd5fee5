"""What a rehearsal measured: times in ms, counts, and what went wrong. Input: its people, viewers and speakers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies, by the nearest rank; 0 of none."""
    if not values:
        return 0.0
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


@dataclass
class Figures:
    """Everything that was measured. Times are in ms."""

    entering: list[float] = field(default_factory=list)  # from the form to its answer
    joining: list[float] = field(default_factory=list)  # from the socket's beginning to the room shown
    answering: list[float] = field(default_factory=list)  # from a command to its answer
    delivering: list[float] = field(default_factory=list)  # from a message's sending to each who is shown it
    late_parts: list[float] = field(
        default_factory=list
    )  # waited for a part of the broadcast beyond its length
    stalls: list[float] = field(default_factory=list)  # for how long each viewer's picture stood still
    lateness: list[float] = field(default_factory=list)  # of this program itself
    answered: Counter[str] = field(default_factory=Counter)  # commands that were accepted, by type
    refused: Counter[str] = field(default_factory=Counter)  # by code
    closed: Counter[int] = field(
        default_factory=Counter
    )  # sockets that the server closed, by code; 0 is lost
    faults: Counter[str] = field(default_factory=Counter)  # what should never happen, in words
    parts: int = 0
    viewers: int = 0
    pictures: int = 0  # speakers whose test picture was sent
    broadcast: bool = False

    def fault(self, words: str) -> None:
        """Count something that should not have happened."""
        self.faults[words] += 1
