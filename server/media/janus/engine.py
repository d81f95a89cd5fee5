"""Several Janus servers as one media engine. Input: requests of the server.

A room is carried by one Janus, chosen by its name among those that answer, and stays there while anybody publishes or
watches in it. A Janus that is lost takes its peers with it: they are told, and their rooms move to another one.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from rooms import ParticipantId, RoomId
from server.errors import Misconfigured
from server.media.janus.link import JanusFault
from server.media.janus.server import JanusServer
from server.media.janus.videoroom import Access, access_of
from server.media.port import (
    Answer,
    EngineRestarted,
    LayerChosen,
    Listener,
    MediaRefused,
    Notification,
    Publish,
    ResourceClosed,
    ResourceId,
    Restarted,
    Stats,
    Subscribe,
    Track,
    TrackId,
    Wanted,
)

logger = logging.getLogger(__name__)

AGAIN_S = 1.0
AGAIN_MOST_S = 15.0


class JanusEngine:
    """Implements port.MediaEngine over the Janus servers of a list; their order must be the same in every process."""

    def __init__(self, servers: Sequence[Access]) -> None:
        self._access = tuple(servers)
        self._up: dict[int, JanusServer] = {}
        self._placed: dict[RoomId, int] = {}
        self._stages: dict[RoomId, tuple[TrackId, ...]] = {}
        self._heard_in: dict[RoomId, dict[str, TrackId]] = {}
        self._listeners: list[Listener] = []
        self._returning: set[asyncio.Task[None]] = set()

    @classmethod
    def of(cls, urls: Sequence[str]) -> JanusEngine:
        """Make it from addresses. Raises Misconfigured with every fault."""
        found, faults = [], []
        for number, url in enumerate(urls, start=1):
            try:
                found.append(access_of(url))
            except ValueError as error:
                # The address holds secrets, so that it is not shown.
                faults.append(f"PUENTE_JANUS_URLS, the address {number}: {error}")
        if faults:
            raise Misconfigured(faults)
        return cls(found)

    async def warm(self) -> None:
        """Nothing takes long here."""

    async def start(self) -> None:
        """Connect to every server. Raises Misconfigured when none of them answers; the others are tried again."""
        faults = []
        for number, access in enumerate(self._access):
            try:
                await self._open(number)
            except JanusFault as fault:
                faults.append(f"PUENTE_JANUS_URLS: {access.url} does not answer: {fault.reason}")
                self._return(number)
        if not self._up:
            await self.close()
            raise Misconfigured(faults)
        for each in faults:
            logger.error("%s", each)

    async def publish(self, request: Publish) -> Answer:
        number, server = await self._of_room(request.room)
        return _numbered_answer(number, await server.publish(request))

    async def subscribe(self, request: Subscribe) -> Answer:
        number, server = await self._of_room(request.room)
        return _numbered_answer(number, await server.subscribe(request))

    async def choose(self, resource: ResourceId, mid: str, wanted: Wanted) -> None:
        server, own = self._of_resource(resource)
        await server.choose(own, mid, wanted)

    async def ice_tag(self, resource: ResourceId) -> str:
        server, own = self._of_resource(resource)
        return await server.ice_tag(own)

    async def restart_ice(self, resource: ResourceId, fragment: str) -> Restarted:
        server, own = self._of_resource(resource)
        return await server.restart_ice(own, fragment)

    async def leave(self, resource: ResourceId) -> None:
        server, own = self._of_resource(resource)
        await server.leave(own)

    async def expel(self, room: RoomId, participant: ParticipantId) -> None:
        for server in tuple(self._up.values()):
            await server.expel(room, participant)

    async def unpublish(self, room: RoomId, participant: ParticipantId) -> None:
        for server in tuple(self._up.values()):
            await server.unpublish(room, participant)

    async def set_stage(self, room: RoomId, tracks: tuple[TrackId, ...]) -> None:
        self._stages[room] = tracks
        placed = self._placed.get(room)
        if placed in self._up:
            await self._up[placed].set_stage(room, tracks)

    async def set_channels(self, room: RoomId, heard: dict[str, TrackId]) -> None:
        self._heard_in[room] = heard
        placed = self._placed.get(room)
        if placed in self._up:
            await self._up[placed].set_channels(room, heard)

    async def tracks(self, room: RoomId) -> tuple[Track, ...]:
        server = self._up.get(self._placed.get(room, -1))
        return () if server is None else await server.tracks(room)

    async def stats(self) -> Stats:
        """The sum over all servers that answer."""
        if not self._up:
            raise MediaRefused("media.restarting")
        found = {number: await server.stats() for number, server in tuple(self._up.items())}
        dropped: Counter[str] = Counter()
        for each in found.values():
            dropped.update(each.dropped)
        return Stats(
            0,
            sum(each.cpu for each in found.values()),
            sum(each.packets_in for each in found.values()),
            sum(each.packets_out for each in found.values()),
            dict(dropped),
            tuple(track for each in found.values() for track in each.tracks),
            tuple(
                msgspec.structs.replace(subscriber, resource=_numbered(number, subscriber.resource))
                for number, each in found.items()
                for subscriber in each.subscribers
            ),
        )

    def listen(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def close(self) -> None:
        for task in tuple(self._returning):
            task.cancel()
        up, self._up = tuple(self._up.values()), {}
        for server in up:
            await server.close()

    async def _of_room(self, room: RoomId) -> tuple[int, JanusServer]:
        """The server that carries a room, chosen anew when nobody is left on the one before."""
        placed = self._placed.get(room)
        if placed in self._up and self._up[placed].busy(room):
            return placed, self._up[placed]
        if not self._up:
            raise MediaRefused("media.restarting")
        number = max(self._up, key=lambda each: hashlib.sha256(f"{each} {room}".encode()).digest())
        self._placed[room] = number
        server = self._up[number]
        if placed != number and room in self._stages:
            await server.set_stage(room, self._stages[room])
        if placed != number and room in self._heard_in:
            await server.set_channels(room, self._heard_in[room])
        return number, server

    def _of_resource(self, resource: ResourceId) -> tuple[JanusServer, ResourceId]:
        number, _, own = resource.partition(".")
        server = self._up.get(int(number)) if own and number.isdecimal() else None
        if server is None:
            raise MediaRefused("media.resource")
        return server, ResourceId(own)

    async def _open(self, number: int) -> None:
        server = JanusServer(
            self._access[number], lambda told: self._tell(_renamed(number, told)), lambda: self._lose(number)
        )
        try:
            await server.open()
        except JanusFault:
            await server.close()
            raise
        self._up[number] = server

    def _lose(self, number: int) -> None:
        self._up.pop(number, None)
        self._return(number)
        if self._up:
            # The rooms that it carried may begin again on the others.
            self._tell(EngineRestarted())

    def _return(self, number: int) -> None:
        task = asyncio.create_task(self._try_again(number), name=f"janus {number}")
        self._returning.add(task)
        task.add_done_callback(self._returning.discard)

    async def _try_again(self, number: int) -> None:
        wait_s = AGAIN_S
        while True:
            await asyncio.sleep(wait_s)
            try:
                await self._open(number)
            except JanusFault as fault:
                logger.warning("%s is still away: %s", self._access[number].url, fault.reason)
                wait_s = min(AGAIN_MOST_S, 2 * wait_s)
            else:
                logger.warning("%s is back", self._access[number].url)
                self._tell(EngineRestarted())
                return

    def _tell(self, notification: Notification) -> None:
        for listener in list(self._listeners):
            listener(notification)


def _numbered(number: int, resource: ResourceId) -> ResourceId:
    return ResourceId(f"{number}.{resource}")


def _numbered_answer(number: int, answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, resource=_numbered(number, answer.resource))


def _renamed(number: int, told: Notification) -> Notification:
    if isinstance(told, LayerChosen | ResourceClosed):
        return msgspec.structs.replace(told, resource=_numbered(number, told.resource))
    return told
