"""The bus: tells a room's other actors what was just committed. A hint only, the log is the truth.

Hints may be lost, repeated or late. Whoever sees a gap reads the log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from rooms import Entry, Position, RoomId


@dataclass(frozen=True)
class Hint:
    """Entries that were committed. `position` is that of the last of them."""

    position: Position
    entries: tuple[Entry, ...]


class Subscription(Protocol):
    """One listener's place on the bus."""

    async def end(self) -> None:
        """Hear nothing more. Ending twice changes nothing."""


class Bus(Protocol):
    """What every adapter offers."""

    async def publish(self, room: RoomId, position: Position, entries: tuple[Entry, ...]) -> None:
        """Tell all who listen to a room, the publisher included. Raises OSError when the bus is out of reach."""

    async def subscribe(self, room: RoomId, hear: Callable[[Hint], None]) -> Subscription:
        """Call `hear` for each hint about a room. `hear` must return at once."""
