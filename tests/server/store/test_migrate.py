"""Migrations: they make exactly the tables of the code, and refuse a database from the future."""

from __future__ import annotations

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from server.errors import SchemaMismatch
from server.settings import Settings
from server.store.database import open_database
from server.store.migrate import migrate, revision
from server.stores import open_stores


async def test_migrations_make_the_tables_of_the_code(settings: Settings) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))

    async with open_stores(settings) as stores, stores.database.begin() as connection:
        assert await connection.run_sync(differences) == []


async def test_second_start_migrates_nothing(settings: Settings) -> None:
    async with open_stores(settings) as stores:
        before, after = stores.revisions
        assert before is None
    async with open_stores(settings) as stores:
        assert stores.revisions == (after, after)


async def test_schema_newer_than_the_code_is_refused(settings: Settings) -> None:
    async with open_stores(settings) as stores, stores.database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database = open_database(settings.database)
    with pytest.raises(SchemaMismatch, match="9999"):
        await migrate(database)
    await database.close()


async def test_processes_that_start_together_migrate_once(postgres_url: str) -> None:
    databases = [open_database(postgres_url) for _ in range(3)]
    outcomes = await asyncio.gather(*(migrate(each) for each in databases))
    assert sum(before is None for before, _ in outcomes) == 1
    assert await revision(databases[0]) == (outcomes[0][1], outcomes[0][1])
    for each in databases:
        await each.close()
