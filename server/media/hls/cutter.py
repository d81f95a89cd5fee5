"""Parts and segments of one rendition from its samples. Input: samples that follow each other, by their duration."""

from __future__ import annotations

from server.media.hls.boxes import Init, Sample, fragment
from server.media.hls.products import PART, Emit, InitMade, PartCut, SegmentCut, parts_of


class Cutter:
    """Times are ticks of `rate` a second since `origin`, in seconds since 1970."""

    def __init__(self, rendition: str, rate: int, origin: float, emit: Emit, part: float = PART) -> None:
        self.rendition = rendition
        self.rate = rate
        # Where the segment being cut began, in ticks; None between segments.
        self.began: int | None = None
        self._parts = parts_of(part)
        self._origin = origin
        self._emit = emit
        self._number = 0
        self._pending: list[Sample] = []
        self._end = 0

    def begin(self, init: Init) -> None:
        """The samples that follow need this init segment."""
        self._emit(InitMade(self.rendition, init.codec, init.data, init.width, init.height))

    def add(self, sample: Sample) -> None:
        """Take the next sample; cut a part when it is long enough."""
        if self._pending and self._seconds(sample.time + sample.duration) > self._parts.target:
            self._cut_part()
        if self.began is None:
            self.began = sample.time
        self._pending.append(sample)
        self._end = sample.time + sample.duration
        if self._seconds(self._end) >= self._parts.least:
            self._cut_part()

    def cut(self, discontinuity: bool = False) -> None:
        """End the segment here. Without samples since the last one only a discontinuity is to be told."""
        self._cut_part()
        if self.began is None and not discontinuity:
            return
        self.began = None
        self._emit(SegmentCut(self.rendition, discontinuity))

    def _seconds(self, end: int) -> float:
        return (end - self._pending[0].time) / self.rate

    def _cut_part(self) -> None:
        if not self._pending:
            return
        samples, self._pending = self._pending, []
        self._number += 1
        first = samples[0]
        self._emit(
            PartCut(
                self.rendition,
                self._origin + first.time / self.rate,
                (self._end - first.time) / self.rate,
                first.sync,
                fragment(self._number, samples),
            )
        )
