"""One rendition in memory: what it keeps, and who is woken when."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from server.media.hls.playlists import live_playlist
from server.media.hls.products import InitMade, Opened, PartCut, SegmentCut
from server.media.hls.shelf import KEPT, LISTED, WITH_PARTS, Shelf
from server.media.port import Kind

OPENED = Opened("video", Kind.VIDEO)
CUT = SegmentCut("video")


def part(number: int) -> PartCut:
    return PartCut("video", 1000 + 0.4 * number, 0.4, number % 10 == 0, b"<%d>" % number)


def shelf_of(parts: int, a_segment: int = 10) -> Shelf:
    shelf = Shelf(OPENED)
    shelf.add_init(InitMade("video", "avc1.42c01e", b"init"))
    for number in range(parts):
        shelf.add_part(part(number))
        if number % a_segment == a_segment - 1:
            shelf.close_segment(CUT)
    return shelf


def test_segment_is_its_parts_together() -> None:
    shelf = shelf_of(13)
    first = shelf.find(1)
    assert first is not None
    assert first.data == b"".join(b"<%d>" % number for number in range(10))
    assert first.duration == pytest.approx(4.0)
    assert shelf.next_place == (2, 3)
    assert shelf.find(3) is None


def test_memory_holds_the_newest_segments_only() -> None:
    shelf = shelf_of(10 * (KEPT + 5))
    assert len(shelf.segments) == KEPT
    assert len(shelf.listed()[1]) == LISTED
    with pytest.raises(LookupError):
        shelf.find(5)
    assert sum(bool(each.parts) for each in shelf.segments) == WITH_PARTS


def test_discontinuities_are_counted_when_they_leave_the_playlist() -> None:
    shelf = shelf_of(10)
    shelf.add_part(part(0))
    shelf.close_segment(SegmentCut("video", discontinuity=True))
    for _ in range(KEPT + 3):
        shelf.add_part(part(0))
        shelf.close_segment(CUT)
    gone, listed = shelf.listed()
    assert gone == 1
    assert not any(segment.discontinuities for segment in listed)


def test_discontinuity_before_the_first_segment_or_between_two_with_nothing_else_is_told_all_the_same() -> (
    None
):
    """Players take what has the same count of them in picture and sound to belong together."""
    shelf = Shelf(OPENED)
    shelf.close_segment(SegmentCut("video", discontinuity=True))
    shelf.add_part(part(0))
    for _ in range(2):
        shelf.close_segment(SegmentCut("video", discontinuity=True))
    shelf.add_part(part(1))
    assert [each.discontinuities for each in shelf.segments] == [1, 2]
    assert live_playlist(shelf, ()).count(b"#EXT-X-DISCONTINUITY\n") == 3


def test_another_packager_goes_on_behind_a_discontinuity() -> None:
    shelf = shelf_of(13)
    shelf.reopen(OPENED)
    shelf.add_part(part(0))
    numbers = [(each.number, each.discontinuities) for each in shelf.segments]
    assert numbers == [(1, False), (2, False), (3, True)]
    assert shelf.discontinuities == 1


@pytest.mark.parametrize(
    ("number", "index", "there"),
    [
        (1, None, True),
        (2, None, False),
        (2, 2, True),
        (2, 3, False),
        (1, 12, True),  # a part beyond the end of a segment is the first of the next one
        (3, 0, False),
    ],
)
def test_a_playlist_holds_what_has_come(number: int, index: int | None, there: bool) -> None:
    assert shelf_of(13).has(number, index) is there


async def test_rendition_that_comes_back_is_waited_for() -> None:
    empty = msgspec.structs.replace(shelf_of(13).pack(), segments=[])
    shelf = Shelf.unpacked(empty)
    task = await waiting(shelf, 2, 0, 5.0)
    assert not task.done()
    shelf.add_part(part(0))
    assert await task


async def waiting(shelf: Shelf, number: int, index: int | None, deadline: float) -> asyncio.Task[bool]:
    task = asyncio.create_task(shelf.wait(number, index, deadline))
    await asyncio.sleep(0)
    return task


async def test_who_waits_for_a_part_is_woken_by_it_and_not_before() -> None:
    shelf = shelf_of(13)
    fourth, segment = await waiting(shelf, 2, 3, 5.0), await waiting(shelf, 2, None, 5.0)
    shelf.expire(4.9)
    await asyncio.sleep(0)
    assert not fourth.done()
    shelf.add_part(part(13))
    assert await fourth
    assert not segment.done()
    shelf.close_segment(CUT)
    assert await segment


async def test_who_waits_too_long_is_told() -> None:
    shelf = shelf_of(13)
    task = await waiting(shelf, 2, 5, 5.0)
    shelf.expire(5.0)
    assert not await task


async def test_end_wakes_everybody() -> None:
    shelf = shelf_of(13)
    task = await waiting(shelf, 4, 0, 5.0)
    shelf.end()
    assert await task
    assert shelf.segments[-1].data is not None


async def test_who_has_gone_disturbs_nobody() -> None:
    shelf = shelf_of(13)
    gone, stays = await waiting(shelf, 2, 3, 5.0), await waiting(shelf, 2, 3, 5.0)
    gone.cancel()
    await asyncio.sleep(0)
    shelf.add_part(part(13))
    assert await stays
