"""Who watches one room as which audience, in this process. Input: connections that come and go, and what changed.

A frame is made once for an audience and the same bytes are written to each of its sockets. A watcher whose socket is full
is left out of the fast path; when it has drained it gets one frame that leads from where it stopped to the present.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Protocol

from rooms import Audience, Participant, ParticipantId, Position
from server.live.fast_path import FastPath
from server.live.frames import CloseCode, Ping, encode
from server.live.meter import Meter
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
    def descriptor(self) -> int | None: ...

    @property
    def write(self) -> Callable[[bytes], None]: ...

    def close(self, code: CloseCode, reason: str = "") -> None:
        """Say goodbye; leaves the hub at once."""


class Hub:
    """The watchers of one room. Everything here happens at once: nothing is awaited."""

    def __init__(self, view: RoomView, meter: Meter | None = None) -> None:
        self.view = view
        self.meter = meter or Meter()
        # What every watcher in the fast path has been brought to.
        self.told = view.position
        self._fast: dict[Audience, FastPath[Watcher]] = {each: FastPath() for each in Audience}
        self._behind: dict[Watcher, Position] = {}
        # Those behind whose own keys changed meanwhile.
        self._owed: set[Watcher] = set()
        self._people: dict[ParticipantId, dict[Watcher, None]] = {}
        self._pinged_at: tuple[int, Position] | None = None
        self._ping = b""

    def __len__(self) -> int:
        return sum(map(len, self._fast.values())) + len(self._behind)

    def counted(self) -> dict[Audience, int]:
        """Return how many watchers each audience has, those who are behind included."""
        counts = {audience: len(watchers) for audience, watchers in self._fast.items()}
        for watcher in self._behind:
            counts[watcher.audience] += 1
        return counts

    @property
    def behind(self) -> Collection[Watcher]:
        """The watchers who have not read what they were written."""
        return self._behind.keys()

    def watchers(self, audience: Audience) -> tuple[Watcher, ...]:
        """Return those of an audience who are not behind."""
        return tuple(self._fast[audience])

    def join(self, watcher: Watcher, position: Position | None) -> None:
        """Show a watcher the room, from a position or anew, and everything from now on."""
        mine = self._people.setdefault(watcher.participant.id, {})
        while len(mine) >= CONNECTIONS_A_PERSON:
            next(iter(mine)).close(CloseCode.REPLACED)
        self._people.setdefault(watcher.participant.id, mine)[watcher] = None
        self._fast[watcher.audience].add(watcher)
        self._show(watcher, position)

    def leave(self, watcher: Watcher) -> None:
        """Write nothing more to a watcher. Leaving twice changes nothing."""
        mine = self._people.get(watcher.participant.id, {})
        if watcher in mine:
            del mine[watcher]
            if not mine:
                del self._people[watcher.participant.id]
        self._fast[watcher.audience].discard(watcher)
        self._behind.pop(watcher, None)
        self._owed.discard(watcher)

    def lag(self, watcher: Watcher) -> None:
        """A watcher's socket is full: remember what it was told and leave it alone."""
        if self._fast[watcher.audience].discard(watcher):
            self._behind[watcher] = self.told

    def drain(self, watcher: Watcher) -> None:
        """A watcher's socket has room again: bring it to the present."""
        position = self._behind.pop(watcher, None)
        if position is not None:
            self._fast[watcher.audience].add(watcher)
            if watcher in self._owed:
                self._owed.discard(watcher)
                watcher.write(self.view.all_own(watcher.participant.id))
            # Most are behind for a moment, because a frame was larger than the kernel's buffer, and missed nothing.
            if position != self.told:
                watcher.write(self.view.catch_up(position, watcher.audience))

    def publish(self, changes: Changes) -> None:
        """Tell everyone what the view's last entries changed for them: own keys first, then the shared ones."""
        for participant, keys in self.view.own_of(changes, self._people).items():
            mine = self._people.get(participant)
            if mine:
                frame = self.view.own(keys, participant)
                self._owed.update(mine.keys() & self._behind.keys())
                tabs = [watcher for watcher in mine if watcher not in self._behind]
                for watcher in tabs:
                    watcher.write(frame)
                self.meter.delivered(len(tabs), len(frame))
        # A watcher that falls behind from here on has been given all of it.
        self.told = self.view.position
        for audience in Audience:
            if self._fast[audience]:
                frame_for_all = self.view.delta(changes, audience)
                if frame_for_all is not None:
                    self.tell(audience, frame_for_all)

    def ping(self, now: int) -> bytes:
        """Return a ping of this moment, made once for all who get it."""
        if self._pinged_at != (now, self.told):
            self._pinged_at = now, self.told
            self._ping = encode(Ping(self.told.encode(), now))
        return self._ping

    def tell(self, audience: Audience, frame: bytes) -> None:
        """Write one frame to every socket of an audience."""
        self.meter.delivered(self._fast[audience].write(frame), len(frame))

    def signal(self, frame: bytes, audiences: Iterable[Audience], to: ParticipantId | None) -> None:
        """Write a signal's frame to audiences, or to one person. Those who are behind miss it."""
        if to is None:
            for audience in audiences:
                self.tell(audience, frame)
            return
        for watcher in tuple(self._people.get(to, ())):
            if watcher not in self._behind:
                watcher.write(frame)

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
