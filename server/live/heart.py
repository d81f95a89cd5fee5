"""Beats once a second for all sockets and rooms of this process: pings, time limits, presence, idle rooms."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import defaultdict
from collections.abc import Callable

from server.live.connection import Connection
from server.live.meter import Meter
from server.live.room_actors import RoomActors

logger = logging.getLogger(__name__)

EVERY_S = 1.0
# A beat that comes this late was held up with everything else, pongs included, so nobody is judged by it.
LATE_MS = 3000
# A connection that ended is made of cycles, 19 kB of them. They are let go when so many have ended, and a quarter as many
# as are here: letting go walks all that is here, 0.1 s for a thousand people.
ENDED_MANY = 500
# What a clock may gain or lose in a second without having been set.
STEP_MS = 500


class Heart:
    """One for each process. `run` it as a task, or `beat` by hand."""

    def __init__(self, actors: RoomActors, clock: Callable[[], int], meter: Meter | None = None) -> None:
        self._actors = actors
        self._meter = meter or Meter()
        self._clock = clock
        self._connections: set[Connection] = set()
        # Whom to look at, by the second in which something may be due. Most beats concern few.
        self._due: defaultdict[int, list[Connection]] = defaultdict(list)
        self._beaten_at = clock()
        self._ended = 0

    def add(self, connection: Connection) -> None:
        """Beat for a connection from now on."""
        self._connections.add(connection)
        self._look_again(connection, self._clock())

    def discard(self, connection: Connection) -> None:
        """Beat for a connection no more."""
        self._connections.discard(connection)
        self._ended += 1

    def backlogs(self) -> list[int]:
        """Return the bytes that wait in each socket."""
        return [connection.backlog() for connection in self._connections]

    async def run(self) -> None:
        """Beat until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due, told = loop.time() + EVERY_S, self._clock()
            await asyncio.sleep(EVERY_S)
            late = loop.time() - due
            self._meter.lateness.add(late)
            self.stepped(self._clock() - told - int((EVERY_S + late) * 1000))
            if self.held_up():
                continue
            try:
                await self.beat()
            except Exception:
                logger.exception("a heartbeat failed")

    def stepped(self, milliseconds: int) -> None:
        """The clock ran so much further than time did: where that is a step, nobody is judged by it."""
        if abs(milliseconds) >= STEP_MS:
            logger.warning("the clock was set by %d ms", milliseconds)
            self._beaten_at += milliseconds
            self._due.clear()
            for each in tuple(self._connections):
                each.shift(milliseconds)
                self._look_again(each, self._clock())

    def held_up(self) -> bool:
        """Note the time of a beat; tell whether the one before is long ago."""
        before, self._beaten_at = self._beaten_at, self._clock()
        return self._beaten_at - before >= LATE_MS

    async def beat(self) -> None:
        """Do all that is due now."""
        now = self._clock()
        for connection in self._to_look_at(now):
            self._look_again(connection, now, self._beat(connection, now))
        for actor in self._actors.running():
            # What is due of them may have become sooner than it was when they were last looked at.
            for connection in self._connections.intersection(actor.hub.behind):
                self._beat(connection, now)
        due = [actor for actor in self._actors.running() if len(actor.hub) and actor.roster.due(now)]
        # Together, because each may wait for what keeps the leases.
        await asyncio.gather(*(actor.roster.tell() for actor in due))
        await self._actors.stop_idle()
        if self._ended >= max(ENDED_MANY, len(self._connections) // 4):
            self._ended = 0
            gc.collect()

    def _beat(self, connection: Connection, now: int) -> int:
        try:
            return connection.beat(now)
        except Exception:
            logger.exception("a heartbeat failed")
            return now

    def _to_look_at(self, now: int) -> list[Connection]:
        seconds = [second for second in self._due if second <= now // 1000]
        due = [connection for second in seconds for connection in self._due.pop(second)]
        return [connection for connection in due if connection in self._connections]

    def _look_again(self, connection: Connection, now: int, until: int = 0) -> None:
        self._due[max(until, now + 1000) // 1000].append(connection)
