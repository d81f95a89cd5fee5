"""The bus of a single process: listeners are called directly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rooms import Entry, Position, RoomId
from server.bus.port import Heard, Hint, Notice, Signal


@dataclass(frozen=True, eq=False)
class MemorySubscription:
    """A listener of a MemoryBus."""

    hear: Callable[[Any], None]
    listeners: list[MemorySubscription]

    async def end(self) -> None:
        """Hear nothing more."""
        if self in self.listeners:
            self.listeners.remove(self)


class MemoryBus:
    """Delivers everything at once, in order, to everyone who listens."""

    whole = True

    def __init__(self) -> None:
        self._listeners: dict[RoomId, list[MemorySubscription]] = {}
        self._attending: list[MemorySubscription] = []

    async def ping(self) -> None:
        """Always in reach."""

    async def publish(self, room: RoomId, position: Position, entries: tuple[Entry, ...]) -> None:
        """Tell all who listen to a room."""
        self._tell(room, Hint(position, entries))

    async def signal(self, room: RoomId, signal: Signal) -> None:
        """Carry a signal to all who listen to a room."""
        self._tell(room, signal)

    async def subscribe(self, room: RoomId, hear: Callable[[Heard], None]) -> MemorySubscription:
        """Call `hear` for each hint and signal of a room."""
        return _joined(self._listeners.setdefault(room, []), hear)

    async def announce(self, notice: Notice) -> None:
        """Tell all who attend."""
        for subscription in tuple(self._attending):
            subscription.hear(notice)

    async def attend(self, hear: Callable[[Notice], None]) -> MemorySubscription:
        """Call `hear` for each notice."""
        return _joined(self._attending, hear)

    def _tell(self, room: RoomId, heard: Heard) -> None:
        for subscription in tuple(self._listeners.get(room, ())):
            subscription.hear(heard)


def _joined(listeners: list[MemorySubscription], hear: Callable[[Any], None]) -> MemorySubscription:
    subscription = MemorySubscription(hear, listeners)
    listeners.append(subscription)
    return subscription
