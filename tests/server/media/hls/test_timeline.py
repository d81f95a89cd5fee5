"""Moments of samples: by arrival at first, then by sender reports, across the wrap of the timestamps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.hls.timeline import Timeline, unwrap


def test_arrival_stands_in_until_a_report_comes() -> None:
    timeline = Timeline(90_000)
    assert timeline.time_of(1000, 50.0) == 50.0
    assert timeline.time_of(1000 + 90_000, 50.9) == 51.0
    timeline.note_report(50.5, 1000 + 90_000)
    assert timeline.time_of(1000 + 180_000, 52.0) == 51.5


def test_report_before_the_first_packet_counts() -> None:
    timeline = Timeline(48_000)
    timeline.note_report(10.0, 4800)
    assert timeline.time_of(9600, 10.3) == pytest.approx(10.1)


def test_timestamps_go_on_beyond_their_wrap() -> None:
    timeline = Timeline(90_000)
    timeline.time_of(2**32 - 90_000, 100.0)
    assert timeline.time_of(90_000, 102.0) == 102.0
    assert timeline.extend(180_000) == 2**32 + 180_000


def test_report_of_a_clock_that_leaps_is_not_believed() -> None:
    timeline = Timeline(90_000)
    timeline.time_of(0, 100.0)
    timeline.note_report(4000.0, 90_000)
    assert timeline.time_of(90_000, 101.0) == 101.0


def test_stream_that_leaps_is_anchored_to_its_arrival_again() -> None:
    timeline = Timeline(90_000)
    timeline.time_of(0, 100.0)
    assert timeline.time_of(90_000_000, 101.0) == 101.0
    assert timeline.time_of(90_090_000, 102.1) == 102.0


@given(st.integers(0, 1 << 40), st.integers(-(1 << 31), (1 << 31) - 1))
def test_unwrap_finds_the_closest(near: int, away: int) -> None:
    assert unwrap((near + away) & 0xFFFFFFFF, near) == near + away
