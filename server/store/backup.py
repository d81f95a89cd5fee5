"""Backup and restore of all that is kept: database, secret, uploads, replays. Input: the data folder and the database.

A backup is made while the server serves. Its database is always SQLite, whatever it came from, so that it can be restored
into either kind.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import select, update
from sqlmodel import SQLModel

import server.store.tables  # noqa: F401 — fills SQLModel.metadata
from server.errors import BackupRefused
from server.store.archive import DATABASE, FORMAT, Contents, unpack, write
from server.store.copying import copy
from server.store.database import Database, open_database
from server.store.migrate import migrate, revision

Logs = dict[str, tuple[int, str]]


async def back_up(file: Path, data: Path, database: Database, clock: Callable[[], int]) -> Contents:
    """Write a backup and return what it holds. Raises BackupRefused, CopyRefused and OSError."""
    made_at = clock()
    with tempfile.TemporaryDirectory(prefix="puente-backup-") as folder:
        copied = Path(folder) / DATABASE
        await _snapshot(database, copied)
        async with _opened(copied) as snapshot:
            schema = (await revision(snapshot))[0]
            logs = await digests(snapshot)
        contents = Contents(FORMAT, schema or "", made_at, logs, {})
        return await asyncio.to_thread(write, file, data, copied, _database_files(database), contents)


async def restore(file: Path, data: Path, url: str) -> Contents:
    """Bring a backup back into a data folder and a database that are empty, and return what it holds.

    Raises BackupRefused, CopyRefused and SchemaMismatch, and then nothing was restored.
    """
    target = _sqlite_path(url)
    _make_way(data, target)
    # Inside the data folder: it may be a volume of its own, and often who owns it may write nowhere beside it.
    with _folder(data), tempfile.TemporaryDirectory(prefix=".restoring-", dir=data) as folder:
        unpacked = Path(folder)
        contents = await asyncio.to_thread(unpack, file, unpacked)
        copied = unpacked / DATABASE
        async with _opened(copied) as database:
            await migrate(database)
            await _renew_epochs(database)
            await _check(database, contents)
            if target is None:
                await _fill(database, url, contents)
        _move_in(unpacked, data, target)
    return contents


async def digests(database: Database) -> Logs:
    """Return for each room how many entries its log has, and a hash of them in their order, epochs left out."""
    log = SQLModel.metadata.tables["log_entries"]
    hashes: dict[str, tuple[int, hashlib._Hash]] = {}
    async with database.begin() as connection:
        query = select(log.c.room, log.c.offset, log.c.at, log.c.body).order_by(log.c.id)
        async for room, offset, at, body in await connection.stream(query):
            count, digest = hashes.get(room) or (0, hashlib.sha256())
            digest.update(f"{offset}:{at}:{len(body)}:".encode() + body)
            hashes[room] = count + 1, digest
    return {room: (count, digest.hexdigest()) for room, (count, digest) in hashes.items()}


def _make_way(data: Path, database: Path | None) -> None:
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise BackupRefused(f"{data} is not empty. Restore into a new folder; nothing was restored.")
    if database is not None and database.exists():
        raise BackupRefused(f"{database} exists. Restore into a new database; nothing was restored.")


@contextmanager
def _folder(data: Path) -> Iterator[None]:
    """Make the folder where there is none; what fails inside leaves none."""
    made = not data.exists()
    data.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if made:
            with suppress(OSError):
                data.rmdir()
        raise


def _move_in(unpacked: Path, data: Path, database: Path | None) -> None:
    copied = unpacked / DATABASE
    if database is None:
        copied.unlink()
    else:
        database.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(copied, database)
    for each in unpacked.iterdir():
        each.rename(data / each.name)


async def _snapshot(database: Database, to: Path) -> None:
    path = database.engine.url.database
    if database.engine.dialect.name == "sqlite" and path:
        await asyncio.to_thread(_copy_sqlite, path, to)
    else:
        async with _opened(to) as target:
            await copy(database, target)


def _copy_sqlite(source: str, to: Path) -> None:
    # In one step: it sees one moment, and in WAL nobody who writes waits for it.
    with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(to)) as theirs:
        ours.backup(theirs)


@asynccontextmanager
async def _opened(path: Path) -> AsyncIterator[Database]:
    database = open_database(f"sqlite+aiosqlite:///{path}")
    try:
        yield database
    finally:
        await database.close()


async def _renew_epochs(database: Database) -> None:
    """Give every log a new epoch: whoever saw more of it than was backed up must not go on from there."""
    tables = SQLModel.metadata.tables
    epochs = tables["log_epochs"]
    async with database.begin() as connection:
        for room, old in (await connection.execute(select(epochs.c.room, epochs.c.epoch))).all():
            new = secrets.token_urlsafe(4)
            for name in ("log_entries", "log_commands", "log_epochs"):
                table = tables[name]
                await connection.execute(
                    update(table).where(table.c.room == room, table.c.epoch == old).values(epoch=new)
                )


async def _fill(source: Database, url: str, contents: Contents) -> None:
    target = open_database(url)
    try:
        await copy(source, target)
        await _check(target, contents)
    finally:
        await target.close()


async def _check(database: Database, contents: Contents) -> None:
    found = await digests(database)
    wrong = sorted(
        room for room in found.keys() | contents.logs.keys() if found.get(room) != contents.logs.get(room)
    )
    if wrong:
        raise BackupRefused(f"The restored log differs from the one that was backed up: {', '.join(wrong)}.")


def _sqlite_path(url: str) -> Path | None:
    scheme, _, path = url.partition("///")
    return Path(path.partition("?")[0]) if scheme.startswith("sqlite") else None


def _database_files(database: Database) -> frozenset[Path]:
    path = database.engine.url.database
    if database.engine.dialect.name != "sqlite" or not path:
        return frozenset()
    return frozenset(Path(path + suffix).resolve() for suffix in ("", "-wal", "-shm", "-journal"))
