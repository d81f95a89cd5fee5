"""What the log keeps of the floor. These shapes only ever gain fields with defaults."""

from typing import Final, TypeAlias

from rooms.entries import Entry
from rooms.floor.commands import Kind
from rooms.ids import ParticipantId


class FloorRequested(Entry, frozen=True, kw_only=True, tag="floor.requested"):
    kind: Kind
    about: str
    language: str


class FloorWithdrawn(Entry, frozen=True, kw_only=True, tag="floor.withdrawn"):
    pass


class FloorReleased(Entry, frozen=True, kw_only=True, tag="floor.released"):
    pass


class FloorGranted(Entry, frozen=True, kw_only=True, tag="floor.granted"):
    participant: ParticipantId


class FloorDeclined(Entry, frozen=True, kw_only=True, tag="floor.declined"):
    participant: ParticipantId
    text: str | None = None
    language: str | None = None


class FloorRevoked(Entry, frozen=True, kw_only=True, tag="floor.revoked"):
    participant: ParticipantId


class HandReturned(Entry, frozen=True, kw_only=True, tag="floor.returned"):
    """It waits again, where it was."""

    participant: ParticipantId


class FloorCleared(Entry, frozen=True, kw_only=True, tag="floor.cleared"):
    """Every hand that waited is declined. `participants` are those whom it concerned."""

    participants: tuple[ParticipantId, ...]


ENTRIES: Final = (
    FloorRequested, FloorWithdrawn, FloorReleased, FloorGranted, FloorDeclined, FloorRevoked, HandReturned, FloorCleared
)  # fmt: skip
FloorEntry: TypeAlias = (
    FloorRequested
    | FloorWithdrawn
    | FloorReleased
    | FloorGranted
    | FloorDeclined
    | FloorRevoked
    | HandReturned
    | FloorCleared
)
