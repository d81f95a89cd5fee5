"""The bus of a single process: listeners are called directly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rooms import Entry, Position, RoomId
from server.bus.port import Hint


@dataclass(frozen=True, eq=False)
class MemorySubscription:
    """A listener of a MemoryBus."""

    hear: Callable[[Hint], None]
    listeners: list[MemorySubscription]

    async def end(self) -> None:
        """Hear nothing more."""
        if self in self.listeners:
            self.listeners.remove(self)


class MemoryBus:
    """Delivers every hint at once, in order, to every listener of the room."""

    def __init__(self) -> None:
        self._listeners: dict[RoomId, list[MemorySubscription]] = {}

    async def publish(self, room: RoomId, position: Position, entries: tuple[Entry, ...]) -> None:
        """Tell all who listen to a room."""
        for subscription in tuple(self._listeners.get(room, ())):
            subscription.hear(Hint(position, entries))

    async def subscribe(self, room: RoomId, hear: Callable[[Hint], None]) -> MemorySubscription:
        """Call `hear` for each hint about a room."""
        listeners = self._listeners.setdefault(room, [])
        subscription = MemorySubscription(hear, listeners)
        listeners.append(subscription)
        return subscription
