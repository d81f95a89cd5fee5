"""When a sample was captured. Input: RTP timestamps, and RTCP sender reports that tie them to the engine's clock.

Until a track's first report its packets' arrival stands in. Reports of a clock that leaps are not believed.
"""

from __future__ import annotations

_LEAP_S = 2.0


def unwrap(timestamp: int, near: int) -> int:
    """Extend a 32-bit timestamp to the integer closest to `near`."""
    return near + (((timestamp - near) & 0xFFFFFFFF) ^ 0x80000000) - 0x80000000


class Timeline:
    """One track's clock of `rate` ticks a second."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.reported = False
        self._anchor: tuple[int, float] | None = None
        self._latest = 0
        self._waiting: tuple[float, int] | None = None

    def extend(self, timestamp: int) -> int:
        """The timestamp without its wrap at 2**32."""
        return timestamp if self._anchor is None else unwrap(timestamp, self._latest)

    def note_report(self, wall: float, timestamp: int) -> None:
        """A sender report: `timestamp` is that moment, in seconds since 1970."""
        if self._anchor is None:
            self._waiting = (wall, timestamp)
            return
        extended = unwrap(timestamp, self._latest)
        if abs(self._at(extended) - wall) > _LEAP_S:
            return
        self._anchor = (extended, wall)
        self.reported = True

    def time_of(self, timestamp: int, arrived: float) -> float:
        """The moment of a packet in seconds since 1970. A stream that leaps is anchored to its arrival again."""
        if self._anchor is None:
            self._anchor = (timestamp, arrived)
            self._latest = timestamp
            if self._waiting is not None:
                wall, reported = self._waiting
                self._waiting = None
                self.note_report(wall, reported)
        extended = unwrap(timestamp, self._latest)
        found = self._at(extended)
        if abs(found - arrived) > 2 * _LEAP_S:
            self._anchor, self.reported = (extended, arrived), False
            found = arrived
        self._latest = max(self._latest, extended) if extended - self._latest < 10 * self.rate else extended
        return found

    def _at(self, extended: int) -> float:
        assert self._anchor is not None
        timestamp, wall = self._anchor
        return wall + (extended - timestamp) / self.rate
