"""The floor: a bare uvloop socket loop that writes the same bytes to every socket and does nothing else.

Input: WebSocket upgrades on one port; on the feed port, records of a letter, a length and bytes:
`G` sets the greeting that each connection gets for its first frame, `F` is written to all that are connected.
Run as `python -m tests.load.bare`; its first line of output is a JSON object with `port` and `feed`.
"""

import asyncio
import base64
import hashlib
import json
import re
import sys
from struct import Struct
from typing import cast

import uvloop

GREETING, FRAME = b"G", b"F"
RECORD = Struct("!cI")

_KEY = re.compile(rb"(?i)\r\nsec-websocket-key: *([^\r]+)\r\n")
_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Loop:
    """The connected transports and the bytes that greet a new one."""

    def __init__(self) -> None:
        self.greeting = b""
        self.transports: dict[asyncio.Transport, None] = {}

    def write(self, frame: bytes) -> None:
        for transport in self.transports:
            transport.write(frame)


class Socket(asyncio.Protocol):
    """One connection: the upgrade, then the greeting for its first frame; what else it sends is dropped."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._request: bytes = b""
        self._upgraded = self._greeted = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports behave as asyncio.Transport and do not inherit from it.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        if not self._upgraded:
            self._request += data
            if b"\r\n\r\n" in self._request:
                self._upgrade(self._transport)
        elif not self._greeted:
            self._greeted = True
            self._transport.write(self._loop.greeting)
            self._loop.transports[self._transport] = None

    def _upgrade(self, transport: asyncio.Transport) -> None:
        key = _KEY.search(self._request)
        if key is None:
            transport.close()
            return
        accept = base64.b64encode(hashlib.sha1(key[1] + _MAGIC, usedforsecurity=False).digest())
        transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self._upgraded, self._request = True, b""

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._loop.transports.pop(self._transport, None)


class Feed(asyncio.Protocol):
    """The connection that says what to write."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while len(self._rest) >= RECORD.size:
            letter, size = RECORD.unpack_from(self._rest)
            end = RECORD.size + size
            if len(self._rest) < end:
                return
            content, self._rest = self._rest[RECORD.size : end], self._rest[end:]
            if letter == GREETING:
                self._loop.greeting = content
            else:
                self._loop.write(content)


async def serve() -> None:
    """Serve on two free loopback ports until standard input ends."""
    running = asyncio.get_running_loop()
    loop = Loop()
    sockets = await running.create_server(lambda: Socket(loop), "127.0.0.1", 0, backlog=2048)
    feed = await running.create_server(lambda: Feed(loop), "127.0.0.1", 0)
    ports = [server.sockets[0].getsockname()[1] for server in (sockets, feed)]
    sys.stdout.write(json.dumps({"port": ports[0], "feed": ports[1]}) + "\n")
    sys.stdout.flush()
    over = asyncio.Event()
    running.add_reader(sys.stdin.fileno(), over.set)
    await over.wait()


if __name__ == "__main__":
    uvloop.run(serve())
