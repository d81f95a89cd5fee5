"""Counts in one process: windows end on time, and what ended does not stay."""

from __future__ import annotations

import pytest
from limits import RateLimitItemPerMinute
from limits.aio.strategies import FixedWindowRateLimiter

from server.live import counts as counts_module
from server.live.counts import SWEEP_S, Counts

BEGIN = 1_800_000_000.0


class Seconds:
    """A wall clock in seconds, wound by hand. `limits` reads its own, so only what Counts does itself is wound."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    seconds = Seconds()
    monkeypatch.setattr(counts_module, "time", seconds)
    return seconds


async def test_window_lasts_from_its_first_count_and_the_next_begins_at_nothing(seconds: Seconds) -> None:
    counts = Counts()
    assert [await counts.incr("ana", 60), await counts.incr("ana", 60, 2)] == [1, 3]
    assert await counts.incr("ben", 60) == 1
    seconds.now += 59.9
    assert await counts.incr("ana", 60) == 4
    seconds.now += 0.1
    assert await counts.incr("ana", 60) == 1


async def test_ended_windows_do_not_stay(seconds: Seconds) -> None:
    counts = Counts()
    for number in range(100):
        await counts.incr(str(number), 60)
    seconds.now += 60
    await counts.incr("ana", 60)
    assert set(counts.expirations) == set(counts.storage) == {"ana"}


async def test_counting_looks_at_no_other_key_until_it_is_time_to_sweep(seconds: Seconds) -> None:
    counts = Counts()
    await counts.incr("ana", 1)
    seconds.now += SWEEP_S - 0.1
    await counts.incr("ben", 60)
    assert "ana" in counts.expirations
    assert counts.timer is None


async def test_clock_that_is_set_back_does_not_put_the_sweep_off(seconds: Seconds) -> None:
    counts = Counts()
    await counts.incr("ana", 1)
    seconds.now -= 3600
    await counts.incr("ben", 1)
    seconds.now += SWEEP_S
    await counts.incr("carla", 60)
    assert "ben" not in counts.expirations


async def test_limiter_of_the_library_counts_with_it() -> None:
    limiter, limit = FixedWindowRateLimiter(Counts()), RateLimitItemPerMinute(2)
    assert [await limiter.hit(limit, "ana") for _ in range(3)] == [True, True, False]
    assert await limiter.hit(limit, "ben")
    window = await limiter.get_window_stats(limit, "ana")
    assert window.remaining == 0
