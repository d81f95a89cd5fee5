"""What a benchmark is to the door: a name, a line, the figures that it promises, and how to run it."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

Figures = dict[str, float | int]


@dataclass(frozen=True)
class Options:
    """What the command line may override; None leaves it to the benchmark."""

    seconds: float | None = None
    connections: int | None = None


@dataclass(frozen=True)
class Benchmark:
    """One benchmark. `limit_s` bounds a run with the default options; `run` may give more figures than promised."""

    name: str
    line: str
    figures: tuple[str, ...]
    limit_s: float
    run: Callable[[Options], Awaitable[Figures]]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies; 0 when there are none."""
    if not values:
        return 0.0
    ranked = sorted(values)
    return float(ranked[min(len(ranked) - 1, int(share * len(ranked)))])


def say(line: str) -> None:
    """Tell the person at the terminal what is measured now."""
    sys.stderr.write(f"  {line}\n")
