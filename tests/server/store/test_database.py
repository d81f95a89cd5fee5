"""Transactions: what a block or a step wrote is kept together or not at all, and a database that is away says so."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from server.settings import Settings
from server.store import database
from server.store.database import open_database
from server.stores import Stores, open_stores
from tests.programs import PostgresProgram, free_port


async def test_step_that_returns_is_committed_and_gives_its_result(stores: Stores) -> None:
    def write(connection: Connection) -> int:
        connection.execute(text("INSERT INTO log_epochs VALUES ('c/r', 'e')"))
        return 7

    assert await stores.database.write(write) == 7
    async with stores.database.begin() as connection:
        assert (await connection.execute(text("SELECT epoch FROM log_epochs"))).scalar_one() == "e"


async def test_step_that_raises_leaves_nothing(stores: Stores) -> None:
    def write(connection: Connection) -> None:
        connection.execute(text("INSERT INTO log_epochs VALUES ('c/r', 'e')"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stores.database.write(write)
    async with stores.database.begin() as connection:
        assert (await connection.execute(text("SELECT epoch FROM log_epochs"))).first() is None


async def test_written_step_survives_a_power_cut_as_a_block_does(tmp_path: Path) -> None:
    def pragmas(connection: Connection) -> tuple[object, object]:
        return (
            connection.execute(text("PRAGMA journal_mode")).scalar_one(),
            connection.execute(text("PRAGMA synchronous")).scalar_one(),
        )

    full = 2
    async with open_stores(Settings(data=tmp_path)) as stores:
        assert await stores.database.write(pragmas) == ("wal", full)
        async with stores.database.begin() as connection:
            assert await connection.run_sync(pragmas) == ("wal", full)


async def test_database_that_nobody_serves_is_away() -> None:
    nowhere = open_database(f"postgresql+asyncpg://puente@127.0.0.1:{free_port()}/puente")
    with pytest.raises(ConnectionError):
        await nowhere.ping()
    await nowhere.close()


async def test_database_that_stands_still_is_away_and_serves_again_when_it_moves(
    postgres: PostgresProgram, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "CONNECT_S", 0.3)
    monkeypatch.setattr(database, "STATEMENT_S", 0.3)
    kept = open_database(postgres_url)
    await kept.ping()
    postgres.pause()
    try:
        for outcome in await asyncio.gather(kept.ping(), kept.ping(), return_exceptions=True):
            assert isinstance(outcome, ConnectionError)
    finally:
        postgres.resume()
    await kept.ping()
    await kept.close()


async def test_two_processes_on_one_database_see_what_the_other_committed(stores: Stores) -> None:
    async with open_stores(stores.settings) as other:
        await stores.database.write(lambda c: c.execute(text("INSERT INTO log_epochs VALUES ('a', 'e')")))
        await other.database.write(lambda c: c.execute(text("INSERT INTO log_epochs VALUES ('b', 'e')")))
        async with stores.database.begin() as connection:
            rooms = (await connection.execute(text("SELECT room FROM log_epochs ORDER BY room"))).scalars()
            assert list(rooms) == ["a", "b"]


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[Stores]:
    """The small form's database, a file."""
    async with open_stores(Settings(data=tmp_path)) as stores:
        yield stores


async def test_loop_goes_on_while_a_step_waits_for_the_disk_and_steps_keep_their_order(
    small: Stores,
) -> None:
    goes_on, order = threading.Event(), list[int]()

    def wait(_: Connection) -> None:
        goes_on.wait(30)
        order.append(1)

    first = asyncio.create_task(small.database.write(wait))
    second = asyncio.create_task(small.database.write(lambda _: order.append(2)))
    given_up = asyncio.create_task(small.database.write(lambda _: order.append(3)))
    await asyncio.sleep(0)
    given_up.cancel()
    assert not first.done()
    goes_on.set()
    await asyncio.gather(first, second)
    assert await small.database.read(lambda _: order) == [1, 2], "what nobody waits for is not begun"


async def test_step_that_finds_the_database_locked_waits_for_it_beside_the_loop(small: Stores) -> None:
    insert = text("INSERT INTO log_epochs VALUES (:room, 'e')")
    async with small.database.begin() as holder:
        await holder.execute(insert, {"room": "a"})
        waiting = asyncio.create_task(small.database.write(lambda c: c.execute(insert, {"room": "b"})))
        # The holder can only go on because the loop does.
        await holder.execute(insert, {"room": "c"})
        assert not waiting.done()
    await waiting
    async with small.database.begin() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM log_epochs"))).scalar_one() == 3


def _pages_of_changes(stores: Stores) -> int:
    return Path(f"{stores.database.engine.url.database}-wal").stat().st_size // 4096


async def test_log_of_changes_is_written_into_the_database_before_it_is_long(small: Stores) -> None:
    insert, number = text("INSERT INTO log_epochs VALUES (:room, :epoch)"), count()
    for _ in range(300):
        row = {"room": f"room {next(number)}", "epoch": "e" * 40_000}
        await small.database.write(partial(Connection.execute, statement=insert, parameters=row))
    assert _pages_of_changes(small) < 2000
