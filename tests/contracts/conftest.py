"""Adapters as the contracts see them: two ends of each, as two processes have them. `here` and `there` may be one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from server.bus.memory import MemoryBus
from server.bus.port import Bus
from server.bus.redis import RedisBus
from server.presence.memory import MemoryPresence
from server.presence.port import Presence
from server.presence.redis import RedisPresence
from server.redis.link import Link
from tests.conftest import WoundClock
from tests.programs import RedisProgram


@dataclass(frozen=True)
class Buses:
    here: Bus
    there: Bus


@dataclass(frozen=True)
class Presences:
    here: Presence
    there: Presence


@asynccontextmanager
async def two_links(redis: RedisProgram) -> AsyncIterator[tuple[Link, Link]]:
    """The links of two processes."""
    redis.flush()
    links = Link(redis.url), Link(redis.url)
    async with links[0].running(), links[1].running():
        yield links


@pytest.fixture(params=["memory", "redis"])
async def buses(request: pytest.FixtureRequest, redis: RedisProgram) -> AsyncIterator[Buses]:
    if request.param == "memory":
        bus = MemoryBus()
        yield Buses(bus, bus)
        return
    async with two_links(redis) as (here, there):
        yield Buses(RedisBus(here), RedisBus(there))


@pytest.fixture(params=["memory", "redis"])
async def presences(
    request: pytest.FixtureRequest, redis: RedisProgram, clock: WoundClock
) -> AsyncIterator[Presences]:
    if request.param == "memory":
        presence = MemoryPresence(clock)
        yield Presences(presence, presence)
        return
    async with two_links(redis) as links:
        here, there = (RedisPresence(link, clock) for link in links)
        async with here.running(), there.running():
            yield Presences(here, there)
