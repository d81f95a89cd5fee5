"""The presence of a single process. `clock` gives milliseconds since 1970-01-01T00:00:00Z."""

from __future__ import annotations

from collections.abc import Callable

from rooms import RoomId
from server.presence.port import Seat


class MemoryPresence:
    """Leases in a dictionary for each room."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._rooms: dict[RoomId, dict[str, Seat]] = {}

    def take(self, room: RoomId, connection: str, seat: Seat) -> None:
        """Begin or prolong a connection's lease, and change what it says."""
        self._rooms.setdefault(room, {})[connection] = seat

    def release(self, room: RoomId, connection: str) -> None:
        """End a lease."""
        seats = self._rooms.get(room, {})
        seats.pop(connection, None)
        if not seats:
            self._rooms.pop(room, None)

    async def seats(self, room: RoomId) -> list[Seat]:
        """Return the leases that have not ended, in the order in which they began."""
        now = self._clock()
        seats = self._rooms.get(room, {})
        for connection in [name for name, seat in seats.items() if seat.lease.expires_at <= now]:
            del seats[connection]
        return list(seats.values())
