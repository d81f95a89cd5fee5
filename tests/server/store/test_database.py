"""Transactions: what a block or a step wrote is kept together or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from server.stores import Stores


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


async def test_written_step_survives_a_power_cut_as_a_block_does(stores: Stores) -> None:
    def pragmas(connection: Connection) -> tuple[object, object]:
        return (
            connection.execute(text("PRAGMA journal_mode")).scalar_one(),
            connection.execute(text("PRAGMA synchronous")).scalar_one(),
        )

    full = 2
    assert await stores.database.write(pragmas) == ("wal", full)
    async with stores.database.begin() as connection:
        assert await connection.run_sync(pragmas) == ("wal", full)
