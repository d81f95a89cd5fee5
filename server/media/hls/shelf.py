"""One rendition in memory: its newest segments and parts, and the requests that wait for the next. Input: products.

Segments are numbered here, so that a packager which starts anew goes on in the same playlist behind a discontinuity.
They are numbered from one: hls.js 1.7 takes a number 0 for none, and loads the last part of such a segment over and over.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

import msgspec

from server.media.hls.products import InitMade, Opened, PartCut, SegmentCut

# A segment can be asked for a while after it has left the playlist (RFC 8216bis §6.2.2).
LISTED, KEPT = 12, 18
_FIRST = 1
# Parts of older segments are not listed and not served any more (§6.2.2: three target durations).
WITH_PARTS = 4


@dataclass
class Segment:
    """Parts that belong together. `began` is in seconds since 1970; `data` is whole when the segment is closed.

    `discontinuities` lie between the one before and this one: several where a rendition had nothing in between.
    """

    number: int
    began: float
    init: int
    discontinuities: int
    parts: list[PartCut] = field(default_factory=list)
    count: int = 0
    duration: float = 0.0
    data: bytes | None = None


@dataclass
class _Waiting:
    number: int
    part: int | None
    deadline: float
    answer: asyncio.Future[bool]


class Moved(Exception):
    """Another process goes on with the broadcast: what was waited for comes there."""


class Packed(msgspec.Struct, frozen=True):
    """A shelf as it goes to another process."""

    opened: Opened
    inits: list[InitMade]
    segments: list[Segment]
    next_number: int
    discontinuities: int
    broken: int


class Shelf:
    """`version` grows with every change. `discontinuities` are those that happened before it was opened."""

    def __init__(self, opened: Opened, discontinuities: int = 0) -> None:
        self.opened = opened
        self.version = 0
        self.ended = False
        self.segments: deque[Segment] = deque()
        self.inits: list[InitMade] = []
        self._next_number = _FIRST
        self._gone_discontinuities = discontinuities
        self._broken = 0
        self._waiting: list[_Waiting] = []

    def pack(self) -> Packed:
        """Give all of it to another process; whoever waits is told that it moved."""
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            if not each.answer.done():
                each.answer.set_exception(Moved())
        return Packed(
            self.opened,
            self.inits,
            list(self.segments),
            self._next_number,
            self._gone_discontinuities,
            self._broken,
        )

    @classmethod
    def unpacked(cls, packed: Packed) -> Shelf:
        """The shelf that another process had."""
        shelf = cls(packed.opened, packed.discontinuities)
        shelf.inits = packed.inits
        shelf.segments.extend(packed.segments)
        shelf._next_number = packed.next_number
        shelf._broken = packed.broken
        return shelf

    @property
    def ends_at(self) -> float:
        """Up to when there is something to play, in seconds since 1970; 0 for nothing."""
        return self.segments[-1].began + self.segments[-1].duration if self.segments else 0.0

    @property
    def is_ready(self) -> bool:
        """Whether there is something to play."""
        return bool(self.segments)

    @property
    def next_place(self) -> tuple[int, int]:
        """Segment number and index of the part that comes next."""
        last = self.segments[-1] if self.segments else None
        return (last.number, last.count) if last is not None and last.data is None else (self._next_number, 0)

    @property
    def discontinuities(self) -> int:
        """How many there were so far, one that is about to be listed included."""
        return self._gone_discontinuities + sum(each.discontinuities for each in self.segments) + self._broken

    def listed(self) -> tuple[int, list[Segment]]:
        """How many discontinuities the playlist has left behind (§4.4.3.3), and its segments."""
        older = max(0, len(self.segments) - LISTED)
        segments = list(self.segments)
        gone = self._gone_discontinuities + sum(each.discontinuities for each in segments[:older])
        return gone, segments[older:]

    def reopen(self, opened: Opened) -> None:
        """Another packager goes on; its times begin anew."""
        self.opened = opened
        self._close(True)
        self._changed()

    def add_init(self, init: InitMade) -> None:
        """Segments from now on need this."""
        if not self.inits or self.inits[-1].data != init.data:
            self.inits.append(init)

    def add_part(self, part: PartCut) -> None:
        """A part has come; a segment begins with its first one."""
        last = self.segments[-1] if self.segments else None
        if last is None or last.data is not None:
            last = Segment(self._next_number, part.began, len(self.inits) - 1, self._broken)
            self._broken = 0
            self._next_number += 1
            self.segments.append(last)
        last.parts.append(part)
        last.count += 1
        last.duration += part.duration
        self._changed()

    def close_segment(self, cut: SegmentCut) -> Segment | None:
        """The segment is whole; give it unless it has no parts."""
        closed = self._close(cut.discontinuity)
        self._changed()
        return closed

    def end(self) -> Segment | None:
        """Nothing comes any more. Give the segment that this closes."""
        closed = self._close(False)
        self.ended = True
        self._changed()
        return closed

    def _close(self, discontinuity: bool) -> Segment | None:
        last = self.segments[-1] if self.segments else None
        # Even before the first segment: the others have told theirs, and players count them.
        self._broken += discontinuity
        if last is None or last.data is not None:
            return None
        last.data = b"".join(part.data for part in last.parts)
        if len(self.segments) > WITH_PARTS:
            self.segments[-WITH_PARTS - 1].parts = []
        while len(self.segments) > KEPT:
            self._gone_discontinuities += self.segments.popleft().discontinuities
        return last

    def find(self, number: int) -> Segment | None:
        """The segment of that number; LookupError when it has come and gone."""
        if not self.segments or number >= self._next_number:
            return None
        place = number - self.segments[0].number
        if place < 0:
            raise LookupError(number)
        return self.segments[place]

    def has(self, number: int, part: int | None) -> bool:
        """Whether a playlist now would hold that segment, or that part or a later one (§6.2.5.2)."""
        if self.ended or number < self._next_number - 1:
            return True
        # One that begins anew has numbers behind it, and nothing to play yet.
        if number > self._next_number - 1 or not self.segments:
            return False
        last = self.segments[-1]
        return last.data is not None if part is None else last.count > part

    async def wait(self, number: int, part: int | None, deadline: float) -> bool:
        """Wait until `has` holds; False when the deadline passed before, by the clock that `expire` is told."""
        if self.has(number, part):
            return True
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(number, part, deadline, answer))
        return await answer

    def expire(self, now: float) -> None:
        """Send away those who have waited too long."""
        self._answer([each for each in self._waiting if each.deadline <= now], False)

    def _changed(self) -> None:
        self.version += 1
        self._answer([each for each in self._waiting if self.has(each.number, each.part)], True)

    def _answer(self, those: list[_Waiting], answer: bool) -> None:
        if not those:
            return
        answered = {id(each) for each in those}
        self._waiting = [each for each in self._waiting if id(each) not in answered]
        for each in those:
            if not each.answer.done():
                each.answer.set_result(answer)
