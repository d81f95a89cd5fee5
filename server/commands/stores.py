"""What the commands share that work on the database: it is open and of this version's schema while they do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from server.commands.faults import fail, settings_or_fail
from server.errors import Misconfigured, SchemaMismatch
from server.stores import Stores, open_stores

T = TypeVar("T")


def with_stores(work: Callable[[Stores], Awaitable[T]]) -> T:
    """Run `work` with the stores open and the schema migrated."""

    async def run() -> T:
        async with open_stores(settings_or_fail()) as stores:
            return await work(stores)

    try:
        return asyncio.run(run())
    except Misconfigured as error:
        fail(*error.faults)
    except SchemaMismatch as error:
        fail(str(error))
