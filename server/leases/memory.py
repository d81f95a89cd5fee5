"""The leases of a single process. `clock` gives milliseconds since 1970-01-01T00:00:00Z."""

from __future__ import annotations

from collections.abc import Callable


class MemoryLeases:
    """Holders by name, with the moment at which each lease ends."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._held: dict[str, tuple[str, int]] = {}

    async def take(self, name: str, holder: str, lasts_ms: int) -> str:
        """Take or prolong; return who holds it now."""
        now = self._clock()
        held = self._held.get(name)
        if held is not None and held[0] != holder and held[1] > now:
            return held[0]
        self._held[name] = (holder, now + lasts_ms)
        return holder

    async def holder(self, name: str) -> str | None:
        """Return who holds it."""
        held = self._held.get(name)
        return None if held is None or held[1] <= self._clock() else held[0]

    async def release(self, name: str, holder: str) -> None:
        """Give it back."""
        if name in self._held and self._held[name][0] == holder:
            del self._held[name]
