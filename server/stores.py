"""The stores that both the server and the command line work on, opened from the settings with the schema migrated."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from server.auth.guard import Guard
from server.auth.links import Links
from server.auth.secrets import read_secret
from server.errors import Misconfigured
from server.redis.link import redis_fault
from server.settings import Settings, without_password
from server.store.accounts import Accounts
from server.store.conferences import Conferences
from server.store.database import Database, open_database
from server.store.migrate import migrate


def wall_clock() -> int:
    """Return the present time in milliseconds since 1970-01-01T00:00:00Z."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Stores:
    """Everything that is kept, ready for use. `revisions` is the schema before and after; `secret` is the server's."""

    settings: Settings
    database: Database
    accounts: Accounts
    conferences: Conferences
    guard: Guard
    links: Links
    secret: str
    revisions: tuple[str | None, str]


@asynccontextmanager
async def open_stores(settings: Settings, rehearsed_at: int | None = None) -> AsyncIterator[Stores]:
    """Open the database and what stands on it; close it at the end.

    A process that serves with others is told their `rehearsed_at`; it does not ask whether the services answer, because
    it must be able to come back while Redis is away. Raises SchemaMismatch, and Misconfigured with every service that the
    settings name and that does not answer.
    """
    secret = read_secret(settings.data)
    database = open_database(settings.database)
    try:
        together = rehearsed_at is not None
        if not together and (
            faults := [*await _database_faults(settings, database), *await _redis_faults(settings)]
        ):
            raise Misconfigured(faults)
        revisions = await migrate(database)
        accounts = Accounts(database, wall_clock)
        conferences = Conferences(
            database, wall_clock, rehearse_day=settings.rehearse_day, rehearsed_at=rehearsed_at
        )
        await conferences.refresh()
        yield Stores(
            settings=settings,
            database=database,
            accounts=accounts,
            conferences=conferences,
            guard=Guard(accounts, secret),
            links=Links(accounts, secret, wall_clock),
            secret=secret,
            revisions=revisions,
        )
    finally:
        await database.close()


async def _database_faults(settings: Settings, database: Database) -> list[str]:
    try:
        await database.ping()
    except OSError as error:
        reason = str(error).splitlines()[0]
        return [f"PUENTE_DATABASE_URL={without_password(settings.database)}: {reason}"]
    return []


async def _redis_faults(settings: Settings) -> list[str]:
    reason = await redis_fault(settings.redis_url) if settings.redis_url else None
    return [] if reason is None else [f"PUENTE_REDIS_URL={without_password(settings.redis_url)}: {reason}"]
