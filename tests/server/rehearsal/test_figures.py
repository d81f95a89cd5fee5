"""What a rehearsal measured."""

from __future__ import annotations

from server.rehearsal.figures import Figures, percentile


def test_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(1, 101)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile([7.0], 0.99) == 7
    assert percentile([], 0.5) == 0


def test_faults_are_counted_by_their_words() -> None:
    figures = Figures()
    figures.fault("a")
    figures.fault("a")
    assert figures.faults == {"a": 2}
