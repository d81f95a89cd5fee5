"""The desk in a thread of its own, so that decoding and encoding delay neither packets nor players.

PyAV lets go of the interpreter's lock while it works. Input: what a desk takes, from the loop's thread.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence

from server.media.hls.desk import Deliver, Desk, Made
from server.media.hls.feed import Channel, Packet
from server.media.hls.products import Group
from server.media.port import TrackId

# About four seconds of twenty tracks. A desk further behind than that is not caught up with by waiting.
_MOST_WAITING = 4096

log = logging.getLogger(__name__)


class DeskThread:
    """`deliver` is called in the running loop. `dropped` counts what the thread was too slow for."""

    def __init__(
        self, origin: float, deliver: Deliver, groups: Sequence[Group] = (Group.OPUS, Group.AAC)
    ) -> None:
        self.dropped = 0
        self._loop = asyncio.get_running_loop()
        self._deliver = deliver
        self._desk = Desk(origin, self._hand_over, groups)
        self._work: queue.Queue[Callable[[], None] | None] = queue.Queue(_MOST_WAITING)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="sound desk", daemon=True)
        self._thread.start()

    def plan(self, channels: Sequence[Channel]) -> None:
        self._put(lambda: self._desk.plan(channels))

    def packet(self, track: TrackId, packet: Packet) -> None:
        self._put(lambda: self._desk.packet(track, packet))

    def report(self, track: TrackId, stream: int, wall: float, timestamp: int) -> None:
        self._put(lambda: self._desk.report(track, stream, wall, timestamp))

    def advance(self, now: float) -> None:
        self._put(lambda: self._desk.advance(now))

    def close(self) -> None:
        """End the thread; what it makes from now on is not delivered."""
        self._closed = True
        while True:
            try:
                self._work.put_nowait(None)
                break
            except queue.Full:
                self._drop_one()
        self._thread.join()

    def _drop_one(self) -> None:
        try:
            self._work.get_nowait()
        except queue.Empty:
            return
        self.dropped += 1

    def _put(self, work: Callable[[], None]) -> None:
        try:
            self._work.put_nowait(work)
        except queue.Full:
            self.dropped += 1

    def _hand_over(self, made: list[Made]) -> None:
        if not self._closed:
            self._loop.call_soon_threadsafe(self._receive, made)

    def _receive(self, made: list[Made]) -> None:
        if not self._closed:
            self._deliver(made)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            except Exception:
                # One bad packet must not end the sound of a whole day.
                log.exception("the sound desk could not do a step")
