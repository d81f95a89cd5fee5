"""Every broadcast that one engine's process runs, by room. Input: plans, and the engine's tracks as they come and go.

Everything happens in the running loop. What is made is given to `emit`, with its room.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from rooms import RoomId
from server.media.hls.broadcaster import Broadcaster
from server.media.hls.feed import Plan
from server.media.hls.products import PART, Product
from server.media.hls.tap import Tapped
from server.media.ingest import Ingest
from server.media.port import Notification, TrackAdded, TrackId, TrackRemoved

TICK_S = 0.05


class Ingests(Protocol):
    """What an engine shows to those in its process who listen to packets."""

    def ingests(self, room: RoomId) -> Mapping[TrackId, Ingest]:
        """A room's tracks now."""

    def clock_offset(self, ingest: Ingest) -> int | None:
        """What brings a track's NTP time to the engine's, in 1/2³² s."""


class Broadcasters:
    """One for each engine's process. `part` is how many seconds a part lasts."""

    def __init__(self, engine: Ingests, emit: Callable[[RoomId, Product], None], part: float = PART) -> None:
        self._engine = engine
        self._emit = emit
        self._part = part
        self._by_room: dict[RoomId, Broadcaster] = {}
        self._ticking: asyncio.TimerHandle | None = None

    def broadcast(self, room: RoomId, plan: Plan | None) -> None:
        """Broadcast this of a room from now on; None ends it."""
        broadcaster = self._by_room.get(room)
        if plan is None:
            if broadcaster is not None:
                del self._by_room[room]
                broadcaster.close()
            return
        if broadcaster is None:
            self._by_room[room] = broadcaster = Broadcaster(
                plan, lambda product: self._emit(room, product), time.time, time.monotonic, self._part
            )
            self._listen(room)
            if self._ticking is None:
                self._tick()
        else:
            broadcaster.aim(plan)

    def hear(self, told: Notification) -> None:
        """Follow the engine's tracks."""
        if isinstance(told, TrackAdded | TrackRemoved):
            self._listen(told.track.room)

    def close(self) -> None:
        """End every broadcast."""
        for room in list(self._by_room):
            self.broadcast(room, None)
        if self._ticking is not None:
            self._ticking.cancel()

    def _listen(self, room: RoomId) -> None:
        broadcaster = self._by_room.get(room)
        if broadcaster is not None:
            broadcaster.listen(
                {
                    track: Tapped(ingest, self._offset(ingest))
                    for track, ingest in self._engine.ingests(room).items()
                }
            )

    def _offset(self, ingest: Ingest) -> Callable[[], int | None]:
        return lambda: self._engine.clock_offset(ingest)

    def _tick(self) -> None:
        self._ticking = None
        for broadcaster in self._by_room.values():
            broadcaster.tick()
        if self._by_room:
            self._ticking = asyncio.get_running_loop().call_later(TICK_S, self._tick)
