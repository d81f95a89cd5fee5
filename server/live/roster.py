"""Tells a room who is here: counts for all, names for the backstage, and for the green room those at work.

Input: the leases that presence keeps.
"""

from __future__ import annotations

from collections.abc import Callable

import rooms
from rooms import Audience, RoomId, audience_of
from server.live.frames import PresenceFrame, encode
from server.live.hub import Hub, Watcher
from server.presence.port import Presence, Seat

EVERY_MS = 2000
# A look costs a worker some 8 µs a seat, in one step: of a very large room so many are looked at a second.
SEATS_PER_S = 2000

People = dict[str, dict[str, str]]


class Roster:
    """What one room's watchers were last told about each other."""

    def __init__(self, room: RoomId, hub: Hub, presence: Presence, clock: Callable[[], int]) -> None:
        self._room = room
        self._hub = hub
        self._presence = presence
        self._clock = clock
        self._told_at: int | None = None
        self._every_ms = EVERY_MS
        self._counts: dict[str, int] = {}
        self._people: dict[Audience, People] = {each: {} for each in Audience if each is not Audience.HALL}

    def due(self, now: int) -> bool:
        """Say whether it is time to look again."""
        return self._told_at is None or not 0 <= now - self._told_at < self._every_ms

    async def tell(self) -> None:
        """Look at the leases and tell each watcher what is new to it."""
        self._told_at = now = self._clock()
        seats = await self._presence.seats(self._room)
        self._every_ms = max(EVERY_MS, 1000 * len(seats) // SEATS_PER_S)
        leases = [seat.lease for seat in seats]
        counts: dict[str, int] = {role.value: n for role, n in sorted(rooms.counts(leases, now).items())}
        self._tell_hall(counts)
        for audience in self._people:
            # Where nobody reads the names, whoever comes next is new and told all of them.
            read = bool(self._hub.watchers(audience))
            self._tell_named(audience, counts, _people(seats, audience) if read else {})
        self._counts = counts

    def _tell_hall(self, counts: dict[str, int]) -> None:
        changed = counts != self._counts
        watchers = [each for each in self._hub.watchers(Audience.HALL) if changed or not each.informed]
        if watchers:
            self._write(watchers, encode(PresenceFrame(counts)))

    def _tell_named(self, audience: Audience, counts: dict[str, int], people: People) -> None:
        before, self._people[audience] = self._people[audience], people
        changes: dict[str, dict[str, str] | None] = {
            participant: person for participant, person in people.items() if before.get(participant) != person
        }
        changes.update(dict.fromkeys(before.keys() - people.keys()))
        informed: list[Watcher] = []
        new: list[Watcher] = []
        for watcher in self._hub.watchers(audience):
            (informed if watcher.informed else new).append(watcher)
        if informed and (changes or counts != self._counts):
            self._write(informed, encode(PresenceFrame(counts, False, changes)))
        if new:
            self._write(new, encode(PresenceFrame(counts, True, {**people})))

    def _write(self, watchers: list[Watcher], frame: bytes) -> None:
        for watcher in watchers:
            # Noted first, because the write itself may find the socket full, and then the note is taken back.
            watcher.informed = True
            watcher.write(frame)


def _people(seats: list[Seat], audience: Audience) -> People:
    """Those whom an audience is named: the backstage everybody, the green room whoever is not in the hall."""
    return {
        seat.lease.participant: {"name": seat.name, "role": seat.lease.role, "language": seat.language}
        for seat in seats
        if audience is Audience.BACKSTAGE or audience_of(seat.lease.role) is not Audience.HALL
    }
