"""Beats once a second for all sockets and rooms of this process: pings, time limits, presence, idle rooms."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from server.live.connection import Connection
from server.live.room_actors import RoomActors

logger = logging.getLogger(__name__)

EVERY_S = 1.0
# A beat that comes this late was held up with everything else, pongs included, so nobody is judged by it.
LATE_MS = 3000


class Heart:
    """One for each process. `run` it as a task, or `beat` by hand."""

    def __init__(self, actors: RoomActors, clock: Callable[[], int]) -> None:
        self._actors = actors
        self._clock = clock
        self._connections: set[Connection] = set()
        self._beaten_at = clock()

    def add(self, connection: Connection) -> None:
        """Beat for a connection from now on."""
        self._connections.add(connection)

    def discard(self, connection: Connection) -> None:
        """Beat for a connection no more."""
        self._connections.discard(connection)

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            if self.held_up():
                continue
            try:
                await self.beat()
            except Exception:
                logger.exception("a heartbeat failed")

    def held_up(self) -> bool:
        """Note the time of a beat; tell whether the one before is long ago."""
        before, self._beaten_at = self._beaten_at, self._clock()
        return self._beaten_at - before >= LATE_MS

    async def beat(self) -> None:
        """Do all that is due now."""
        now = self._clock()
        for connection in tuple(self._connections):
            connection.beat(now)
        for actor in self._actors.running():
            if len(actor.hub) and actor.roster.due(now):
                await actor.roster.tell()
        await self._actors.stop_idle()
