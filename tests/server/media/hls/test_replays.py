"""Which recordings there are of a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from rooms import RoomId
from server.media.hls.archive import Archive
from server.media.hls.broadcasts import Broadcasts
from server.media.hls.products import Group
from server.media.hls.replays import About, Replays
from tests.air import ORIGIN, Air

ROOM = RoomId("fair/plenary")


def test_finished_tapes_of_a_session_are_found(tmp_path: Path) -> None:
    air, archive = Air(groups=(Group.OPUS,)), Archive(tmp_path)
    takes = iter(["one", "two", "other"])
    broadcasts = Broadcasts(lambda: air.now, lambda: next(takes), archive)
    air.play(2)
    for session in ("rivers", "rivers", "roads"):
        broadcasts.begin(ROOM, About(session))
        for product in air.products:
            broadcasts.apply(ROOM, product)
    archive.close()
    replays = Replays(tmp_path)
    assert replays.of("fair", "roads") == [], "a broadcast that goes on is no recording yet"
    found = replays.of("fair", "rivers")
    assert sorted(each.take for each in found) == ["one", "two"]
    assert found[0].room == ROOM and found[0].began == pytest.approx(ORIGIN * 1000, abs=100)
    assert found[0].ended - found[0].began == pytest.approx(2000, abs=500)
    assert (replays.session_of(ROOM, "one"), replays.session_of(ROOM, "none")) == ("rivers", None)
