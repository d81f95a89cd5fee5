"""Counts across processes: one window for all, and a window of one's own while Redis is away."""

from __future__ import annotations

from pathlib import Path

from rooms import RoomId
from server.live.limits import WRITINGS_A_MINUTE, WritingRate
from server.redis.link import Link
from server.redis.rates import SharedRates
from tests.cast import ATTENDEE
from tests.programs import running_redis
from tests.venue import until

ROOM = RoomId("c/plenary")


async def test_person_who_writes_through_two_processes_has_one_limit(redis_url: str) -> None:
    links = Link(redis_url), Link(redis_url)
    async with links[0].running(), links[1].running():
        rates = [WritingRate(SharedRates(link, redis_url)) for link in links]
        for number in range(WRITINGS_A_MINUTE):
            assert not await rates[number % 2].wait_s(ROOM, ATTENDEE, "chat.send")
        for rate in rates:
            assert 1 <= await rate.wait_s(ROOM, ATTENDEE, "chat.send") <= 60


async def test_without_redis_each_process_counts_and_nobody_is_kept_from_writing(tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as redis:
        link = Link(redis.url)
        async with link.running():
            rate = WritingRate(SharedRates(link, redis.url))
            assert not await rate.wait_s(ROOM, ATTENDEE, "chat.send")
            redis.kill()
            # The first call after the loss may be the one that finds it out.
            assert not await rate.wait_s(ROOM, ATTENDEE, "chat.send")
            await until(lambda: not link.connected, lambda: "the link looks whole")
            for _ in range(WRITINGS_A_MINUTE):
                await rate.wait_s(ROOM, ATTENDEE, "chat.send")
            assert await rate.wait_s(ROOM, ATTENDEE, "chat.send")
