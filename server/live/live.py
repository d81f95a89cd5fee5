"""Everything that the socket endpoint needs, as one value. Built by the composition root."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from limits.aio.storage import Storage

from server.auth.guard import Guard
from server.bus.port import Bus
from server.live.connection import Services
from server.live.detect import load_model
from server.live.heart import Heart
from server.live.limits import WritingRate
from server.live.room_actors import RoomActors
from server.presence.port import Presence
from server.store.accounts import Accounts
from server.store.conferences import Conferences
from server.store.log import Log


@dataclass(frozen=True)
class Live:
    """The live rooms of this process, as `app.state.live`. `public_url` is empty where only the Host header tells."""

    actors: RoomActors
    heart: Heart
    services: Services
    guard: Guard
    public_url: str

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Beat for as long as the context lasts; then finish every mailbox and close every socket with 4001."""
        # What was loaded until now, the language model above all, stays for good. Walking it in every full collection
        # would stop all rooms for a third of a second each time.
        gc.collect()
        gc.freeze()
        beating = asyncio.create_task(self.heart.run(), name="heart")
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.wait({beating})
            await self.actors.close()


def build_live(
    *,
    log: Log,
    bus: Bus,
    presence: Presence,
    accounts: Accounts,
    conferences: Conferences,
    guard: Guard,
    storage: Storage,
    clock: Callable[[], int],
    public_url: str,
    tick_ms: int,
    ping_s: int,
    secret: str,
) -> Live:
    """Put the live rooms together. `storage` counts what people write, for example `limits.aio.storage.MemoryStorage()`.

    Reads the language model, which takes most of a second.
    """
    load_model()
    actors = RoomActors(log, bus, presence, accounts, conferences, clock, tick_ms, secret)
    services = Services(accounts, presence, WritingRate(storage), clock, ping_s)
    return Live(actors, Heart(actors, clock), services, guard, public_url)
