"""A venue on a real port for each scenario, in both forms: the small one alone, the large one on PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from server.bus.redis import RedisBus
from server.presence.redis import RedisPresence
from server.redis.link import Link
from server.redis.rates import SharedRates
from server.settings import Settings
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import Venue, open_venue


@pytest.fixture(params=["small", "large"])
def form(request: pytest.FixtureRequest) -> str:
    """Which form of the service a scenario runs on."""
    return str(request.param)


@pytest.fixture
def settings(request: pytest.FixtureRequest, settings: Settings, form: str) -> Settings:
    if form == "small":
        return settings
    large = {
        name: request.getfixturevalue(name.replace("database", "postgres"))
        for name in ("database_url", "redis_url")
    }
    return settings.model_copy(update=large)


@asynccontextmanager
async def open_form(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    """Open a venue as the settings ask for it."""
    url = stores.settings.redis_url
    if not url:
        async with open_venue(stores, clock) as venue:
            yield venue
        return
    link = Link(url)
    presence = RedisPresence(link, clock)
    async with (
        link.running(),
        presence.running(),
        open_venue(
            stores, clock, bus=RedisBus(link), presence=presence, rates=SharedRates(link, url)
        ) as venue,
    ):
        yield venue


@pytest.fixture
async def venue(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_form(stores, clock) as venue:
        yield venue
