"""Who is here: arithmetic over leases. A lease is renewed by a connection's heartbeat and ends by itself.

Presence is never in the log. The shell keeps the leases and asks at its own time, in milliseconds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from rooms.ids import ParticipantId
from rooms.roles import Role


class Lease(Struct, frozen=True):
    """One connection of a participant, here until `expires_at` (ms). A person with two tabs has two."""

    participant: ParticipantId
    role: Role
    expires_at: int


def present(leases: Iterable[Lease], now: int) -> Mapping[ParticipantId, Role]:
    """Those who hold a lease that has not ended. After a change of role the lease that lasts longest tells it."""
    running = sorted(
        (lease for lease in leases if lease.expires_at > now), key=lambda lease: lease.expires_at
    )
    return {lease.participant: lease.role for lease in running}


def counts(leases: Iterable[Lease], now: int) -> Mapping[Role, int]:
    """How many people are here, by role; roles of which nobody is here are left out."""
    return Counter(present(leases, now).values())
