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
        self._writer = None if writer is None else _Writer(writer)
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
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.transact, work)

    async def close(self) -> None:
        """Close every connection."""
        if self._writer is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.close)
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


class _Writer:
    """One connection that is kept, used by one thread: taking it from a pool would cost as much as an insert."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def transact(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect()
        try:
            with self._connection.begin():
                return work(self._connection)
        except BaseException:
            # Whatever went wrong, the next transaction begins on a connection that knows nothing of it.
            self.close()
            raise

    def close(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()
        self._engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # FULL, because a reply promises that the command survives a power cut, not only a killed process.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
