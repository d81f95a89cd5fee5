"""Which simulcast layer each section of a subscriber receives. Pure: bitrates in, choices out.

Every section first gets its smallest layer; then, in their order, the largest that the rest of the estimate allows.
A step up is tried when the present layer arrives well, and less often the more such steps have failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_HEADROOM = 0.9
_FIRST_TRY_S, _LONGEST_S = 2.0, 60.0
_FAILED_WITHIN_S = 8.0
_GRACE_S = 4.0


@dataclass(frozen=True)
class Choice:
    """A layer that is alive, and its bits per second."""

    name: str
    bitrate: int


@dataclass
class Ladder:
    """A section's way up and down over time."""

    current: str | None = None
    climbed: float = -1e9
    settled: float = -1e9
    patience: float = _FIRST_TRY_S

    def moved(self, name: str, up: bool, now: float) -> None:
        """The section goes over to another layer."""
        if up:
            self.climbed = now
        elif now - self.climbed < _FAILED_WITHIN_S:
            self.patience = min(_LONGEST_S, self.patience * 2)
        self.current, self.settled = name, now


def allocate(
    estimate: int | None,
    loss: float,
    fixed: int,
    sections: Sequence[tuple[Ladder, Sequence[Choice]]],
    now: float,
) -> list[str | None]:
    """Choose a layer for each section; None where none is alive. `fixed` bits per second are spent already.

    Without an estimate each section starts in the middle. Choices may come in any order.
    """
    ladders = [(ladder, sorted(choices, key=lambda each: each.bitrate)) for ladder, choices in sections]
    rest = None
    if estimate is not None:
        rest = estimate * _HEADROOM - fixed - sum(choices[0].bitrate for _, choices in ladders if choices)
    chosen: list[str | None] = []
    for ladder, choices in ladders:
        if not choices:
            chosen.append(None)
            continue
        names = [each.name for each in choices]
        held = names.index(ladder.current) if ladder.current in names else None
        if rest is None:
            best = held if held is not None else (len(choices) - 1) // 2
        else:
            best = _best(rest + choices[0].bitrate, loss, held, ladder, choices, now)
            rest -= choices[best].bitrate - choices[0].bitrate
        if names[best] != ladder.current:
            ladder.moved(names[best], held is not None and best > held, now)
        chosen.append(names[best])
    return chosen


def _best(
    budget: float, loss: float, held: int | None, ladder: Ladder, choices: Sequence[Choice], now: float
) -> int:
    fitting = max((at for at, each in enumerate(choices) if each.bitrate <= budget), default=0)
    if held is None:
        return fitting
    if fitting < held:
        # A moment's dip is no reason to go down, and after a step up the estimate needs its time to follow.
        margin = 1.6 if now - ladder.climbed < _GRACE_S else 1.1
        return fitting if loss > 0.02 or choices[held].bitrate > budget * margin else held
    patient = now - ladder.settled >= ladder.patience
    # An estimate cannot grow far beyond what is sent: when the present layer fits, the next one is tried.
    return held + 1 if held + 1 < len(choices) and patient and loss < 0.02 else held
