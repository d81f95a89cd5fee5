"""Tells a room who is here: counts for all, names for the backstage. Input: the leases that presence keeps."""

from __future__ import annotations

from collections.abc import Callable

import rooms
from rooms import Audience, RoomId
from server.live.frames import PresenceFrame, encode
from server.live.hub import Hub, Watcher
from server.presence.port import Presence, Seat

EVERY_MS = 2000

People = dict[str, dict[str, str]]


class Roster:
    """What one room's watchers were last told about each other."""

    def __init__(self, room: RoomId, hub: Hub, presence: Presence, clock: Callable[[], int]) -> None:
        self._room = room
        self._hub = hub
        self._presence = presence
        self._clock = clock
        self._told_at: int | None = None
        self._counts: dict[str, int] = {}
        self._people: People = {}

    def due(self, now: int) -> bool:
        """Say whether it is time to look again."""
        return self._told_at is None or not 0 <= now - self._told_at < EVERY_MS

    async def tell(self) -> None:
        """Look at the leases and tell each watcher what is new to it."""
        self._told_at = now = self._clock()
        seats = await self._presence.seats(self._room)
        leases = [seat.lease for seat in seats]
        counts: dict[str, int] = {role.value: n for role, n in sorted(rooms.counts(leases, now).items())}
        people = _people(seats)
        self._tell_hall(counts)
        self._tell_backstage(counts, people)
        self._counts, self._people = counts, people

    def _tell_hall(self, counts: dict[str, int]) -> None:
        changed = counts != self._counts
        watchers = [each for each in self._hub.watchers(Audience.HALL) if changed or not each.informed]
        if watchers:
            self._write(watchers, encode(PresenceFrame(counts)))

    def _tell_backstage(self, counts: dict[str, int], people: People) -> None:
        changes: dict[str, dict[str, str] | None] = {
            participant: person
            for participant, person in people.items()
            if self._people.get(participant) != person
        }
        changes.update(dict.fromkeys(self._people.keys() - people.keys()))
        informed: list[Watcher] = []
        new: list[Watcher] = []
        for watcher in self._hub.watchers(Audience.BACKSTAGE):
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


def _people(seats: list[Seat]) -> People:
    return {
        seat.lease.participant: {"name": seat.name, "role": seat.lease.role, "language": seat.language}
        for seat in seats
    }
