"""Who watches one room as which audience, in this process. Input: connections that come and go, and what changed.

A frame is made once for an audience and the same bytes are written to each of its sockets. A watcher whose socket is full
is left out of this fast path; when it has drained it gets one frame that leads from where it stopped to the present.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from rooms import Audience, Participant, ParticipantId, Position
from server.live.frames import CloseCode
from server.live.resume import Changes, RoomView

CONNECTIONS_A_PERSON = 10


class Watcher(Protocol):
    """A connection, as its room sees it. `write` must not be called while it is behind or after it left.

    `informed` says whether it was told all about who is here; the roster keeps it.
    """

    informed: bool

    @property
    def participant(self) -> Participant: ...

    @property
    def audience(self) -> Audience: ...

    @property
    def write(self) -> Callable[[bytes], None]: ...

    def close(self, code: CloseCode, reason: str = "") -> None:
        """Say goodbye; leaves the hub at once."""


class Hub:
    """The watchers of one room. Everything here happens at once: nothing is awaited."""

    def __init__(self, view: RoomView) -> None:
        self.view = view
        # What every watcher in the fast path has been brought to.
        self.told = view.position
        self._fast: dict[Audience, dict[Watcher, Callable[[bytes], None]]] = {each: {} for each in Audience}
        self._behind: dict[Watcher, Position] = {}
        self._people: dict[ParticipantId, dict[Watcher, None]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._people.values()))

    def watchers(self, audience: Audience) -> tuple[Watcher, ...]:
        """Return those of an audience who are not behind."""
        return tuple(self._fast[audience])

    def join(self, watcher: Watcher, position: Position | None) -> None:
        """Show a watcher the room, from a position or anew, and everything from now on."""
        mine = self._people.setdefault(watcher.participant.id, {})
        while len(mine) >= CONNECTIONS_A_PERSON:
            next(iter(mine)).close(CloseCode.REPLACED)
        self._people.setdefault(watcher.participant.id, mine)[watcher] = None
        self._fast[watcher.audience][watcher] = watcher.write
        self._show(watcher, position)

    def leave(self, watcher: Watcher) -> None:
        """Write nothing more to a watcher. Leaving twice changes nothing."""
        mine = self._people.get(watcher.participant.id, {})
        if watcher in mine:
            del mine[watcher]
            if not mine:
                del self._people[watcher.participant.id]
        self._fast[watcher.audience].pop(watcher, None)
        self._behind.pop(watcher, None)

    def lag(self, watcher: Watcher) -> None:
        """A watcher's socket is full: remember what it was told and leave it alone."""
        if self._fast[watcher.audience].pop(watcher, None) is not None:
            self._behind[watcher] = self.told

    def drain(self, watcher: Watcher) -> None:
        """A watcher's socket has room again: bring it to the present."""
        position = self._behind.pop(watcher, None)
        if position is not None:
            self._fast[watcher.audience][watcher] = watcher.write
            self._show(watcher, position)

    def publish(self, changes: Changes) -> None:
        """Tell everyone what the view's last entries changed for them: own keys first, then the shared ones."""
        for participant, keys in self.view.own_of(changes, self._people).items():
            mine = self._people.get(participant)
            if mine:
                frame = self.view.own(keys, participant)
                for watcher in tuple(mine):
                    if watcher not in self._behind:
                        watcher.write(frame)
        # A watcher that falls behind from here on has been given all of it.
        self.told = self.view.position
        for audience in Audience:
            if self._fast[audience]:
                frame_for_all = self.view.delta(changes, audience)
                if frame_for_all is not None:
                    self.tell(audience, frame_for_all)

    def tell(self, audience: Audience, frame: bytes) -> None:
        """Write one frame to every socket of an audience."""
        # Copied, because a write may find a socket full and change the dictionary.
        for write in tuple(self._fast[audience].values()):
            write(frame)

    def close_participant(self, participant: ParticipantId, code: CloseCode) -> None:
        """Close all sockets of one person."""
        for watcher in tuple(self._people.get(participant, ())):
            watcher.close(code)

    def close_all(self, code: CloseCode) -> None:
        """Close every socket."""
        for watcher in tuple(self._everyone()):
            watcher.close(code)

    def _everyone(self) -> Iterator[Watcher]:
        for mine in self._people.values():
            yield from mine

    def _show(self, watcher: Watcher, position: Position | None) -> None:
        watcher.write(self.view.all_own(watcher.participant.id))
        watcher.write(self.view.catch_up(position, watcher.audience))
