"""Everything that the socket endpoint needs, as one value. Built by the composition root."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from limits.aio.storage import Storage

from server.auth.guard import Guard
from server.bus.port import Bus
from server.live.admission import Admission
from server.live.detect import load_model
from server.live.heart import Heart
from server.live.limits import WritingRate
from server.live.lookout import Lookout
from server.live.meter import Meter
from server.live.room_actors import RoomActors
from server.live.services import Services
from server.live.troubles import Troubles
from server.presence.port import Presence
from server.store.accounts import Accounts
from server.store.conferences import Conferences
from server.store.log import Log

# A full collection comes after so many of the middle generation, which is after 1.4 million objects that were made and
# are still there, and when many connections have ended (`server.live.heart`). All else goes by reference counts or young.
FULL_EVERY: Final = 200


@dataclass(frozen=True)
class Live:
    """The live rooms of this process, as `app.state.live`. `public_url` is empty where only the Host header tells."""

    actors: RoomActors
    heart: Heart
    services: Services
    guard: Guard
    public_url: str
    meter: Meter
    lookout: Lookout
    admission: Admission = field(default_factory=Admission)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Beat for as long as the context lasts; then finish every mailbox and close every socket with 4001."""
        # What was loaded until now, the language model above all, stays for good. Walking it in every full collection
        # would stop all rooms for a third of a second each time.
        gc.collect()
        gc.freeze()
        # Nor is everything that connections hold walked while they come: for 3,000 people that takes 0.4 s.
        thresholds = gc.get_threshold()
        gc.set_threshold(*thresholds[:2], FULL_EVERY)
        beating = asyncio.create_task(self.heart.run(), name="heart")
        try:
            async with self.lookout.running():
                yield
        finally:
            beating.cancel()
            await asyncio.wait({beating})
            await self.actors.close()
            gc.set_threshold(*thresholds)


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
    readable: tuple[str, ...] = (),
) -> Live:
    """Put the live rooms together. `storage` counts what people write, for example `server.live.counts.Counts()`;
    `readable` are the languages of the pages.

    Reads the language model, which takes most of a second.
    """
    load_model()
    meter = Meter()
    actors = RoomActors(log, bus, presence, accounts, conferences, clock, tick_ms, secret, meter, readable)
    troubles = Troubles()
    services = Services(accounts, presence, WritingRate(storage), clock, ping_s, meter, troubles)
    lookout = Lookout(log, accounts, bus, actors, troubles, clock)
    return Live(actors, Heart(actors, clock, meter), services, guard, public_url, meter, lookout)
