"""Counts of what people do, in one process. Input: the rate limits of `server.live.limits` and `server.auth.guests`.

`limits`' own memory storage looks at every key for each thing that is counted, which in a room of a thousand who write is
more work than the rest of a rate. Here ended windows are swept away once in a while; a window still ends on time.
"""

from __future__ import annotations

from time import time
from typing import Final

from limits.aio.storage import MemoryStorage

SWEEP_S: Final = 10.0


class Counts(MemoryStorage):
    """A storage of `limits` for fixed windows. Nothing is awaited in it, so it needs no locks."""

    def __init__(self) -> None:
        super().__init__()
        self._swept_at = time()

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, as `count` does."""
        return self.count(key, expiry, amount)

    def count(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, and return the count of the window, which lasts `expiry` seconds from its first count."""
        now = time()
        # Also when the clock was set back.
        if not 0 <= now - self._swept_at < SWEEP_S:
            self._sweep(now)
        if self.expirations.get(key, 0.0) <= now:
            self.storage[key] = 0
            self.expirations[key] = now + expiry
        self.storage[key] += amount
        return self.storage[key]

    def _sweep(self, now: float) -> None:
        self._swept_at = now
        for key in [key for key, ends_at in self.expirations.items() if ends_at <= now]:
            del self.expirations[key]
            self.storage.pop(key, None)
