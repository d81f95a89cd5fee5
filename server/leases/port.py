"""Leases: one holder at a time for each name, for as long as it prolongs. A holder that died loses it by itself."""

from __future__ import annotations

from typing import Protocol


class Leases(Protocol):
    """What every adapter offers. All methods raise OSError when it is out of reach."""

    async def take(self, name: str, holder: str, lasts_ms: int) -> str:
        """Take a lease that nobody holds, or prolong one's own; return who holds it now."""

    async def holder(self, name: str) -> str | None:
        """Return who holds a lease, None for nobody."""

    async def release(self, name: str, holder: str) -> None:
        """Give a lease back. One that is not held by `holder` stays as it is."""
