"""Packets of one stream in order, waiting a bounded time for those that are missing. Input: packets in any order."""

from __future__ import annotations

from server.media.hls.feed import Packet

MOST = 1024
# A number this far behind is no late packet: the publisher has begun to count anew.
_RESTART = 4096


class Reorder:
    """Holds packets behind a gap for at most `patience` seconds, then goes on without what is missing."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._next: int | None = None
        self._held: dict[int, Packet] = {}
        self._since = 0.0

    def push(self, packet: Packet) -> list[tuple[Packet, bool]]:
        """Take a packet; give those that are due, each with whether packets before it are missing for good."""
        number = packet.number
        if self._next is None:
            self._next = number + 1
            return [(packet, True)]
        if number < self._next:
            if number > self._next - _RESTART:
                return []
            # Numbers begin again. What was held belongs to the former count.
            self._held.clear()
            self._next = number + 1
            return [(packet, True)]
        if not self._held:
            if number == self._next:
                self._next += 1
                return [(packet, False)]
            self._since = packet.arrived
        self._held[number] = packet
        due = self._follow(False)
        return due + self.expire(packet.arrived)

    def expire(self, now: float) -> list[tuple[Packet, bool]]:
        """Give what has waited long enough behind a gap."""
        due: list[tuple[Packet, bool]] = []
        while self._held and (now - self._since >= self._patience or len(self._held) > MOST):
            self._next = min(self._held)
            due += self._follow(True)
        return due

    def _follow(self, missing: bool) -> list[tuple[Packet, bool]]:
        """Take what continues the count out of the held ones; the first of them comes after a gap when `missing`."""
        due: list[tuple[Packet, bool]] = []
        assert self._next is not None
        while (packet := self._held.pop(self._next, None)) is not None:
            due.append((packet, missing))
            missing = False
            self._next += 1
        if due and self._held:
            self._since = min(held.arrived for held in self._held.values())
        return due
