"""One cluster for all faults, and a small company that writes on both of its servers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.cluster import cluster
from tests.load.accounts import sign_in
from tests.load.faults import Company

PEOPLE = 10


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    async with cluster(tmp_path_factory.mktemp("cluster"), far=True, clock=True, durable=False) as running:
        company = Company(running, await sign_in(running.near, PEOPLE))
        await company.enter()
        yield company
        await company.leave()
