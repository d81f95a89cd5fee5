"""A venue whose numbers can be read as Prometheus reads them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.metrics.door import Metrics
from server.metrics.requests import Requests
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import Venue, open_venue

# A sample's name, then the values of its labels in the order of the labels' names.
Samples = dict[tuple[str, ...], float]


def samples(text: bytes) -> Samples:
    """Read Prometheus' text form: name and labels → value."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


@pytest.fixture
async def venue(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_venue(stores, clock) as venue:
        yield venue


@pytest.fixture
def metrics(venue: Venue) -> Metrics:
    return Metrics(venue.live, Requests(), venue.clock)
