"""One database: SQLite in WAL by default, another by URL. Settings name it; migrations shape it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

T = TypeVar("T")


class Database:
    """An engine and the way to use it: `async with database.begin() as connection`.

    Leaving the block commits; an exception rolls back. `write` is quicker where a transaction is made often. Call
    `close` at the end.
    """

    def __init__(self, engine: AsyncEngine, writer: Engine | None = None) -> None:
        self.engine = engine
        self._writer = writer
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection inside one transaction."""
        async with self.engine.begin() as connection:
            yield connection

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do work in one transaction, in one step where the database allows it, and return its result.

        On SQLite the whole transaction runs on a thread of its own: going there and back for each statement would cost
        several times what the statements cost. `work` must use nothing but its connection.
        """
        if self._writer is None:
            async with self.engine.begin() as connection:
                return await connection.run_sync(work)
        return await asyncio.get_running_loop().run_in_executor(self._thread, _transact, self._writer, work)

    async def close(self) -> None:
        """Close every connection."""
        if self._writer is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.dispose)
        self._thread.shutdown()
        await self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database at an SQLAlchemy URL, for example `sqlite+aiosqlite:////var/lib/puente/puente.db`."""
    engine = create_async_engine(url)
    if engine.dialect.name != "sqlite":
        return Database(engine)
    writer = create_engine(engine.url.set(drivername="sqlite"))
    for each in (engine.sync_engine, writer):
        event.listen(each, "connect", _prepare_sqlite)
    return Database(engine, writer)


def _transact(engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # FULL, because a reply promises that the command survives a power cut, not only a killed process.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
