"""Copies everything that one database holds into another that is empty, and checks the copy. Input: two databases.

Both have the schema of this code. The copy is one transaction of the target: it is there as a whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

import server.store.tables  # noqa: F401 — fills SQLModel.metadata
from server.errors import CopyRefused
from server.store.database import Database
from server.store.migrate import migrate, revision

BATCH = 500
LOG = "log_entries"


@dataclass(frozen=True)
class Copied:
    """What was copied and found equal: rows of each table, and entries of each room's log with their hash."""

    rows: dict[str, int]
    logs: dict[str, tuple[int, str]]


async def copy(source: Database, target: Database) -> Copied:
    """Bring the target to this schema and copy. Raises CopyRefused, and then the target is as it was."""
    here, wanted = await revision(source)
    if here != wanted:
        raise CopyRefused(
            f"The source has schema {here or 'none'}, this version of Puente has {wanted}. "
            "Run `puente migrate` on the source first."
        )
    await migrate(target)
    tables = SQLModel.metadata.sorted_tables
    async with _snapshot(source) as reading, target.begin() as writing:
        held = [table.name for table in tables if await _count(writing, table)]
        if held:
            raise CopyRefused(
                f"The target is not empty: {', '.join(held)}. Give an empty database; nothing was copied."
            )
        for table in tables:
            await _copy_table(reading, writing, table)
        wrong = [
            table.name for table in tables if await _digest(reading, table) != await _digest(writing, table)
        ]
        ours, theirs = await _logs(reading), await _logs(writing)
        wrong += [f"the log of {room}" for room in ours if ours[room] != theirs.get(room)]
        if wrong:
            raise CopyRefused(f"The copy differs from its source: {', '.join(wrong)}. Nothing was kept.")
        await _set_counters(writing)
        return Copied({table.name: await _count(writing, table) for table in tables}, theirs)


@asynccontextmanager
async def _snapshot(database: Database) -> AsyncIterator[AsyncConnection]:
    """Yield a connection that sees one moment of the database, whoever writes meanwhile."""
    if database.engine.dialect.name == "postgresql":
        async with database.engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                yield connection
    else:
        async with database.begin() as connection:
            await connection.exec_driver_sql("BEGIN")
            yield connection


async def _copy_table(reading: AsyncConnection, writing: AsyncConnection, table: Table) -> None:
    async for rows in _batches(reading, table):
        await writing.execute(insert(table), rows)


async def _batches(connection: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield all rows in the order of the primary key."""
    result = await connection.stream(select(table).order_by(*table.primary_key.columns))
    async for rows in result.mappings().partitions(BATCH):
        yield [dict(row) for row in rows]


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def _digest(connection: AsyncConnection, table: Table) -> tuple[int, str]:
    """Return the number of rows and a hash of them all that does not depend on the database's order of texts."""
    total, count = 0, 0
    async for rows in _batches(connection, table):
        for row in rows:
            shown = b"\0".join(_bytes(column, row[column.name]) for column in table.columns)
            total = (total + int.from_bytes(hashlib.sha256(shown).digest())) % 2**256
            count += 1
    return count, f"{total:064x}"


async def _logs(connection: AsyncConnection) -> dict[str, tuple[int, str]]:
    """Return for each room how many entries its log has, and a hash of them in their order."""
    log = SQLModel.metadata.tables[LOG]
    query = select(log.c.room, log.c.epoch, log.c.offset, log.c.at, log.c.body)
    hashes: dict[str, Any] = {}
    counts: dict[str, int] = {}
    result = await connection.stream(query.order_by(log.c.id))
    entries: dict[str, list[tuple[str, int, int, bytes]]] = {}
    async for room, epoch, offset, at, body in result:
        entries.setdefault(room, []).append((epoch, offset, at, hashlib.sha256(body).digest()))
    for room, all_of_it in entries.items():
        total = hashlib.sha256()
        for epoch, offset, at, body in sorted(all_of_it):
            total.update(f"{epoch}:{offset}:{at}:".encode() + body)
        hashes[room], counts[room] = total.hexdigest(), len(all_of_it)
    return {room: (counts[room], hashes[room]) for room in entries}


def _bytes(column: Column[Any], value: Any) -> bytes:
    return bytes(value) if isinstance(column.type, LargeBinary) else repr(value).encode()


async def _set_counters(connection: AsyncConnection) -> None:
    """Let PostgreSQL number new entries after those that were copied."""
    if connection.dialect.name == "postgresql":
        await connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{LOG}', 'id'),"
                f" (SELECT coalesce(max(id), 0) + 1 FROM {LOG}), false)"
            )
        )
