"""The contract of leases, for every adapter: one holder at a time, until it gives the lease back or dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.leases.file import FileLeases
from server.leases.memory import MemoryLeases
from server.leases.port import Leases
from server.leases.redis import RedisLeases
from tests.conftest import WoundClock
from tests.contracts.conftest import two_links
from tests.programs import RedisProgram

LASTS_MS = 300


@dataclass(frozen=True)
class Ends:
    here: Leases
    there: Leases
    pass_time: Callable[[], Awaitable[None]]


@pytest.fixture(params=["memory", "file", "redis"])
async def leases(
    request: pytest.FixtureRequest, redis: RedisProgram, clock: WoundClock, tmp_path: Path
) -> AsyncIterator[Ends]:
    async def wind() -> None:
        clock.wind(LASTS_MS)

    if request.param == "memory":
        held = MemoryLeases(clock)
        yield Ends(held, held, wind)
        return
    if request.param == "file":
        file = tmp_path / "leases.json"
        yield Ends(FileLeases(file, clock), FileLeases(file, clock), wind)
        return

    async def wait() -> None:
        # Redis's own clock cannot be wound.
        await asyncio.sleep(LASTS_MS / 1000)

    async with two_links(redis) as (here, there):
        yield Ends(RedisLeases(here), RedisLeases(there), wait)


async def test_lease_has_one_holder_who_may_prolong_it(leases: Ends) -> None:
    assert await leases.here.take("media", "a", 60_000) == "a"
    assert await leases.there.take("media", "b", 60_000) == "a"
    assert await leases.here.take("media", "a", 60_000) == "a"
    assert await leases.there.take("other", "b", 60_000) == "b"


async def test_lease_given_back_is_free_at_once_and_only_its_holder_gives_it_back(leases: Ends) -> None:
    await leases.here.take("media", "a", 60_000)
    await leases.there.release("media", "b")
    assert await leases.there.take("media", "b", 60_000) == "a"
    assert await leases.there.holder("media") == "a"
    await leases.here.release("media", "a")
    assert await leases.there.holder("media") is None
    assert await leases.there.take("media", "b", 60_000) == "b"


async def test_lease_of_a_holder_who_died_ends_by_itself(leases: Ends) -> None:
    await leases.here.take("media", "a", LASTS_MS)
    assert await leases.there.take("media", "b", LASTS_MS) == "a"
    await leases.pass_time()
    assert await leases.there.take("media", "b", LASTS_MS) == "b"
    assert await leases.here.take("media", "a", LASTS_MS) == "b"


async def test_of_many_who_ask_at_once_one_holds_it(leases: Ends) -> None:
    answers = await asyncio.gather(
        *((leases.here, leases.there)[number % 2].take("media", f"p{number}", 60_000) for number in range(10))
    )
    assert len(set(answers)) == 1


async def test_file_of_a_machine_that_was_started_again_or_lost_its_power_holds_nobody_up(
    tmp_path: Path, clock: WoundClock
) -> None:
    leases = FileLeases(tmp_path / "leases.json", clock)
    assert await leases.take("media", "a", LASTS_MS) == "a"
    clock.wind(-1_000_000)
    assert await leases.holder("media") is None
    assert await leases.take("media", "b", LASTS_MS) == "b"
    (tmp_path / "leases.json").write_text('{"media": {"hol')
    assert await leases.take("media", "c", LASTS_MS) == "c"
