"""Fixtures that every part uses: a clock wound by hand, settings on a fresh folder, stores opened from them.

PostgreSQL and Redis are started once, by the first test that needs them; each test has a database of its own.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.settings import ROOT, Settings
from server.stores import Stores, open_stores
from tests.programs import PostgresProgram, RedisProgram, running_postgres, running_redis

CONFERENCES = ROOT / "deploy" / "conferences"


class WoundClock:
    """A clock that stands still until a test winds it. Milliseconds since 1970-01-01T00:00:00Z."""

    def __init__(self, now: int = 1_648_044_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def wind(self, milliseconds: int) -> None:
        """Let so much time pass."""
        self.now += milliseconds


@pytest.fixture
def clock() -> WoundClock:
    return WoundClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The default settings on a data folder of the test's own."""
    return Settings(data=tmp_path / "data", conferences=CONFERENCES)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder with an SQLite database of today's schema and the three conferences in it: to be copied, not used."""
    settings = Settings(data=tmp_path_factory.mktemp("prepared") / "data", conferences=CONFERENCES)

    async def prepare() -> None:
        async with open_stores(settings) as stores:
            await stores.conferences.load_folder(CONFERENCES)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(prepare())).result()
    return settings


@pytest.fixture
async def stores(settings: Settings, prepared: Settings) -> AsyncIterator[Stores]:
    """Open stores with the three conferences loaded."""
    # Migrating and reading them takes longer than most tests.
    alike = settings.model_copy(update={"data": prepared.data}) == prepared
    if alike and not await asyncio.to_thread(settings.data.exists):
        await asyncio.to_thread(shutil.copytree, prepared.data, settings.data)
    async with open_stores(settings) as stores:
        if not stores.conferences.all():
            await stores.conferences.load_folder(settings.conferences)
        yield stores


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresProgram]:
    """A PostgreSQL server for all tests that leave it running."""
    with running_postgres(durable=False) as postgres:
        yield postgres


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisProgram]:
    """A Redis server for all tests that leave it running."""
    with running_redis(tmp_path_factory.mktemp("redis")) as redis:
        yield redis


@pytest.fixture
def postgres_url(postgres: PostgresProgram) -> str:
    """An empty database."""
    return postgres.new_database()


@pytest.fixture
def redis_url(redis: RedisProgram) -> str:
    """A Redis that knows nothing yet."""
    redis.flush()
    return redis.url


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, of each kind in turn; nothing stands for SQLite in the data folder."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
