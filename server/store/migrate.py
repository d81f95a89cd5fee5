"""Brings a database to the schema of this code, through Alembic. A schema newer than the code is refused."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from server.errors import SchemaMismatch
from server.store.database import Database

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


async def migrate(database: Database) -> tuple[str | None, str]:
    """Run the migrations that are missing; return (revision before, revision after).

    Raises SchemaMismatch when the database was written by a newer Puente.
    """
    async with database.begin() as connection:
        return await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> tuple[str | None, str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    if head is None:
        raise AssertionError("the migrations folder holds no migration")
    before = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if before is not None and before not in known:
        raise SchemaMismatch(
            f"The database has schema {before}, which this version of Puente does not know. "
            "Install the version that wrote it, or restore a backup."
        )
    if before != head:
        command.upgrade(config, "head")
    return before, head
