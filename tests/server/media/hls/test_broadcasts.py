"""A room's broadcast in memory: it can go to another process, and no address ever means two things."""

from __future__ import annotations

import asyncio

import pytest

from rooms import RoomId
from server.media.hls.broadcasts import Broadcasts
from server.media.hls.products import Ended, InitMade, Opened, PartCut, Product, SegmentCut
from server.media.hls.shelf import Moved
from server.media.port import Kind

ROOM = RoomId("fair/plenary")
OPENED = Opened("video", Kind.VIDEO)


def broadcasts(*products: Product) -> Broadcasts:
    made = Broadcasts(lambda: 0.0, lambda: "take")
    made.begin(ROOM)
    for product in products:
        made.apply(ROOM, product)
    return made


def part(began: float) -> PartCut:
    return PartCut("video", began, 0.4, True, b"part")


def text(of: Broadcasts) -> str:
    take = of.take("take")
    assert take is not None
    return take.playlist("video").decode()


BEGUN = (OPENED, InitMade("video", "avc1", b"init"), part(10.0), part(10.4), SegmentCut("video"), part(10.8))


async def test_another_process_goes_on_in_the_same_playlist_behind_a_discontinuity() -> None:
    old, new = broadcasts(*BEGUN), Broadcasts(lambda: 0.0, lambda: "other")
    old.apply(ROOM, SegmentCut("video"))
    before = text(old)
    take = old.of(ROOM)
    assert take is not None
    waiting = asyncio.create_task(take.shelves["video"].wait(3, 0, 10.0))
    await asyncio.sleep(0)
    new.take_over(old.hand_over())
    with pytest.raises(Moved):
        await waiting
    assert (old.of(ROOM), old.take("take")) == (None, None)
    assert text(new) == before
    went_on = new.of(ROOM)
    assert went_on is not None and went_on.ends_at == pytest.approx(11.2)
    for product in (OPENED, InitMade("video", "avc1", b"init"), part(11.2)):
        new.apply(ROOM, product)
    added = text(new).removeprefix(before[: before.index("#EXT-X-PRELOAD")])
    assert added.startswith("#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:11.200Z\n")
    assert '"3.0.m4s"' in added


def test_broadcasts_that_cannot_be_read_are_begun_anew() -> None:
    new = Broadcasts(lambda: 0.0, lambda: "other")
    new.take_over(b"\x91\x80")
    new.take_over(b"")
    assert new.going_on() == ()


def test_rendition_that_comes_back_uses_no_address_twice() -> None:
    made = broadcasts(*BEGUN, Ended("video"), OPENED, InitMade("video", "avc1", b"larger"), part(20.0))
    assert '"init-1.mp4"' in text(made)
    assert '"3.0.m4s"' in text(made)
    assert '"1.m4s"' not in text(made)
