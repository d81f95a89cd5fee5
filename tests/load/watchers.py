"""Viewers of a broadcast without a screen: each follows one rendition by blocking reload, a thing at a time.

Input: the address of a media playlist. They read only what they need to go on: it is the server that shall work.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from functools import partial
from typing import cast

_LENGTH, _HINT, _PART, _END = b"content-length:", b'TYPE=PART,URI="', b"#EXT-X-PART:", b".m4s"


@dataclass
class Seen:
    """What all watchers of a broadcast saw. `spreads` are seconds from the first who has a part to each other one."""

    parts: int = 0
    playlists: int = 0
    octets: int = 0
    refused: int = 0
    spreads: list[float] = field(default_factory=list)
    first: dict[str, float] = field(default_factory=dict)


class Watcher(asyncio.Protocol):
    """One connection that is kept alive; it asks for the next thing when it has the one before."""

    def __init__(self, base: str, seen: Seen) -> None:
        self._base = base
        self._seen = seen
        self._transport: asyncio.WriteTransport | None = None
        self._head = b""
        self._body: list[bytes] | None = None
        self._left = 0
        self._status = b""
        self._wanted = ""
        self._part = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are of classes of their own.
        self._transport = cast("asyncio.WriteTransport", transport)
        self._ask("live.m3u8")

    def stop(self) -> None:
        """Ask for nothing any more."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def _ask(self, file: str) -> None:
        self._wanted = file
        if self._transport is not None:
            self._transport.write(f"GET {self._base}/{file} HTTP/1.1\r\nHost: puente\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        if self._left:
            if self._body is not None:
                self._body.append(data)
            self._left -= len(data)
        else:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            head, rest = self._head[: end + 2].lower(), self._head[end + 4 :]
            self._head = b""
            at = head.index(_LENGTH) + len(_LENGTH)
            self._left = int(head[at : head.index(b"\r", at)]) - len(rest)
            self._status = head[9:12]
            self._body = [rest] if ".m3u8" in self._wanted else None
            self._seen.octets += self._left + len(rest)
        if self._left <= 0:
            self._left = 0
            self._done()

    def _done(self) -> None:
        seen = self._seen
        if self._status != b"200":
            seen.refused += 1
            if self._status not in (b"404", b"503"):
                self.stop()
            self._ask("live.m3u8")
        elif self._body is None:
            now, key = time.perf_counter(), f"{self._base}/{self._wanted}"
            seen.parts += 1
            seen.spreads.append(now - seen.first.setdefault(key, now))
            number, _, part = self._part.partition(".")
            self._ask(f"live.m3u8?_HLS_msn={number}&_HLS_part={part}")
        else:
            seen.playlists += 1
            text = b"".join(self._body)
            at = text.rfind(_HINT) + len(_HINT)
            self._part = text[at : text.find(_END, at)].decode()
            at = text.find(b'URI="', text.rfind(_PART)) + 5
            self._ask(text[at : text.find(b'"', at)].decode())


async def watch(port: int, bases: list[str], viewers: int, seen: Seen) -> list[Watcher]:
    """Let so many viewers follow each of these renditions."""
    loop = asyncio.get_running_loop()
    watchers = []
    for number in range(viewers):
        for base in bases:
            _, watcher = await loop.create_connection(partial(Watcher, base, seen), "127.0.0.1", port)
            watchers.append(watcher)
        if number % 20 == 19:
            # They do not all come at once.
            await asyncio.sleep(0.05)
    return watchers
