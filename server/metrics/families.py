"""Short ways to make a metric family of prometheus-client. Input: numbers that somebody else counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from server.live.meter import SECONDS, Spread

L = TypeVar("L", bound=tuple[str, ...])


def counter(name: str, help: str, value: float) -> Metric:
    """A count since the start; Prometheus adds `_total` to its name."""
    return CounterMetricFamily(name, help, value=value)


def counters(name: str, help: str, labels: Sequence[str], values: Mapping[L, float]) -> Metric:
    """Counts by labels."""
    family = CounterMetricFamily(name, help, labels=labels)
    for each, value in values.items():
        family.add_metric(each, value)
    return family


def gauge(name: str, help: str, value: float) -> Metric:
    """A value of now."""
    return GaugeMetricFamily(name, help, value=value)


def gauges(name: str, help: str, labels: Sequence[str], values: Mapping[L, float]) -> Metric:
    """Values of now by labels."""
    family = GaugeMetricFamily(name, help, labels=labels)
    for each, value in values.items():
        family.add_metric(each, value)
    return family


def histogram(name: str, help: str, spread: Spread) -> Metric:
    """A spread of seconds."""
    return HistogramMetricFamily(name, help, buckets=list(_buckets(spread)), sum_value=spread.total)


def _buckets(spread: Spread) -> Iterable[tuple[str, float]]:
    below = 0
    for bound, count in zip((*map(str, SECONDS), "+Inf"), spread.counts, strict=True):
        below += count
        yield bound, below
