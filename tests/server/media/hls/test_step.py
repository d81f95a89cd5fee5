"""Pictures in step with the sounds: what waits, what goes, and in which order."""

from __future__ import annotations

from server.media.hls.products import PartCut, Product, SegmentCut
from server.media.hls.step import InStep


def part(began: float) -> PartCut:
    return PartCut("video", began, 0.4, False, b"")


def test_parts_wait_for_their_end_and_what_follows_them_waits_with_them() -> None:
    given: list[Product] = []
    step = InStep(given.append)
    step.release(1000.4)
    cut = SegmentCut("video")
    for product in (part(1000.0), part(1000.4), cut, part(1000.8)):
        step.take(product)
    assert given == [part(1000.0)]
    step.release(1000.79)
    assert given == [part(1000.0)]
    step.release(1000.8)
    assert given == [part(1000.0), part(1000.4), cut]
    # What has gone out cannot be called back.
    step.release(0.0)
    step.take(part(1000.2))
    step.release(1001.2)
    assert given[3:] == [part(1000.8), part(1000.2)]
