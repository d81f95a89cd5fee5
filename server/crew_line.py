"""The line between the crew and one worker: one JSON object a line. Input: what the other end writes.

The line's end is the other end's death: a worker whose crew is gone ends too.
"""

from __future__ import annotations

import asyncio
import socket

import msgspec


class Serves(msgspec.Struct, frozen=True, tag="serves"):
    """A worker serves; the others reach it at `address`."""

    address: str


class Left(msgspec.Struct, frozen=True, tag="left"):
    """A worker that was told to leave does nothing for the others any more."""


class Roll(msgspec.Struct, frozen=True, tag="roll"):
    """The crew tells who serves now: addresses by slot."""

    addresses: dict[str, str]


Message = Serves | Left | Roll
_encode, _decode = msgspec.json.encode, msgspec.json.Decoder(Message).decode


class CrewLine:
    """One end. Make it with `of`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def of(cls, end: socket.socket) -> CrewLine:
        """The line over a connected socket, which is its own from now on."""
        return cls(*await asyncio.open_connection(sock=end))

    def tell(self, message: Message) -> None:
        """Write a message, if the other end still lives."""
        if not self._writer.is_closing():
            self._writer.write(_encode(message) + b"\n")

    async def hear(self) -> Message | None:
        """Return the next message, None when the other end is gone."""
        try:
            line = await self._reader.readline()
        except ConnectionError:
            return None
        return _decode(line) if line.endswith(b"\n") else None

    def close(self) -> None:
        """Let go of it."""
        self._writer.close()
