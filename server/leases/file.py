"""The leases of the processes of one machine without Redis: a file that they share. Input: its path.

Moments are those of the machine's own clock since its start, which nobody sets.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec


class Held(msgspec.Struct):
    """Who holds a lease, and until when, in ms."""

    holder: str
    until: int
    lasts: int

    def holds(self, now: int) -> bool:
        """Whether it has not ended. One from before the machine's last start would last longer than it may."""
        return 0 < self.until - now <= self.lasts


_decode = msgspec.json.Decoder(dict[str, Held]).decode


def since_start() -> int:
    """Milliseconds since the machine's start, the same for all of its processes."""
    return time.monotonic_ns() // 1_000_000


class FileLeases:
    """Each deed is a look and a change of the file while it is locked, which takes no disk's time."""

    def __init__(self, path: Path, clock: Callable[[], int] = since_start) -> None:
        self._path = path
        self._clock = clock

    async def take(self, name: str, holder: str, lasts_ms: int) -> str:
        """Take or prolong; return who holds it now."""
        with self._held() as held:
            now = self._clock()
            before = held.get(name)
            if before is not None and before.holder != holder and before.holds(now):
                return before.holder
            held[name] = Held(holder, now + lasts_ms, lasts_ms)
            return holder

    async def holder(self, name: str) -> str | None:
        """Return who holds it."""
        with self._held() as held:
            found = held.get(name)
            return found.holder if found is not None and found.holds(self._clock()) else None

    async def release(self, name: str, holder: str) -> None:
        """Give it back."""
        with self._held() as held:
            if name in held and held[name].holder == holder:
                del held[name]

    @contextmanager
    def _held(self) -> Iterator[dict[str, Held]]:
        """All leases, read and written again while nobody else does. Raises OSError."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            before = os.pread(file, os.fstat(file).st_size, 0)
            try:
                held = _decode(before) if before else {}
            except msgspec.DecodeError:
                held = {}  # A machine that lost its power while it was written.
            yield held
            now = self._clock()
            content = msgspec.json.encode({name: each for name, each in held.items() if each.holds(now)})
            if content != before:
                os.pwrite(file, content, 0)
                os.ftruncate(file, len(content))
        finally:
            os.close(file)
