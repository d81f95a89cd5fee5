"""Presence: a lease for each connection in a room, prolonged while it answers. Input: the room's connections.

A lease that is not prolonged ends by itself, so that a process that died leaves nobody behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from rooms import Lease, RoomId

LEASE_MS = 45_000


@dataclass(frozen=True)
class Seat:
    """One connection's lease, and how its person is shown. `language` is a BCP 47 tag."""

    lease: Lease
    name: str
    language: str


class Presence(Protocol):
    """What every adapter offers. `take` and `release` never wait; `seats` raises OSError when it is out of reach.

    `connection` is unique among all processes.
    """

    def take(self, room: RoomId, connection: str, seat: Seat) -> None:
        """Begin or prolong a connection's lease, and change what it says."""

    def release(self, room: RoomId, connection: str) -> None:
        """End a lease. Ending one that has ended changes nothing."""

    async def seats(self, room: RoomId) -> list[Seat]:
        """Return the leases that have not ended, in the order in which they began."""
