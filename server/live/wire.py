"""The way to one socket: straight to its transport where the server offers ready frames, else through a bounded queue.

Input: Starlette's WebSocket, already accepted.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.live.fanout import CLOSE_S, EXTENSION, Peer
from server.live.ready import payload_of

HIGH_BYTES = 64 * 1024
LOW_BYTES = 16 * 1024


class Wire(Protocol):
    """What a connection writes to. The callbacks are those of `server.live.fanout.Peer`; not every wire has `on_text`."""

    on_text: Callable[[str], bool] | None
    on_lag: Callable[[], None] | None
    on_drain: Callable[[], None] | None
    on_lost: Callable[[], None] | None
    on_stop: Callable[[], None] | None

    @property
    def gone(self) -> bool:
        """Whether nothing may be written any more."""

    @property
    def descriptor(self) -> int | None:
        """The number of a plain socket that may be written to directly while the peer does not lag."""

    @property
    def write(self) -> Callable[[bytes], None]:
        """Write a ready frame, without waiting."""

    def backlog(self) -> int:
        """Return the bytes that wait to be sent."""

    def close(self, code: int, reason: str) -> None:
        """Say goodbye behind what is written. Closing twice changes nothing."""


class QueuedWire:
    """A wire over `websocket.send`, for servers without the extension."""

    descriptor = None

    def __init__(self, websocket: WebSocket) -> None:
        self.on_text: Callable[[str], bool] | None = None
        self.on_lag: Callable[[], None] | None = None
        self.on_drain: Callable[[], None] | None = None
        self.on_lost: Callable[[], None] | None = None
        self.on_stop: Callable[[], None] | None = None
        self._websocket = websocket
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._lagging = False
        self._goodbye: tuple[int, str] | None = None
        self._arrived = asyncio.Event()
        self._closed = asyncio.Event()
        self._writer = asyncio.create_task(self._drain())

    @property
    def gone(self) -> bool:
        """Whether nothing may be written any more."""
        return self._goodbye is not None

    def write(self, frame: bytes) -> None:
        """Queue a ready frame."""
        if self._goodbye is not None:
            return
        self._frames.append(frame)
        self._bytes += len(frame)
        self._arrived.set()
        if self._bytes > HIGH_BYTES and not self._lagging:
            self._lagging = True
            if self.on_lag is not None:
                self.on_lag()

    def backlog(self) -> int:
        """Return the bytes that wait to be sent."""
        return self._bytes

    def close(self, code: int, reason: str) -> None:
        """Say goodbye behind what is queued."""
        if self._goodbye is None:
            self._goodbye = (code, reason)
            self._arrived.set()
            self._closed.set()
            self._lost()

    async def receive(self) -> Message:
        """Wait for the next message, or for our own goodbye."""
        receiving = asyncio.ensure_future(self._websocket.receive())
        closing = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait({receiving, closing}, return_when=asyncio.FIRST_COMPLETED)
            if receiving.done():
                return receiving.result()
            return {"type": "websocket.disconnect", "code": 1000}
        finally:
            receiving.cancel()
            closing.cancel()

    async def finish(self) -> None:
        """Send what is queued and the goodbye; give up on a peer that does not read."""
        self._lost()
        if self._goodbye is None:
            self._writer.cancel()
        await asyncio.wait({self._writer}, timeout=CLOSE_S)
        self._writer.cancel()

    async def _drain(self) -> None:
        try:
            while self._frames or self._goodbye is None:
                await self._arrived.wait()
                while self._frames:
                    frame = self._frames[0]
                    await self._websocket.send_text(payload_of(frame).decode())
                    self._frames.popleft()
                    self._bytes -= len(frame)
                    self._note_drained()
                if self._goodbye is None:
                    self._arrived.clear()
            await self._websocket.close(*self._goodbye)
        except (WebSocketDisconnect, OSError, RuntimeError):
            # The peer is gone; whoever reads from it learns that there.
            self._goodbye = self._goodbye or (1006, "")
            self._lost()

    def _note_drained(self) -> None:
        if self._lagging and self._bytes < LOW_BYTES:
            self._lagging = False
            if self.on_drain is not None:
                self.on_drain()

    def _lost(self) -> None:
        callback, self.on_lost = self.on_lost, None
        self.on_lag = self.on_drain = self.on_stop = None
        if callback is not None:
            callback()


def open_wire(websocket: WebSocket) -> Peer | QueuedWire:
    """Return the quickest way to an accepted socket."""
    peer = websocket.scope.get("extensions", {}).get(EXTENSION)
    return peer if isinstance(peer, Peer) else QueuedWire(websocket)
