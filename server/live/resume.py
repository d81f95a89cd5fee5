"""What a room looks like to its audiences, and which keys changed of late. Input: the entries that its actor applies.

Whoever comes back with a position gets the present value of every key touched since; whoever comes without one, or with
one that is too old, gets a snapshot. Each such frame is made once for all who come at the same position.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import rooms
from rooms import Audience, Entry, ParticipantId, Position, Pseudonym, Room
from server.live.frames import Delta, Own, Snapshot, encode
from server.live.veil import Veil

# Entries back from the head for which a resume is answered by a delta. Beyond it a snapshot is smaller.
REMEMBERED_ENTRIES = 2000
# Frames kept for others who come at the same position; a storm of returns after a restart asks for few different ones.
KEPT_FRAMES = 32


@dataclass(frozen=True)
class Changes:
    """The keys that a run of entries touched: shared ones, those of single participants, and those of pseudonyms."""

    shared: frozenset[str]
    own: Mapping[ParticipantId, frozenset[str]]
    veiled: Mapping[str, frozenset[Pseudonym]]


class RoomView:
    """The room as it is at `position`, ready to be shown."""

    def __init__(self, position: Position, veil: Veil) -> None:
        self.room: Room = rooms.empty_room()
        self.position = position
        self._veil = veil
        # The shared keys of each of the last entries, oldest first.
        self._touched: deque[frozenset[str]] = deque(maxlen=REMEMBERED_ENTRIES)
        self._frames: dict[tuple[Audience, int | None], bytes] = {}

    def replay(self, entries: Iterable[Entry]) -> Changes:
        """Apply entries that were read from the log."""
        steps = []
        room = self.room
        for entry in entries:
            room = rooms.apply(room, entry)
            steps.append((entry, room))
        return self.advance(steps)

    def advance(self, steps: Iterable[tuple[Entry, Room]]) -> Changes:
        """Move to the room after the last entry. Each entry comes with the room right after it."""
        shared: set[str] = set()
        own: dict[ParticipantId, frozenset[str]] = {}
        veiled: dict[str, set[Pseudonym]] = {}
        count = 0
        for entry, room in steps:
            touched = rooms.touched(room, entry)
            self._touched.append(touched.shared)
            shared |= touched.shared
            for participant, keys in touched.own.items():
                own[participant] = own.get(participant, frozenset()) | keys
            for key, owners in touched.veiled.items():
                veiled.setdefault(key, set()).update(owners)
            self.room = room
            count += 1
        self.position = self.position.advanced(count)
        self._frames.clear()
        return Changes(frozenset(shared), own, {key: frozenset(owners) for key, owners in veiled.items()})

    def delta(self, changes: Changes, audience: Audience) -> bytes | None:
        """Return the frame of what changed for an audience, None when it was shown nothing of it."""
        shown = rooms.delta(self.room, sorted(changes.shared), audience)
        return encode(Delta(self.position.encode(), shown)) if shown else None

    def own_of(
        self, changes: Changes, people: Iterable[ParticipantId]
    ) -> Mapping[ParticipantId, frozenset[str]]:
        """Return the own keys that changed, of those who are named and of those whose pseudonym is one of `people`'s."""
        found = self._veil.owners(changes.veiled, people)
        return {
            each: changes.own.get(each, frozenset()) | found.get(each, frozenset())
            for each in (*changes.own, *(found.keys() - changes.own.keys()))
        }

    def own(self, keys: Iterable[str], participant: ParticipantId) -> bytes:
        """Return the frame of a participant's own keys that changed."""
        ballot_key = self._veil.ballot_key(participant)
        return encode(Own(False, rooms.own_delta(self.room, sorted(keys), participant, ballot_key)))

    def all_own(self, participant: ParticipantId) -> bytes:
        """Return the frame of all of a participant's own keys."""
        ballot_key = self._veil.ballot_key(participant)
        return encode(Own(True, rooms.own_snapshot(self.room, participant, ballot_key)))

    def catch_up(self, position: Position | None, audience: Audience) -> bytes:
        """Return one frame that leads from a position to the present one: a delta, or a snapshot."""
        back = self._entries_since(position)
        frame = self._frames.get((audience, back))
        if frame is None:
            if len(self._frames) >= KEPT_FRAMES:
                self._frames.clear()
            frame = self._frames[audience, back] = self._made(back, audience)
        return frame

    def _entries_since(self, position: Position | None) -> int | None:
        if position is None or position.epoch != self.position.epoch:
            return None
        back = self.position.offset - position.offset
        return back if 0 <= back <= len(self._touched) else None

    def _made(self, back: int | None, audience: Audience) -> bytes:
        position = self.position.encode()
        if back is None:
            return encode(Snapshot(position, rooms.snapshot(self.room, audience)))
        newest_first = reversed(self._touched)
        keys = frozenset[str]().union(*(next(newest_first) for _ in range(back)))
        return encode(Delta(position, rooms.delta(self.room, sorted(keys), audience)))


def resumed_from(text: str | None) -> Position | None:
    """Read what a hello resumes from. What is not a position of ours is as good as none."""
    try:
        return None if text is None else Position.decode(text)
    except ValueError:
        return None
