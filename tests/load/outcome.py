"""What a fault cost those who wrote while it lasted, and what many of them come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.load.benchmark import Figures, say


@dataclass(frozen=True)
class Outcome:
    """`recovery_s`: from the repair until everyone is back and was shown everything. `told_s`: until all knew of it."""

    recovery_s: float
    told_s: float


def summed_up(outcomes: Mapping[str, Outcome]) -> Figures:
    """Return the recovery of each fault by its name, and the worst of all."""
    worst = max(outcomes, key=lambda name: outcomes[name].recovery_s)
    say(f"the worst was: {worst}")
    return {
        "faults": len(outcomes),
        "recovery_s": round(outcomes[worst].recovery_s, 2),
        "told_s": round(max(outcome.told_s for outcome in outcomes.values()), 2),
        **{f"{name.replace(' ', '_')}_s": round(outcome.recovery_s, 2) for name, outcome in outcomes.items()},
    }
