"""`puente backup FILE` and `puente restore FILE`. Input: the settings' data folder and database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from server.commands.faults import fail, settings_or_fail
from server.errors import BackupRefused, CopyRefused, SchemaMismatch
from server.settings import without_password
from server.store.archive import Contents
from server.store.backup import back_up, restore
from server.store.database import open_database
from server.stores import wall_clock

REFUSED = (BackupRefused, CopyRefused, SchemaMismatch)
file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command("backup")
@file_argument
def backup_command(file: Path) -> None:
    """Write database, secret, uploads and replays to FILE, a tar; .gz packs it. The server may go on serving."""
    settings = settings_or_fail()
    if not settings.data.is_dir():
        fail(f"{settings.data} does not exist: nothing was served from it yet. Set PUENTE_DATA.")

    async def work() -> Contents:
        database = open_database(settings.database)
        try:
            return await back_up(file, settings.data, database, wall_clock)
        finally:
            await database.close()

    try:
        contents = asyncio.run(work())
    except REFUSED as error:
        fail(str(error))
    except (SQLAlchemyError, OSError) as error:
        fail(f"Nothing was backed up: {without_password(str(error))}")
    click.echo(f"Backed up to {file}: {_told(contents)}. It holds the secret: keep it as you keep passwords.")


@click.command("restore")
@file_argument
def restore_command(file: Path) -> None:
    """Bring FILE back into an empty data folder, and an empty database where the settings name another than SQLite."""
    settings = settings_or_fail()
    try:
        contents = asyncio.run(restore(file, settings.data, settings.database))
    except REFUSED as error:
        fail(str(error))
    except (SQLAlchemyError, OSError) as error:
        fail(f"Nothing was restored: {without_password(str(error))}")
    for room, (entries, digest) in sorted(contents.logs.items()):
        click.echo(f"{room}: {entries} entries, {digest[:16]} as backed up")
    made = datetime.fromtimestamp(contents.made_at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    click.echo(f"Restored {_told(contents)} of {made} to {settings.data}, and checked.")


def _told(contents: Contents) -> str:
    entries = sum(count for count, _ in contents.logs.values())
    size = sum(kept.size for kept in contents.files.values())
    return (
        f"{len(contents.files)} files, {size / 1e6:.1f} MB, {entries} entries in {len(contents.logs)} rooms"
    )
