"""A UDP path that loses packets by a script: every n-th encrypted media packet on its way to the browser."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast


@dataclass
class Path:
    """The port to speak to instead of the engine's, which packet is lost from now on, and how many were so far."""

    every: int
    port: int = 0
    lost: int = 0


class _Way(asyncio.DatagramProtocol):
    """One socket of the path."""

    def __init__(self, forward: "_Forward") -> None:
        self._forward = forward
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._forward.take(self, data, addr)


class _Forward:
    """Carries datagrams of one browser at a time between its socket and the engine's port."""

    def __init__(self, path: Path, engine: int) -> None:
        self._path, self._engine = path, engine
        self._count = 0
        self._browser: tuple[str, int] | None = None
        self.near = _Way(self)
        self.far = _Way(self)

    def take(self, way: _Way, data: bytes, source: tuple[str, int]) -> None:
        if way is self.near:
            self._browser = source
            if self.far.transport is not None:
                self.far.transport.sendto(data, ("127.0.0.1", self._engine))
            return
        is_media = len(data) > 12 and 128 <= data[0] <= 191 and not 192 <= data[1] <= 223
        self._count += is_media
        if is_media and self._count % self._path.every == 0:
            self._path.lost += 1
        elif self._browser is not None and self.near.transport is not None:
            self.near.transport.sendto(data, self._browser)


@asynccontextmanager
async def lossy_path(engine: int, every: int) -> AsyncIterator[Path]:
    """A path to the engine's port on loopback."""
    path = Path(every)
    forward = _Forward(path, engine)
    loop = asyncio.get_running_loop()
    near, _ = await loop.create_datagram_endpoint(lambda: forward.near, ("127.0.0.1", 0))
    far, _ = await loop.create_datagram_endpoint(lambda: forward.far, ("127.0.0.1", 0))
    path.port = near.get_extra_info("sockname")[1]
    try:
        yield path
    finally:
        near.close()
        far.close()
