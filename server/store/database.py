"""The database: SQLite in WAL by default, PostgreSQL by another URL. Settings name it; migrations shape it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from asyncpg import PostgresError  # type: ignore[import-untyped]
from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

T = TypeVar("T")

# What PostgreSQL may take for a connection and for one statement. A room would rather say "not now" than be silent.
CONNECT_S = 3.0
STATEMENT_S = 3.0
CONNECTIONS = 8
CONNECTIONS_MORE = 8


class DatabaseAway(SQLAlchemyError):
    """The database cannot be reached or does not answer in time. Whether a transaction was stored is not known."""


class Database:
    """An engine and the way to use it: `async with database.begin() as connection`.

    Leaving the block commits; an exception rolls back. `write` is quicker where a transaction is made often. Both raise
    SQLAlchemyError, of which DatabaseAway is one. Call `close` at the end.
    """

    def __init__(self, engine: AsyncEngine, writer: _Writer | None = None) -> None:
        self.engine = engine
        self._writer = writer

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection inside one transaction."""
        try:
            async with self.engine.begin() as connection:
                try:
                    yield connection
                except TimeoutError:
                    # It may still be busy with what it did not answer.
                    await connection.invalidate()
                    raise
        except (
            OSError,
            PostgresError,
        ) as error:  # SQLAlchemy lets pass what goes wrong before it has a connection.
            raise DatabaseAway(str(error) or type(error).__name__) from error

    async def ping(self) -> None:
        """Return when the database answers. Raises OSError."""
        try:
            async with self.begin() as connection:
                await connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            raise ConnectionError(str(error)) from error

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do work in one transaction, in one step where the database allows it, and return its result.

        On SQLite all of it happens in one place: going to another thread and back for each statement would cost several
        times what the statements cost. `work` must use nothing but its connection.
        """
        if self._writer is not None:
            return await self._writer.transact(work)
        async with self.begin() as connection:
            return await connection.run_sync(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Read in one step, as `write` writes. `work` must change nothing."""
        if self._writer is not None:
            return await self._writer.transact(work)
        async with self.begin() as connection:
            return await connection.run_sync(work)

    def upsert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Return an insert that can say what happens when the row is there already."""
        if self.engine.dialect.name == "postgresql":
            return postgresql.insert(table)
        return sqlite.insert(table)

    async def close(self) -> None:
        """Close every connection."""
        if self._writer is not None:
            await self._writer.close()
        await self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database at an SQLAlchemy URL; nothing is connected yet.

    For example `sqlite+aiosqlite:////var/lib/puente/puente.db`, `postgresql+asyncpg://puente:secret@host/puente`.
    """
    if url.startswith("postgresql"):
        return Database(
            create_async_engine(
                url,
                pool_size=CONNECTIONS,
                max_overflow=CONNECTIONS_MORE,
                pool_timeout=CONNECT_S,
                connect_args={"timeout": CONNECT_S, "command_timeout": STATEMENT_S},
            )
        )
    engine = create_async_engine(url)
    plain = create_engine(engine.url.set(drivername="sqlite"))
    for each in (engine.sync_engine, plain):
        event.listen(each, "connect", _prepare_sqlite)
    return Database(engine, _Writer(plain))


class _Writer:
    """SQLite's transactions, in the order in which they come, on a thread and a connection of their own.

    The event loop waits for no disk. Taking a connection from a pool would cost as much as an insert, and an executor's
    way to a thread and back three times as much as a queue's.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._steps: SimpleQueue[_Step | None] = SimpleQueue()
        self._thread: Thread | None = None

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """Do work in one transaction."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="database", daemon=True)
            self._thread.start()
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._steps.put(_Step(work, answer))
        return await answer

    async def close(self) -> None:
        """Finish what was asked for, then let go of the file."""
        if self._thread is not None:
            self._steps.put(None)
            await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        while (step := self._steps.get()) is not None:
            if not step.answer.cancelled():
                step.take(self._transact)
        self._let_go()

    def _transact(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect()
        try:
            result = work(self._connection)
            self._commit(self._connection)
        except BaseException:
            # Whatever went wrong, the next transaction begins on a connection that knows nothing of it.
            self._let_go()
            raise
        return result

    def _commit(self, connection: Connection) -> None:
        if connection.in_transaction():
            connection.commit()
            return
        # Rows that went straight through the driver are in a transaction of the driver's.
        driver = connection.connection.driver_connection
        assert driver is not None
        try:
            driver.commit()
        except sqlite3.Error as error:
            raise OperationalError("COMMIT", None, error) from error

    def _let_go(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()
        self._engine.dispose()


class _Step:
    """One transaction and the future of its result, which belongs to the event loop that asked."""

    def __init__(self, work: Callable[[Connection], Any], answer: asyncio.Future[Any]) -> None:
        self._work, self.answer = work, answer
        self._loop = answer.get_loop()

    def take(self, transact: Callable[[Callable[[Connection], Any]], Any]) -> None:
        """Do it, on the thread, and tell the loop."""
        try:
            result = transact(self._work)
        except BaseException as error:  # noqa: BLE001 — it is for whoever asked
            self._tell(self._fail, error)
        else:
            self._tell(self._succeed, result)

    def _tell(self, told: Callable[[Any], None], what: object) -> None:
        # A loop that is closed meanwhile waits for nothing.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(told, what)

    def _succeed(self, result: Any) -> None:
        if not self.answer.done():
            self.answer.set_result(result)

    def _fail(self, error: BaseException) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # FULL, because a reply promises that the command survives a power cut, not only a killed process.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
