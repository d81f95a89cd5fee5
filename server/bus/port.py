"""The bus: tells a room's other actors what was just committed, and carries signals. The log is the truth.

Hints may be lost, repeated or late. Whoever sees a gap reads the log. A signal that is lost is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from rooms import Audience, Entry, Json, ParticipantId, Position, RoomId


@dataclass(frozen=True)
class Hint:
    """Entries that were committed. `position` is that of the last of them."""

    position: Position
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Signal:
    """What is shown once to these audiences, or to one person only. `fields` go into its frame beside its name."""

    name: str
    fields: Mapping[str, Json]
    audiences: frozenset[Audience]
    to: ParticipantId | None = None


Heard = Hint | Signal


@dataclass(frozen=True)
class Expelled:
    """A person may not be in a conference any more. `why` is `banned` or `revoked` (their personal link)."""

    conference: str
    participant: ParticipantId
    why: str


# What concerns every process, whichever rooms it serves.
Notice = Expelled


class Subscription(Protocol):
    """One listener's place on the bus."""

    async def end(self) -> None:
        """Hear nothing more. Ending twice changes nothing."""


class Bus(Protocol):
    """What every adapter offers."""

    async def ping(self) -> None:
        """Return when the bus answers. Raises OSError when it is out of reach."""

    @property
    def whole(self) -> bool:
        """Whether what other processes publish arrives here. While it does not, the log must be looked at."""

    async def publish(self, room: RoomId, position: Position, entries: tuple[Entry, ...]) -> None:
        """Tell all who listen to a room, the publisher included. Raises OSError when the bus is out of reach."""

    async def signal(self, room: RoomId, signal: Signal) -> None:
        """Carry a signal to all who listen to a room, the sender too. Raises OSError when the bus is out of reach."""

    async def subscribe(self, room: RoomId, hear: Callable[[Heard], None]) -> Subscription:
        """Call `hear` for each hint and signal of a room. `hear` must return at once."""

    async def announce(self, notice: Notice) -> None:
        """Tell every process, this one included. Raises OSError when the bus is out of reach."""

    async def attend(self, hear: Callable[[Notice], None]) -> Subscription:
        """Call `hear` for each notice. `hear` must return at once."""
