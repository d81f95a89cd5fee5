"""A track that is late all the while is moved; a burst after a pause moves nothing."""

from __future__ import annotations

from server.media.hls.opus import FRAME
from server.media.hls.pace import Pace


def feed(pace: Pace, slack: int, packets: int, began: float = 0.0, step: float = 0.02) -> float:
    for number in range(packets):
        pace.note(slack + pace.lag, began + number * step)
    return began + packets * step


def test_a_track_in_time_is_not_moved() -> None:
    pace = Pace()
    feed(pace, 2 * FRAME, 1000)
    assert pace.lag == 0


def test_a_track_that_is_always_late_is_moved_once() -> None:
    pace = Pace()
    feed(pace, -5 * FRAME, 50)
    assert pace.lag == 7 * FRAME
    feed(pace, -5 * FRAME, 200, 1.0)
    assert pace.lag == 7 * FRAME


def test_a_burst_after_a_pause_moves_nothing() -> None:
    pace = Pace()
    feed(pace, -40 * FRAME, 50, step=0.0)
    assert pace.lag == 0


def test_a_track_that_has_become_early_is_moved_back() -> None:
    pace = Pace()
    now = feed(pace, -20 * FRAME, 50)
    assert pace.lag == 22 * FRAME
    feed(pace, 0, 600, now)
    assert 0 < pace.lag <= 3 * FRAME


def test_the_lag_is_bounded() -> None:
    pace = Pace()
    feed(pace, -10_000 * FRAME, 200)
    assert pace.lag == 96_000
