"""A stretch of network between a browser and the server that a test may cut, block and mend.

Input: the server's port. It forwards bytes and looks at none of them.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Tunnel:
    """Listens on a port of its own. `cut` breaks every connection; the others keep them and let nothing through."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._there, self._back = asyncio.Event(), asyncio.Event()
        self._there.set()
        self._back.set()
        self._refusing = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Tunnel:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        self.address = f"http://localhost:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.mend()
        self.cut()
        await asyncio.gather(*self._passing, return_exceptions=True)

    def cut(self) -> None:
        """Break every connection and refuse new ones."""
        self._refusing = True
        for writer in self._writers:
            writer.transport.abort()

    def block(self) -> None:
        """Let nothing through any more, without telling anybody."""
        self._there.clear()
        self._back.clear()

    def mute_far_end(self) -> None:
        """Let through what the browser says, and nothing of what the server answers."""
        self._back.clear()

    def mend(self) -> None:
        """Be a good network again."""
        self._refusing = False
        self._there.set()
        self._back.set()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        self._writers.add(writer)
        try:
            if not self._refusing:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
                self._writers.add(far_writer)
                await asyncio.gather(
                    _carry(reader, far_writer, self._there), _carry(far_reader, writer, self._back)
                )
                self._writers.discard(far_writer)
        finally:
            writer.transport.abort()
            self._writers.discard(writer)
            self._passing.discard(task)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passable: asyncio.Event) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            await passable.wait()
            writer.write(data)
            await writer.drain()
    writer.transport.abort()
