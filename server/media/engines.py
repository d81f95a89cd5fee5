"""Several engine processes as one engine, one for each core that is given to media. Input: requests of the server.

A room lives in one process, chosen by its name, so that its packets never cross. A resource's id begins with the number
of its process.
"""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import Callable

import msgspec

from rooms import ParticipantId, RoomId
from server.media.configuration import Configuration
from server.media.hls.feed import Plan
from server.media.hls.products import Taker
from server.media.port import (
    Answer,
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
from server.media.supervisor import Supervisor


class Engines:
    """Implements port.MediaEngine. The processes take `count` UDP ports from the configured one on (0: any)."""

    def __init__(self, configuration: Configuration, count: int) -> None:
        first = configuration.port
        self._engines = tuple(
            Supervisor(msgspec.structs.replace(configuration, port=first + number if first else 0))
            for number in range(count)
        )

    @property
    def ports(self) -> tuple[int, ...]:
        """The UDP ports that the processes read."""
        return tuple(engine.port for engine in self._engines)

    async def warm(self) -> None:
        """Have every process ready, so that `start` takes a moment only."""
        await asyncio.gather(*(engine.warm() for engine in self._engines))

    async def start(self) -> None:
        """Start every process. Raises Misconfigured when one cannot serve."""
        try:
            for engine in self._engines:
                await engine.start()
        except BaseException:
            await self.close()
            raise

    async def publish(self, request: Publish) -> Answer:
        return self._numbered(request.room, await self._of_room(request.room).publish(request))

    async def subscribe(self, request: Subscribe) -> Answer:
        return self._numbered(request.room, await self._of_room(request.room).subscribe(request))

    async def choose(self, resource: ResourceId, mid: str, wanted: Wanted) -> None:
        engine, own = self._of_resource(resource)
        await engine.choose(own, mid, wanted)

    async def ice_tag(self, resource: ResourceId) -> str:
        engine, own = self._of_resource(resource)
        return await engine.ice_tag(own)

    async def restart_ice(self, resource: ResourceId, fragment: str) -> Restarted:
        engine, own = self._of_resource(resource)
        return await engine.restart_ice(own, fragment)

    async def leave(self, resource: ResourceId) -> None:
        engine, own = self._of_resource(resource)
        await engine.leave(own)

    async def expel(self, room: RoomId, participant: ParticipantId) -> None:
        await self._of_room(room).expel(room, participant)

    async def unpublish(self, room: RoomId, participant: ParticipantId) -> None:
        await self._of_room(room).unpublish(room, participant)

    async def set_stage(self, room: RoomId, tracks: tuple[TrackId, ...]) -> None:
        await self._of_room(room).set_stage(room, tracks)

    async def set_channels(self, room: RoomId, heard: dict[str, TrackId]) -> None:
        await self._of_room(room).set_channels(room, heard)

    async def broadcast(self, room: RoomId, plan: Plan | None) -> None:
        """Pack this of a room from now on, or nothing more."""
        await self._of_room(room).broadcast(room, plan)

    def take(self, taker: Taker) -> Callable[[], None]:
        """Call `taker` with what the packagers make; the result ends that."""
        ends = [engine.take(taker) for engine in self._engines]

        def end() -> None:
            for each in ends:
                each()

        return end

    async def tracks(self, room: RoomId) -> tuple[Track, ...]:
        return await self._of_room(room).tracks(room)

    async def stats(self) -> Stats:
        """The sum over all processes; `process` is the first's."""
        found = [await engine.stats() for engine in self._engines]
        dropped: Counter[str] = Counter()
        for each in found:
            dropped.update(each.dropped)
        return Stats(
            found[0].process,
            sum(each.cpu for each in found),
            sum(each.packets_in for each in found),
            sum(each.packets_out for each in found),
            dict(dropped),
            tuple(track for each in found for track in each.tracks),
            tuple(
                msgspec.structs.replace(subscriber, resource=_numbered(number, subscriber.resource))
                for number, each in enumerate(found)
                for subscriber in each.subscribers
            ),
        )

    def listen(self, listener: Listener) -> Callable[[], None]:
        ends = [
            engine.listen(lambda told, number=number: listener(_renamed(number, told)))  # type: ignore[misc]
            for number, engine in enumerate(self._engines)
        ]

        def end() -> None:
            for each in ends:
                each()

        return end

    async def close(self) -> None:
        for engine in self._engines:
            await engine.close()

    def _number(self, room: RoomId) -> int:
        return zlib.crc32(room.encode()) % len(self._engines)

    def _of_room(self, room: RoomId) -> Supervisor:
        return self._engines[self._number(room)]

    def _of_resource(self, resource: ResourceId) -> tuple[Supervisor, ResourceId]:
        number, _, own = resource.partition(".")
        if not own or not number.isdecimal() or int(number) >= len(self._engines):
            raise MediaRefused("media.resource")
        return self._engines[int(number)], ResourceId(own)

    def _numbered(self, room: RoomId, answer: Answer) -> Answer:
        return msgspec.structs.replace(answer, resource=_numbered(self._number(room), answer.resource))


def _numbered(number: int, resource: ResourceId) -> ResourceId:
    return ResourceId(f"{number}.{resource}")


def _renamed(number: int, told: Notification) -> Notification:
    if isinstance(told, LayerChosen | ResourceClosed):
        return msgspec.structs.replace(told, resource=_numbered(number, told.resource))
    return told
