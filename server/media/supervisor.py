"""Starts the engine's process, speaks with it, and starts it again when it ends or hangs. Input: requests of the server.

When a process is lost, calls under way are refused with media.restarting, and listeners are told at once that its tracks
and resources are gone. Once the next one is ready they are told `engine.restarted`: peers then offer again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any

import msgspec

from rooms import ParticipantId, RoomId
from server.errors import Misconfigured
from server.media import control
from server.media.child import START_S, Child, see_out, start_child
from server.media.configuration import Configuration
from server.media.hls.feed import Plan
from server.media.hls.products import Taker
from server.media.port import (
    Answer,
    EngineRestarted,
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
    TrackAdded,
    TrackId,
    TrackRemoved,
    Wanted,
)

logger = logging.getLogger(__name__)

_CALL_S = 10.0
_HANGS_S = 6.0
_PINGS = 6
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 5.0
_STEADY_S = 30.0


class Supervisor:
    """Implements port.MediaEngine by a process of its own. One that says nothing for `hangs_s` seconds is replaced."""

    def __init__(self, configuration: Configuration, hangs_s: float = _HANGS_S) -> None:
        self._configuration = configuration
        self._hangs_s = hangs_s
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._calls: dict[int, tuple[str, asyncio.Future[Any]]] = {}
        self._count = 0
        self._listeners: list[Listener] = []
        self._resources: dict[ResourceId, tuple[RoomId, ParticipantId]] = {}
        self._tracks: dict[tuple[RoomId, TrackId], Track] = {}
        self._stages: dict[RoomId, tuple[TrackId, ...]] = {}
        self._channels: dict[RoomId, dict[str, TrackId]] = {}
        self._plans: dict[RoomId, Plan] = {}
        self._takers: list[Taker] = []
        self._watch: asyncio.Task[None] | None = None
        self._warm: Child | None = None
        self._heard = 0.0
        self._over = asyncio.Event()
        self.port = configuration.port
        self.restarts = 0

    @property
    def process(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process is not None and self._writer is not None else None

    async def warm(self) -> None:
        """Have a process ready that has yet no port, so that `start` takes a moment only."""
        self._warm = await start_child()

    async def start(self) -> None:
        """Start the process. Raises Misconfigured when it cannot serve, for example because its port is taken."""
        reader = await self._spawn()
        self._watch = asyncio.create_task(self._keep(reader))

    async def close(self) -> None:
        """End the process; it takes leave of its peers."""
        # Nothing is cancelled: a process that is just being started or seen out would be left behind.
        self._over.set()
        if self._writer is not None:
            self._writer.close()
        warm, self._warm = self._warm, None
        if warm is not None:
            await warm.end()
        watch, self._watch = self._watch, None
        if watch is not None:
            await watch
        await self._end()

    async def publish(self, request: Publish) -> Answer:
        answer: Answer = await self._call("publish", request)
        self._resources[answer.resource] = (request.room, request.publisher)
        return answer

    async def subscribe(self, request: Subscribe) -> Answer:
        answer: Answer = await self._call("subscribe", request)
        self._resources[answer.resource] = (request.room, request.subscriber)
        return answer

    async def choose(self, resource: ResourceId, mid: str, wanted: Wanted) -> None:
        await self._call("choose", resource, mid, wanted)

    async def ice_tag(self, resource: ResourceId) -> str:
        tag: str = await self._call("ice_tag", resource)
        return tag

    async def restart_ice(self, resource: ResourceId, fragment: str) -> Restarted:
        restarted: Restarted = await self._call("restart_ice", resource, fragment)
        return restarted

    async def leave(self, resource: ResourceId) -> None:
        await self._call("leave", resource)

    async def expel(self, room: RoomId, participant: ParticipantId) -> None:
        await self._call("expel", room, participant)

    async def unpublish(self, room: RoomId, participant: ParticipantId) -> None:
        await self._call("unpublish", room, participant)

    async def set_stage(self, room: RoomId, tracks: tuple[TrackId, ...]) -> None:
        # Kept for the next process, also when this one is just being replaced.
        if tracks:
            self._stages[room] = tracks
        else:
            self._stages.pop(room, None)
        if self._writer is not None:
            await self._call("set_stage", room, tracks)

    async def set_channels(self, room: RoomId, heard: dict[str, TrackId]) -> None:
        self._channels[room] = heard
        if self._writer is not None:
            await self._call("set_channels", room, heard)

    async def broadcast(self, room: RoomId, plan: Plan | None) -> None:
        """Pack this of a room from now on, or nothing more. When it returns, what was made before has been given."""
        if plan is not None:
            self._plans[room] = plan
        else:
            self._plans.pop(room, None)
        if self._writer is not None:
            await self._call("broadcast", room, plan)

    def take(self, taker: Taker) -> Callable[[], None]:
        """Call `taker` with what the packagers make; the result ends that. It must not block."""
        self._takers.append(taker)
        return lambda: self._takers.remove(taker)

    async def tracks(self, room: RoomId) -> tuple[Track, ...]:
        tracks: tuple[Track, ...] = await self._call("tracks", room)
        return tracks

    async def stats(self) -> Stats:
        stats: Stats = await self._call("stats")
        return stats

    def listen(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def _call(self, method: str, *arguments: object) -> Any:
        if self._writer is None:
            raise MediaRefused("media.restarting")
        self._count += 1
        number = self._count
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._calls[number] = (method, future)
        self._writer.write(control.frame(control.Call(number, method, control.raw(arguments))))
        try:
            async with asyncio.timeout(_CALL_S):
                return await future
        except TimeoutError:
            raise MediaRefused("media.restarting") from None
        finally:
            self._calls.pop(number, None)

    async def _spawn(self) -> asyncio.StreamReader:
        child, self._warm = self._warm or await start_child(), None
        self._process, reader, writer = child
        writer.write(control.frame(control.Configure(self._configuration)))
        try:
            async with asyncio.timeout(START_S):
                content = await control.read_frame(reader)
        except TimeoutError:
            content = None
        message = control.read_upward(content) if content is not None else None
        if not isinstance(message, control.Ready):
            writer.close()
            await self._end()
            reason = message.reason if isinstance(message, control.Failed) else "it ended at its start"
            raise Misconfigured(
                [f"the media engine cannot serve UDP port {self._configuration.port}: {reason}"]
            )
        self.port = message.port
        self._writer, self._heard = writer, time.monotonic()
        kept: list[tuple[str, object]] = [("set_stage", each) for each in self._stages.items()]
        kept += [("set_channels", each) for each in self._channels.items()]
        for method, arguments in [*kept, *(("broadcast", each) for each in self._plans.items())]:
            # Nobody waits for the reply.
            writer.write(control.frame(control.Call(0, method, control.raw(arguments))))
        return reader

    async def _keep(self, reader: asyncio.StreamReader) -> None:
        """Read from the process as long as it lives, then start the next."""
        pause = _FIRST_PAUSE_S
        while True:
            began = time.monotonic()
            pinging = asyncio.create_task(self._ping())
            try:
                await self._read(reader)
            finally:
                pinging.cancel()
            await self._end()
            self._tell_lost()
            if time.monotonic() - began > _STEADY_S:
                pause = _FIRST_PAUSE_S
            while self._writer is None:
                if not self._over.is_set():
                    logger.error("the media engine's process ended; the next one starts in %.2f s", pause)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._over.wait(), pause)
                if self._over.is_set():
                    return
                pause = min(_LONGEST_PAUSE_S, pause * 2)
                try:
                    reader = await self._spawn()
                except Misconfigured as fault:
                    logger.error("%s", fault)
            self.restarts += 1
            if self._over.is_set():
                return
            self._tell(EngineRestarted())

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while (content := await control.read_frame(reader)) is not None:
            self._heard = time.monotonic()
            message = control.read_upward(content)
            if isinstance(message, control.Told):
                self._tell(message.notification)
            elif isinstance(message, control.Produced):
                for taker in self._takers:
                    taker(message.room, message.product)
            elif isinstance(message, control.Reply | control.Denied):
                self._resolve(message)

    def _resolve(self, message: control.Reply | control.Denied) -> None:
        method, future = self._calls.get(message.id, ("", None))
        if future is None or future.done():
            return
        if isinstance(message, control.Denied):
            future.set_exception(MediaRefused(message.code, **message.data))
        else:
            future.set_result(control.result_of(method, message))

    async def _ping(self) -> None:
        """Kill a process that does not answer: its reader then ends."""
        while self._writer is not None and self._process is not None:
            if time.monotonic() - self._heard > self._hangs_s:
                logger.error("the media engine's process does not answer and is killed")
                self._process.kill()
                return
            self._writer.write(control.frame(control.Ping()))
            await asyncio.sleep(self._hangs_s / _PINGS)

    async def _end(self) -> None:
        """Close the line, refuse what waits, and see the process out."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        for _, future in self._calls.values():
            if not future.done():
                future.set_exception(MediaRefused("media.restarting"))
        process, self._process = self._process, None
        if process is not None:
            await see_out(process)

    def _tell_lost(self) -> None:
        """The process is gone, and with it its tracks and resources."""
        self._plans = {
            room: msgspec.structs.replace(plan, since=time.time()) for room, plan in self._plans.items()
        }
        for track in list(self._tracks.values()):
            self._tell(TrackRemoved(track))
        for resource, (room, participant) in list(self._resources.items()):
            self._tell(ResourceClosed(resource, room, participant, "restarted"))

    def _tell(self, notification: Notification) -> None:
        if isinstance(notification, TrackAdded):
            self._tracks[notification.track.room, notification.track.id] = notification.track
        elif isinstance(notification, TrackRemoved):
            self._tracks.pop((notification.track.room, notification.track.id), None)
        elif isinstance(notification, ResourceClosed):
            self._resources.pop(notification.resource, None)
        for listener in list(self._listeners):
            listener(notification)
