"""What a benchmark is to the door: a name, a line, the figures that it promises, and how to run it."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Figures = dict[str, float | int]


@dataclass(frozen=True)
class Options:
    """What the command line may override; None leaves it to the benchmark."""

    seconds: float | None = None
    connections: int | None = None

    def aside(self, usual_s: float) -> float:
        """How long to wait for what is not measured: no longer than a phase that is, where a run is made short."""
        return usual_s if self.seconds is None else min(usual_s, self.seconds)

    def rounds(self, usual: int) -> int:
        """How often to measure by turns: twice where a run is so short that it only shows that all of it runs."""
        return usual if self.seconds is None or self.seconds >= 1 else min(usual, 2)


@dataclass(frozen=True)
class Benchmark:
    """One benchmark. `limit_s` bounds a run with the default options; `run` may give more figures than promised."""

    name: str
    line: str
    figures: tuple[str, ...]
    limit_s: float
    run: Callable[[Options], Awaitable[Figures]]


def say(line: str) -> None:
    """Tell the person at the terminal what is measured now."""
    sys.stderr.write(f"  {line}\n")
