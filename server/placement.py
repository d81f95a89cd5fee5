"""Who watches over which path: the first of a room by WebRTC, the rest by the broadcast. Input: the engine's load.

The engine is asked every few seconds. Whose browser cannot decode the broadcast's codec where it comes by WebRTC
watches the broadcast wherever that has a picture. When there are more viewers than it should serve, those who came last
are told to go over to the broadcast; when there is room again, those who have been there the longest are called back, a
few at a time. They do so without a reload.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

import rooms
from rooms import ParticipantId, Room, RoomId
from server.live.room_actors import RoomActors
from server.live.signals import Watch, signal
from server.media.hls.broadcaster import PICTURE
from server.media.hls.broadcasts import Broadcasts
from server.media.media import Path
from server.media.port import MediaEngine, MediaRefused, Stats

logger = logging.getLogger(__name__)

LOOK_S = 5.0
# Of a core: above the first, viewers are moved away, a tenth of them at a time; new ones are not taken for a while.
_BUSY, _SHARE = 0.8, 10
_REST_S = 30.0
# Nobody is called back so soon after somebody was moved away: the load would swing.
_CALM_S = 60.0


class Placement:
    """`most` is how many viewers of one picture a process of the engine serves; with more pictures they are fewer."""

    def __init__(
        self,
        engine: MediaEngine,
        broadcasts: Broadcasts,
        actors: RoomActors,
        most: int,
        processes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._broadcasts, self._actors = engine, broadcasts, actors
        self._most, self._processes, self._clock = most, processes, clock
        self._viewers: dict[RoomId, list[ParticipantId]] = {}
        self._sent: Counter[RoomId] = Counter()
        # Who watches the broadcast because there was no room, in the order in which they were sent there.
        self._far: dict[RoomId, dict[ParticipantId, None]] = {}
        # Who cannot decode that picture by WebRTC, and the path that each was given last.
        self._unable: dict[RoomId, dict[ParticipantId, Path]] = {}
        self._shed: dict[RoomId, float] = {}
        self._spent: tuple[float, float] | None = None
        self._busy_until = 0.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look at the load for as long as the context lasts."""
        looking = asyncio.create_task(self._look_on(), name="placement")
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.wait({looking})

    def path(
        self,
        room: RoomId,
        participant: ParticipantId,
        backstage: bool,
        wanted: str,
        decodes: Collection[str] | None = None,
    ) -> Path:
        """The path of somebody who is about to watch; `wanted` is what they asked for, or empty.

        `decodes` names the codecs of pictures that their browser can receive by WebRTC; None if it did not say.
        """
        self._far.setdefault(room, {}).pop(participant, None)
        unable = self._unable.setdefault(room, {})
        unable.pop(participant, None)
        if backstage or wanted == "webrtc" or decodes is None or PICTURE in decodes:
            return self._near(room, participant, backstage, wanted)
        unable[participant] = path = self._fitting(room)
        return path

    def _near(self, room: RoomId, participant: ParticipantId, backstage: bool, wanted: str) -> Path:
        """By WebRTC, as long as there is room."""
        if backstage or not self._has_broadcast(room):
            return "webrtc"
        if wanted == "hls":
            return "hls"
        # A broadcast without its picture is worse than a full engine, which says so itself.
        if self.is_full(room) and not self._is_blind(room):
            self._far[room][participant] = None
            return "hls"
        self._sent[room] += 1
        return "webrtc"

    def is_full(self, room: RoomId) -> bool:
        """Whether the room's engine serves as many as it should, those included who were just sent to it."""
        if self._clock() < self._busy_until:
            return True
        return len(self._viewers.get(room, ())) + self._sent[room] >= self._allowed(room)

    def _fitting(self, room: RoomId) -> Path:
        """The path on which somebody who cannot decode that picture sees most."""
        return "hls" if self._has_broadcast(room) and not self._is_blind(room) else "webrtc"

    def _has_broadcast(self, room: RoomId) -> bool:
        take = self._broadcasts.of(room)
        return take is not None and take.is_ready

    def _state(self, room: RoomId) -> Room:
        actor = next((each for each in self._actors.running() if each.id == room), None)
        return rooms.empty_room() if actor is None else actor.hub.view.room

    def _is_blind(self, room: RoomId) -> bool:
        return rooms.shows_only_unsuitable(self._state(room))

    def _allowed(self, room: RoomId) -> int:
        on_air = rooms.on_air(self._state(room))
        pictures = sum(source in ("camera", "screen") for _, sources in on_air for source in sources)
        return self._most // max(1, pictures)

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look(await self._engine.stats())
            except MediaRefused as refused:
                logger.info("the media engine does not tell its load: %s", refused.code)
            except Exception:
                logger.exception("viewers are not placed")

    async def look(self, stats: Stats) -> None:
        """Take the engine's load, and move those who are too many."""
        self._sent.clear()
        self._viewers = self._watching(stats)
        now = self._clock()
        busy = False
        if self._spent is not None and now > self._spent[1]:
            share = (stats.cpu - self._spent[0]) / (now - self._spent[1]) / self._processes
            busy = share > _BUSY
        self._spent = (stats.cpu, now)
        if busy:
            self._busy_until = now + _REST_S
        for room, viewers in self._viewers.items():
            if not self._has_broadcast(room):
                continue
            most = self._allowed(room)
            if busy:
                most = min(most, len(viewers) - max(1, len(viewers) // _SHARE))
            for viewer in viewers[max(0, most) :]:
                self._shed[room] = now
                await self._actors.signal(room, signal("watch", Watch("hls"), to=viewer))
        await self._call_back(now)
        await self._follow_stage()

    async def _follow_stage(self) -> None:
        """Move those who cannot decode the broadcast's codec by WebRTC to where the stage's pictures can be seen."""
        for room, unable in self._unable.items():
            fitting = self._fitting(room)
            for viewer in [viewer for viewer, given in unable.items() if given != fitting]:
                unable[viewer] = fitting
                await self._actors.signal(room, signal("watch", Watch(fitting), to=viewer))

    async def _call_back(self, now: float) -> None:
        """Tell those who were sent away that there is room; whoever does not come is not called again."""
        for room, far in self._far.items():
            if now < self._busy_until or now - self._shed.get(room, -_CALM_S) < _CALM_S:
                continue
            most = self._allowed(room)
            # Some places stay free for those who come meanwhile.
            free = most - most // _SHARE - len(self._viewers.get(room, ()))
            for viewer in list(far)[: max(0, min(free, max(1, most // _SHARE)))]:
                del far[viewer]
                await self._actors.signal(room, signal("watch", Watch("webrtc"), to=viewer))

    def _watching(self, stats: Stats) -> dict[RoomId, list[ParticipantId]]:
        """Those who watch from the hall, in the order in which they came; whoever came back anew counts once."""
        behind = {actor.id: rooms.behind_stage(actor.hub.view.room) for actor in self._actors.running()}
        found: dict[RoomId, dict[ParticipantId, None]] = {}
        for each in stats.subscribers:
            if each.connected and each.subscriber not in behind.get(each.room, frozenset()):
                found.setdefault(each.room, {})[each.subscriber] = None
        return {room: list(viewers) for room, viewers in found.items()}
