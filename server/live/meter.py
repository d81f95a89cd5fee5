"""Counts what the live rooms of this process do, in plain numbers: they cost little. `server.metrics` reads them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Final

from rooms import Refused

# Upper bounds of latencies, in seconds. The last bucket holds everything above.
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# Refusals that are faults of ours or of what we stand on; every other one is the rooms' own answer.
FAULTS: Final = frozenset({"internal", "unavailable"})


class Spread:
    """How values are spread over buckets: `counts[n]` values were at most SECONDS[n] and above the bound before."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(SECONDS) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """Count a value."""
        self.counts[bisect_left(SECONDS, seconds)] += 1
        self.total += seconds


class Meter:
    """The counts of one process since its start. Every key is one of a few: tags of commands, outcomes, close codes."""

    def __init__(self) -> None:
        # By the command's tag and its outcome: accepted, refused, internal, unavailable, limited.
        self.commands: Counter[tuple[str, str]] = Counter()
        # By the refusal's code.
        self.refusals: Counter[str] = Counter()
        # By the code with which we closed a socket.
        self.closes: Counter[int] = Counter()
        self.joins = 0
        # Entries and transactions that were committed, and appends that another process forestalled.
        self.entries = 0
        self.commits = 0
        self.conflicts = 0
        # Frames written to sockets by fan-out, and their bytes.
        self.deliveries = 0
        self.delivered_bytes = 0
        # From a command's arrival to its answer; of it, the commit and the fan-out of its batch.
        self.answering = Spread()
        self.committing = Spread()
        self.telling = Spread()
        # How late the event loop runs what is due.
        self.lateness = Spread()

    def answered(self, tag: str, outcome: object, seconds: float) -> None:
        """Count a command that was decided, by what came of it."""
        if isinstance(outcome, Refused):
            self.commands[tag, outcome.code if outcome.code in FAULTS else "refused"] += 1
            self.refusals[outcome.code] += 1
        else:
            self.commands[tag, "accepted"] += 1
        self.answering.add(seconds)

    def limited(self, tag: str) -> None:
        """Count a command that came too soon after others."""
        self.commands[tag, "limited"] += 1

    def committed(self, entries: int, seconds: float) -> None:
        """Count a transaction."""
        self.commits += 1
        self.entries += entries
        self.committing.add(seconds)

    def delivered(self, sockets: int, size: int) -> None:
        """Count a frame of `size` bytes that was written to so many sockets."""
        self.deliveries += sockets
        self.delivered_bytes += sockets * size
