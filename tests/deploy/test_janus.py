"""Janus started with the project's configuration: it serves Puente, and nobody who lacks the secrets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rooms import RoomId
from server.media.janus.link import JanusFault, Link
from server.media.janus.videoroom import Access, VideoRoom
from tests.janus import Janus, running_janus


@pytest.fixture
def janus(tmp_path: Path) -> Iterator[Janus]:
    with running_janus(tmp_path / "janus") as janus:
        yield janus


async def test_only_who_has_the_secrets_may_ask_and_make_rooms(janus: Janus) -> None:
    access = janus.access
    with pytest.raises(JanusFault, match="403"):
        await Link(access.url, "guessed").open()
    videoroom = VideoRoom(access)
    await videoroom.open()
    assert (await videoroom.hall(RoomId("conference/hall"))).silence
    stranger = VideoRoom(Access(access.url, access.secret, "guessed"))
    await stranger.open()
    with pytest.raises(Exception, match="Unauthorized"):
        await stranger.hall(RoomId("conference/other"))
    for each in (videoroom, stranger):
        await each.link.close()


async def test_every_line_is_understood(janus: Janus) -> None:
    said = janus.said()
    assert "Lite mode" in said
    assert "[ERR]" not in said and "[FATAL]" not in said
