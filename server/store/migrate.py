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
# Any number, the same for every process: PostgreSQL lets one of them migrate at a time.
LOCK = 0x50_75_65_6E_74_65


async def migrate(database: Database) -> tuple[str | None, str]:
    """Run the migrations that are missing; return (revision before, revision after).

    Raises SchemaMismatch when the database was written by a newer Puente.
    """
    async with database.begin() as connection:
        return await connection.run_sync(_upgrade)


async def revision(database: Database) -> tuple[str | None, str]:
    """Return (the database's revision, the one of this code) and change nothing."""
    async with database.begin() as connection:
        return await connection.run_sync(lambda sync: (_revision(sync), _head(_scripts(_config(sync)))))


def _upgrade(connection: Connection) -> tuple[str | None, str]:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    config = _config(connection)
    scripts = _scripts(config)
    head = _head(scripts)
    before = _revision(connection)
    known = {script.revision for script in scripts.walk_revisions()}
    if before is not None and before not in known:
        raise SchemaMismatch(
            f"The database has schema {before}, which this version of Puente does not know. "
            "Install the version that wrote it, or restore a backup."
        )
    if before != head:
        command.upgrade(config, "head")
    return before, head


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _scripts(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)


def _head(scripts: ScriptDirectory) -> str:
    head = scripts.get_current_head()
    if head is None:
        raise AssertionError("the migrations folder holds no migration")
    return head


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
