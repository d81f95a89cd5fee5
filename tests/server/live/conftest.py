"""A venue on a real port for each test of the live rooms that wants one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import Venue, open_venue


@pytest.fixture
async def venue(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_venue(stores, clock) as venue:
        yield venue
