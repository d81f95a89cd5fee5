"""`puente migrate`: the schema of this version, and the copy of one database into another."""

from __future__ import annotations

import asyncio

import click
from sqlalchemy.exc import SQLAlchemyError

from server.commands.faults import fail, settings_or_fail
from server.commands.stores import with_stores
from server.errors import CopyRefused, Misconfigured, SchemaMismatch
from server.settings import load_settings, without_password
from server.store.copying import Copied, copy
from server.store.database import open_database
from server.stores import Stores


@click.command("migrate")
@click.option("--from", "source", metavar="URL", help="Copy everything that this database holds.")
@click.option("--to", "target", metavar="URL", help="Copy into this one; the one of the settings.")
def migrate_command(source: str | None, target: str | None) -> None:
    """Bring the database to the schema of this version; with --from, fill it from another, SQLite or PostgreSQL.

    The target must be empty. Stop the server first: what is written meanwhile is not copied.
    """
    if source is None and target is not None:
        fail("--to goes with --from: from which database?")
    if source is not None:
        _copy(source, target)
        return

    async def work(stores: Stores) -> str:
        before, after = stores.revisions
        return (
            f"The schema is {after}."
            if before == after
            else f"Migrated from {before or 'nothing'} to {after}."
        )

    click.echo(with_stores(work))


def _copy(source: str, target: str | None) -> None:
    """Copy one database into another and tell what was found equal."""
    into = target or settings_or_fail().database
    faults = []
    for option, url in (("--from", source), ("--to", into)):
        try:
            load_settings(database_url=url)
        except Misconfigured as error:
            faults += [f"{option}: {fault.partition(': ')[2]}" for fault in error.faults]
    if source == into:
        faults.append("--from and --to are the same database")
    if faults:
        fail(*faults)

    async def run() -> Copied:
        databases = open_database(source), open_database(into)
        try:
            return await copy(*databases)
        finally:
            for database in databases:
                await database.close()

    try:
        copied = asyncio.run(run())
    except (CopyRefused, SchemaMismatch) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail(f"Nothing was copied: {without_password(str(error))}")
    for table, rows in copied.rows.items():
        click.echo(f"{table:<16} {rows:>9}")
    for room, (entries, digest) in sorted(copied.logs.items()):
        click.echo(f"{room}: {entries} entries, {digest[:16]} on both sides")
    click.echo("Copied, and checked row by row.")
