"""A connection's sense of time, wound by hand."""

from __future__ import annotations

import pytest

from server.live.frames import CloseCode
from server.live.pulse import Pulse

PING_S = 20


@pytest.fixture
def pulse() -> Pulse:
    pulse = Pulse(0, PING_S)
    pulse.greeted(0)
    return pulse


def test_socket_without_a_hello_is_closed_after_10_seconds() -> None:
    silent = Pulse(0, PING_S)
    assert silent.overdue(9_999, lambda: 0) is None
    assert not silent.ping_due(9_999)
    assert silent.overdue(10_000, lambda: 0) is CloseCode.NO_PONG


def test_ping_is_due_every_20_seconds_after_a_pong(pulse: Pulse) -> None:
    assert not pulse.ping_due(19_999)
    assert pulse.ping_due(20_000)
    assert not pulse.ping_due(39_000)
    assert pulse.pong(25_000)
    assert not pulse.ping_due(44_999)
    assert pulse.ping_due(45_000)


def test_ping_without_a_pong_closes_after_20_seconds_more(pulse: Pulse) -> None:
    assert pulse.ping_due(20_000)
    assert pulse.overdue(39_999, lambda: 0) is None
    assert pulse.overdue(40_000, lambda: 0) is CloseCode.NO_PONG


def test_pong_that_nobody_asked_for_changes_nothing(pulse: Pulse) -> None:
    assert not pulse.pong(10_000)
    assert pulse.ping_due(20_000)


def test_lagging_peer_is_not_pinged_and_closed_when_it_reads_nothing_for_10_seconds(pulse: Pulse) -> None:
    pulse.lagged(1_000, 70_000)
    assert not pulse.ping_due(30_000)
    assert pulse.overdue(10_999, lambda: 70_000) is None
    assert pulse.overdue(11_000, lambda: 70_000) is CloseCode.SLOW


def test_lagging_peer_that_reads_slowly_has_a_minute(pulse: Pulse) -> None:
    pulse.lagged(0, 70_000)
    for second in range(10, 60, 10):
        assert pulse.overdue(second * 1000, lambda left=70_000 - second: left) is None  # type: ignore[misc]
    assert pulse.overdue(60_000, lambda: 1) is CloseCode.SLOW


def test_drained_peer_is_given_time_to_answer_anew(pulse: Pulse) -> None:
    assert pulse.ping_due(20_000)
    pulse.lagged(21_000, 70_000)
    pulse.drained(45_000)
    assert pulse.overdue(60_000, lambda: 0) is None
    assert pulse.ping_due(65_000)


def test_nothing_is_due_before_it_says_so_and_something_is_at_that_moment(pulse: Pulse) -> None:
    def is_due(now: int) -> bool:
        return pulse.overdue(now, lambda: 70_000) is not None or pulse.ping_due(now)

    silent = Pulse(0, PING_S)
    assert silent.due_at == 10_000
    assert silent.overdue(silent.due_at, lambda: 0) is CloseCode.NO_PONG
    assert pulse.due_at == 20_000
    assert not is_due(pulse.due_at - 1)
    assert is_due(20_000)
    assert pulse.due_at == 40_000  # The pong.
    assert not is_due(pulse.due_at - 1)
    pulse.shift(3_600_000)
    assert pulse.due_at == 3_640_000
    pulse.pong(3_641_000)
    assert pulse.due_at == 3_661_000
    pulse.lagged(3_650_000, 80_000)
    assert pulse.due_at == 3_660_000
    assert not is_due(3_660_000)  # It has read something.
    assert pulse.due_at == 3_670_000
    assert is_due(3_670_000)
    pulse.drained(3_671_000)
    assert pulse.due_at == 3_691_000
