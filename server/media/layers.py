"""One incoming RTP stream of a track: a simulcast layer, or the only one. Input: packets of one SSRC and its repairs.

It keeps the newest packets for NACK, knows what is missing, and measures what a receiver report tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.media import rtp, vp8
from server.media.rtcp import Block

if TYPE_CHECKING:
    from server.media.fan import Fan
    from server.media.viewer import Form, Viewer

CACHE = 1024
# A gap wider than this is a restart of the numbering or a long outage: nothing in it is asked for.
WIDEST_GAP = 500
_TRIES = 10
_RATE_S = 1.0


class Item:
    """A packet as it is kept: without its header, with an extended sequence number."""

    __slots__ = (
        "descriptor", "keyframe", "level", "marker", "number", "orientation", "payload", "redundant", "timestamp",
    )  # fmt: skip

    def __init__(self, number: int, timestamp: int, marker: int, payload: bytes) -> None:
        self.number = number
        self.timestamp = timestamp
        self.marker = marker
        self.payload = payload
        self.redundant: bytes | None = None
        self.descriptor: vp8.Descriptor | None = None
        self.keyframe = False
        self.level: bytes | None = None
        self.orientation: bytes | None = None


class Layer:
    """Numbers are extended sequence numbers. `fans` are the viewers that receive it, `waiting` those that will."""

    def __init__(self, name: str, ssrc: int, clock: int) -> None:
        self.name = name
        self.ssrc = ssrc
        self.clock = clock
        self.repair_ssrc: int | None = None
        self.fans: dict[Form, Fan] = {}
        self.waiting: list[Viewer] = []
        self.highest: int | None = None
        self.newest: Item | None = None
        self.heard = 0.0
        self.received = 0
        self.repaired = 0
        self.keyframes = 0
        self.bitrate = 0
        # When a keyframe was asked for last, and whether one is still wanted.
        self.asked = -1.0
        self.keyframe_wanted = False
        self.clock_report: tuple[int, int] | None = None
        self.clock_heard = 0.0
        self._last_report = 0
        self._last_report_at = 0.0
        self._cache: list[Item | None] = [None] * CACHE
        self._missing: dict[int, tuple[int, float]] = {}
        self._lowest = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._before = (0, 0)
        self._octets = 0
        self._rate_from = (0.0, 0)

    def cached(self, number: int) -> Item | None:
        """The packet with this extended number, if it is still there."""
        item = self._cache[number % CACHE]
        return item if item is not None and item.number == number else None

    def place(self, sequence: int) -> int:
        """The extended number of a 16-bit sequence number."""
        return sequence if self.highest is None else rtp.unwrap(sequence, self.highest)

    def keep(self, item: Item, now: float) -> bool:
        """Keep a packet; False when it was here already or is too old to matter."""
        number = item.number
        if self.highest is None:
            self.highest = number - 1
            self._lowest = number
            self._rate_from = (now, 0)
        ahead = number - self.highest
        if ahead <= -CACHE:
            return False
        if ahead > 0:
            if 1 < ahead <= WIDEST_GAP:
                for absent in range(self.highest + 1, number):
                    self._missing[absent] = (0, now)
            elif ahead > WIDEST_GAP:
                self._missing.clear()
            self.highest, self.newest = number, item
            self._measure(item.timestamp, now)
        else:
            if self.cached(number) is not None:
                return False
            self._missing.pop(number, None)
        self._cache[number % CACHE] = item
        self.received += 1
        self._octets += len(item.payload)
        self.heard = now
        return True

    def lost_now(self, now: float, patience: float) -> list[int]:
        """16-bit numbers to ask for now; each is asked for up to ten times, `patience` seconds apart."""
        if not self._missing or self.highest is None:
            return []
        wanted = []
        for number, (tries, due) in list(self._missing.items()):
            if tries >= _TRIES or number < self.highest - WIDEST_GAP:
                del self._missing[number]
            elif due <= now:
                self._missing[number] = (tries + 1, now + patience)
                wanted.append(number & 0xFFFF)
        return wanted

    @property
    def lost(self) -> int:
        """Packets that never came."""
        return max(0, self._expected - self.received)

    @property
    def _expected(self) -> int:
        return 0 if self.highest is None else self.highest - self._lowest + 1

    def is_alive(self, now: float) -> bool:
        """Whether it was heard within the last second and a half."""
        return self.highest is not None and now - self.heard < 1.5

    def note_clock(self, ntp: int, timestamp: int, now: float) -> None:
        """A sender report arrived: this time is that timestamp."""
        self.clock_report = (ntp, timestamp)
        self.clock_heard = now
        self._last_report, self._last_report_at = ntp >> 16 & 0xFFFFFFFF, now

    def report(self, now: float) -> Block | None:
        """The receiver report block since the last one; it also closes a second of the bitrate's measure."""
        if self.highest is None:
            return None
        since, octets = self._rate_from
        if now - since >= _RATE_S:
            self.bitrate = int(8 * (self._octets - octets) / (now - since))
            self._rate_from = (now, self._octets)
        expected, received = self._expected, self.received
        due, came = expected - self._before[0], received - self._before[1]
        self._before = (expected, received)
        fraction = max(0, min(255, (due - came) * 256 // due)) if due > 0 else 0
        delay = int((now - self._last_report_at) * 65536) if self._last_report else 0
        return Block(
            self.ssrc,
            fraction,
            expected - received,
            self.highest,
            int(self._jitter),
            self._last_report,
            delay,
        )

    def _measure(self, timestamp: int, now: float) -> None:
        """Interarrival jitter (RFC 3550 §6.4.1)."""
        transit = now * self.clock - timestamp
        if self._transit is not None:
            distance = abs(transit - self._transit)
            if distance < self.clock:
                self._jitter += (distance - self._jitter) / 16
        self._transit = transit
