"""Families in Prometheus' own classes."""

from __future__ import annotations

from server.live.meter import Spread
from server.metrics.families import counters, histogram


def test_counter_has_a_sample_for_each_label() -> None:
    family = counters("puente_things", "Things.", ("kind",), {("a",): 1, ("b",): 2})
    assert [(sample.name, sample.labels, sample.value) for sample in family.samples] == [
        ("puente_things_total", {"kind": "a"}, 1),
        ("puente_things_total", {"kind": "b"}, 2),
    ]


def test_histogram_tells_the_sum_of_its_values() -> None:
    spread = Spread()
    spread.add(0.5)
    spread.add(1.5)
    [total] = [
        each.value for each in histogram("puente_s", "S.", spread).samples if each.name == "puente_s_sum"
    ]
    assert total == 2.0
