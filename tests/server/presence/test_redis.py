"""Presence while Redis is away or has forgotten everything: one's own people stay, the others until their leases end."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rooms import RoomId
from server.presence.port import LEASE_MS, Presence, Seat
from server.presence.redis import RedisPresence
from server.redis.link import Link
from tests.cast import ATTENDEE, MODERATOR
from tests.conftest import WoundClock
from tests.contracts.test_presence import seat, seen
from tests.programs import running_redis
from tests.venue import until

ROOM = RoomId("c/plenary")


async def test_people_stay_through_a_loss_of_redis_and_what_it_forgot_is_written_anew(
    tmp_path: Path, clock: WoundClock
) -> None:
    with running_redis(tmp_path / "redis") as redis:
        links = Link(redis.url), Link(redis.url)
        here, there = (RedisPresence(link, clock) for link in links)
        async with links[0].running(), links[1].running(), here.running(), there.running():
            ana = seat(ATTENDEE, clock)
            here.take(ROOM, "1", ana)
            clock.wind(1)
            mateo = seat(MODERATOR, clock)
            there.take(ROOM, "2", mateo)
            await seen(here, ROOM, [ana, mateo])
            await seen(there, ROOM, [ana, mateo])

            redis.kill()
            await until(lambda: not links[0].connected and not links[1].connected, lambda: "linked")
            assert await here.seats(ROOM) == [ana, mateo]
            clock.wind(LEASE_MS)
            again = seat(ATTENDEE, clock)
            here.take(ROOM, "1", again)
            assert await here.seats(ROOM) == [again], "whoever is elsewhere is not known any more"

            redis.start()
            await until(lambda: links[0].connected and links[1].connected, lambda: "not linked")
            mateo = seat(MODERATOR, clock)
            there.take(ROOM, "2", mateo)
            await _both(here, there, [again, mateo])
            redis.flush()
            await _both(here, there, [again, mateo])


async def _both(here: Presence, there: Presence, wanted: list[Seat]) -> None:
    await asyncio.gather(seen(here, ROOM, wanted), seen(there, ROOM, wanted))
