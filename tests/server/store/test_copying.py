"""A copy of a database holds everything, is checked, and is never laid over something else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Table, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms import CommandId, Role, RoomId
from server.errors import CopyRefused
from server.settings import Settings
from server.store import copying
from server.store.copying import copy
from server.store.database import Database, open_database
from server.store.log import Log
from server.stores import Stores
from tests.contracts.test_log import sent
from tests.programs import PostgresProgram
from tests.venue import account_of

ROOM = RoomId("metropolis-americas-2022/plenary")


@pytest.fixture
async def target(postgres: PostgresProgram) -> AsyncIterator[Database]:
    database = open_database(postgres.new_database())
    yield database
    await database.close()


@pytest.fixture
async def full(stores: Stores) -> Stores:
    """Conferences, accounts, and two logs with Spanish in them."""
    log = Log(stores.database)
    account = await account_of(stores, Role.SPEAKER, "Sofía")
    await stores.accounts.log_in(account, days=1)
    for room, count in ((ROOM, 1200), (RoomId("c/other"), 1)):
        head = await log.head(room)
        await log.append(room, head, [sent(f"¿{n}?") for n in range(count)], [(CommandId("x"), head)], at=7)
    return stores


async def test_everything_is_copied_and_the_target_goes_on_from_there(
    full: Stores, target: Database, settings: Settings, tmp_path: Path
) -> None:
    copied = await copy(full.database, target)
    assert copied.logs[ROOM][0] == 1200
    assert copied.rows["conferences"] == 3
    assert copied.rows["accounts"] == copied.rows["logins"] == 1
    before, after = Log(full.database), Log(target)
    head = await before.head(ROOM)
    assert await after.head(ROOM) == head
    assert await after.since(ROOM, head.advanced(-1200)) == await before.since(ROOM, head.advanced(-1200))
    assert await after.known_commands(ROOM, [CommandId("x")])
    await after.append(ROOM, head, [sent("more")], [], at=8)
    back = open_database(f"sqlite+aiosqlite:///{tmp_path / 'back.db'}")
    again = await copy(target, back)
    assert again.rows["log_entries"] == copied.rows["log_entries"] + 1
    await back.close()


async def test_target_that_holds_something_is_refused_and_left_alone(full: Stores, target: Database) -> None:
    await copy(full.database, target)
    with pytest.raises(CopyRefused, match=r"not empty: .*log_entries"):
        await copy(full.database, target)
    async with target.begin() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM log_entries"))).scalar_one() == 1201


async def test_source_of_another_schema_is_refused(stores: Stores, target: Database) -> None:
    async with stores.database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(CopyRefused, match="schema 0000"):
        await copy(stores.database, target)


async def test_copy_that_differs_is_not_kept(
    full: Stores, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def copies_wrong(reading: AsyncConnection, writing: AsyncConnection, table: Table) -> None:
        for row in (await reading.execute(select(table))).mappings().all():
            wrong = {"body": row["body"][:-1]} if table.name == "log_entries" else {}
            await writing.execute(table.insert(), [{**row, **wrong}])

    monkeypatch.setattr(copying, "_copy_table", copies_wrong)
    with pytest.raises(CopyRefused, match=r"differs .*log_entries"):
        await copy(full.database, target)
    async with target.begin() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM log_entries"))).scalar_one() == 0
