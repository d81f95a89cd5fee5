"""A rehearsal's report in words and as JSON: times, faults, and what would break first. Input: its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from server.rehearsal.figures import Figures, percentile


@dataclass(frozen=True)
class Measure:
    """One row: `limit_ms` is from where on people notice."""

    name: str
    words: str
    limit_ms: float


MEASURES = (
    Measure("entering", "entering by a link", 3000),
    Measure("joining", "being shown the room", 3000),
    Measure("answering", "a command's answer", 1000),
    Measure("delivering", "a message until others see it", 1000),
    Measure("late_parts", "a part of the broadcast, late by", 1000),
    Measure("stalls", "the broadcast stood still for", 500),
)
# A program that is late itself by more than this measures itself.
LATE_MS = 100.0


def as_json(figures: Figures, people: int, seconds: float) -> dict[str, Any]:
    """The report for programs. Times in ms."""
    return {
        "people": people,
        "seconds": round(seconds, 1),
        "measures": {
            each.name: {
                "count": len(values),
                "p50_ms": round(percentile(values, 0.5), 1),
                "p99_ms": round(percentile(values, 0.99), 1),
                "limit_ms": each.limit_ms,
            }
            for each in MEASURES
            for values in [_values(figures, each)]
        },
        "answered": dict(figures.answered),
        "refused": dict(figures.refused),
        "closed": {str(code): count for code, count in figures.closed.items()},
        "faults": dict(figures.faults),
        "broadcast": figures.broadcast,
        "parts": figures.parts,
        "pictures": figures.pictures,
        "own_lateness_p99_ms": round(percentile(figures.lateness, 0.99), 1),
        "first_to_break": first_to_break(figures),
        "passed": passed(figures),
    }


def passed(figures: Figures) -> bool:
    """Whether nothing went wrong and nobody would have noticed the load."""
    return not figures.faults and all(
        percentile(_values(figures, each), 0.99) <= each.limit_ms for each in MEASURES
    )


def first_to_break(figures: Figures) -> dict[str, Any] | None:
    """The measure that is nearest to what people notice, and how much of that it is."""
    measured = [each for each in MEASURES if _values(figures, each)]
    if not measured:
        return None
    nearest = max(measured, key=lambda each: percentile(_values(figures, each), 0.99) / each.limit_ms)
    share = percentile(_values(figures, nearest), 0.99) / nearest.limit_ms
    return {"measure": nearest.name, "words": nearest.words, "share_of_limit": round(share, 3)}


def in_words(figures: Figures, people: int, seconds: float) -> Iterator[str]:
    """The report for people, line by line."""
    yield f"{people} people for {seconds:.0f} s; speakers with a test picture: {figures.pictures}."
    yield f"{'':<32}{'count':>8}{'p50':>10}{'p99':>10}   noticed from"
    for each in MEASURES:
        values = _values(figures, each)
        if values:
            p50, p99 = percentile(values, 0.5), percentile(values, 0.99)
            mark = "  <- too slow" if p99 > each.limit_ms else ""
            yield f"{each.words:<32}{len(values):>8}{p50:>7.0f} ms{p99:>7.0f} ms{each.limit_ms:>10.0f} ms{mark}"
    yield f"Commands accepted: {_listed(figures.answered)}."
    if figures.refused:
        yield f"Refused: {_listed(figures.refused)}."
    if figures.closed:
        yield f"Sockets lost, by close code: {_listed(figures.closed)}."
    yield (
        f"Broadcast: {figures.parts} parts were watched."
        if figures.broadcast
        else "Broadcast: there was none; it begins when somebody is on the stage of a session that is live."
    )
    for words, count in figures.faults.most_common():
        yield f"FAULT, {count} times: {words}."
    late = percentile(figures.lateness, 0.99)
    if late > LATE_MS:
        yield f"This machine itself was late by {late:.0f} ms: rehearse from another one, or with fewer people."
    yield from _what_breaks(figures, people)


def _what_breaks(figures: Figures, people: int) -> Iterator[str]:
    if figures.faults:
        yield f"It broke already: {figures.faults.most_common(1)[0][0]}."
        return
    first = first_to_break(figures)
    if first is None:
        yield "Nothing was measured."
    elif first["share_of_limit"] > 1:
        yield f"It broke already: {first['words']} takes longer than people accept."
    else:
        yield (
            f"What would break first: {first['words']}, now at {first['share_of_limit']:.0%} of what people notice with "
            f"{people} people. How many more it bears this does not tell: rehearse with twice as many."
        )


def _values(figures: Figures, measure: Measure) -> Sequence[float]:
    values: list[float] = getattr(figures, measure.name)
    return values


def _listed(counts: Any) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "none"
