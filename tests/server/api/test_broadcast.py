"""The broadcast's routes: who gets the index, what waits for what, how it may be cached, what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import httpx2 as httpx
import pytest
from starlette.applications import Starlette

from rooms import ParticipantId, RoomId
from server.api.broadcast import ROUTES, Broadcast
from server.media.hls.broadcasts import PATIENCE_S, Broadcasts
from server.media.hls.products import InitMade, Opened, PartCut, SegmentCut
from server.media.hls.shelf import KEPT, WITH_PARTS
from server.media.port import Kind
from server.media.tokens import Grant

ROOM = RoomId("fair/plenary")
BASE = "/broadcast/fair/plenary"


class Door:
    """Lets in by a cookie `name`; not Mallory, who was put out."""

    async def grant(self, cookies: Mapping[str, str], room: RoomId) -> Grant | None:
        name = cookies.get("name")
        if room != ROOM:
            raise LookupError(room)
        return None if name in (None, "mallory") else Grant(room, ParticipantId(str(name)), 0, receives=True)


class Hall:
    """A broadcast of one picture, made part by part, and a viewer's connection to it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.broadcasts = Broadcasts(lambda: self.now, lambda: "take")
        self.app = app = Starlette(routes=ROUTES)
        app.state.broadcast = Broadcast(self.broadcasts, Door())
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://puente")

    def begin(self) -> None:
        self.broadcasts.begin(ROOM)
        self.broadcasts.apply(ROOM, Opened("video", Kind.VIDEO))
        self.broadcasts.apply(ROOM, InitMade("video", "avc1.42c01e", b"init", 640, 360))

    def add(self, parts: int = 1) -> None:
        for _ in range(parts):
            self.broadcasts.apply(ROOM, PartCut("video", 0.0, 0.4, True, b"part"))

    def cut(self, segments: int = 1) -> None:
        for _ in range(segments):
            self.add(2)
            self.broadcasts.apply(ROOM, SegmentCut("video"))

    async def get(self, path: str, **cookies: str) -> httpx.Response:
        headers = (
            {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
        )
        return await self.client.get(BASE + path, headers=headers)

    async def ask(self, path: str) -> asyncio.Task[httpx.Response]:
        """Ask, and let the request come to where it waits."""
        task = asyncio.create_task(self.get(path))
        for _ in range(20):
            await asyncio.sleep(0)
        return task


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    hall = Hall()
    yield hall
    await hall.client.aclose()


async def test_index_is_for_people_of_the_conference(hall: Hall) -> None:
    hall.begin()
    hall.add()
    assert (await hall.get("/index.m3u8")).status_code == 403
    assert (await hall.get("/index.m3u8", name="mallory")).status_code == 403
    answer = await hall.get("/index.m3u8", name="ana")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.apple.mpegurl"
    assert answer.headers["cache-control"] == "no-store"


async def test_index_tells_what_is_not_on_air_and_what_is_not_ready(hall: Hall) -> None:
    assert (await hall.get("/index.m3u8", name="ana")).status_code == 404
    hall.begin()
    answer = await hall.get("/index.m3u8", name="ana")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    hall.add()
    assert (await hall.get("/index.m3u8", name="ana")).status_code == 200
    assert (await hall.get("/other.m3u8", name="ana")).status_code == 404


async def test_media_may_be_cached_for_good_and_playlists_may_not(hall: Hall) -> None:
    hall.begin()
    hall.cut()
    for file, body in (("init-0.mp4", b"init"), ("1.0.m4s", b"part"), ("1.m4s", b"partpart")):
        answer = await hall.get(f"/take/video/{file}")
        assert (answer.status_code, answer.content) == (200, body)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == "video/mp4"
    assert (await hall.get("/take/video/live.m3u8")).headers["cache-control"] == "no-store"
    waited = await hall.get("/take/video/live.m3u8?_HLS_msn=1&_HLS_part=1")
    assert waited.headers["cache-control"] == "public, max-age=1"


async def test_playlist_waits_for_the_part_that_was_asked_for(hall: Hall) -> None:
    hall.begin()
    hall.add(2)
    asked = await hall.ask("/take/video/live.m3u8?_HLS_msn=1&_HLS_part=2")
    hall.now += 0.3
    hall.broadcasts.sweep()
    await asyncio.sleep(0)
    assert not asked.done()
    hall.add()
    answer = await asked
    assert answer.status_code == 200
    assert '"1.2.m4s"' in answer.text


async def test_hinted_part_is_given_as_soon_as_it_is_there(hall: Hall) -> None:
    hall.begin()
    hall.add(2)
    asked = await hall.ask("/take/video/1.2.m4s")
    assert not asked.done()
    hall.add()
    assert (await asked).content == b"part"


async def test_segment_that_is_being_made_is_waited_for(hall: Hall) -> None:
    hall.begin()
    hall.add(2)
    asked = await hall.ask("/take/video/1.m4s")
    assert not asked.done()
    hall.broadcasts.apply(ROOM, SegmentCut("video"))
    assert (await asked).content == b"partpart"


async def test_who_waits_in_vain_may_ask_again(hall: Hall) -> None:
    hall.begin()
    hall.add()
    asked = await hall.ask("/take/video/live.m3u8?_HLS_msn=2")
    hall.now += PATIENCE_S
    hall.broadcasts.sweep()
    answer = await asked
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/take/video/live.m3u8?_HLS_msn=99", 400),
        ("/take/video/live.m3u8?_HLS_part=1", 400),
        ("/take/video/live.m3u8?_HLS_msn=-1", 400),
        ("/take/video/live.m3u8?_HLS_msn=one", 400),
        ("/take/audio/live.m3u8", 404),
        ("/take/video/init-1.mp4", 404),
        ("/take/video/init-x.mp4", 404),
        ("/take/video/secret.txt", 404),
        ("/take/video/999.m4s", 404),
        ("/take/video/999.0.m4s", 404),
        ("/take/video/0.x.m4s", 404),
        ("/take/video/20.7.m4s", 404),
        ("/take/video/1.m4s", 410),
        ("/take/video/1.0.m4s", 410),
        ("/take/video/0.m4s", 410),
        ("/former/video/live.m3u8", 410),
    ],
)
async def test_what_is_not_there_is_told_apart_from_what_has_gone(hall: Hall, path: str, status: int) -> None:
    hall.begin()
    hall.cut(KEPT + 5)
    answer = await hall.get(path)
    assert (answer.status_code, answer.content) == (status, b"")
    assert answer.headers["cache-control"] == "no-store"


async def test_parts_of_older_segments_have_gone(hall: Hall) -> None:
    hall.begin()
    hall.cut(WITH_PARTS + 1)
    assert (await hall.get("/take/video/1.0.m4s")).status_code == 410
    assert (await hall.get("/take/video/1.m4s")).status_code == 200


async def test_take_of_another_room_is_not_found(hall: Hall) -> None:
    hall.begin()
    hall.add()
    answer = await hall.client.get("/broadcast/fair/workshop/take/video/live.m3u8")
    assert answer.status_code == 404


async def test_only_reading_is_allowed(hall: Hall) -> None:
    hall.begin()
    hall.add()
    assert (await hall.client.post(BASE + "/take/video/live.m3u8")).status_code == 405
    head = await hall.client.head(BASE + "/take/video/1.0.m4s")
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "4", b"")


async def test_ended_broadcast_can_be_played_to_its_end_and_then_has_gone(hall: Hall) -> None:
    hall.begin()
    hall.cut()
    asked = await hall.ask("/take/video/live.m3u8?_HLS_msn=2&_HLS_part=0")
    hall.broadcasts.end(ROOM)
    assert "#EXT-X-ENDLIST" in (await asked).text
    assert (await hall.get("/index.m3u8", name="ana")).status_code == 404
    assert (await hall.get("/take/video/1.m4s")).status_code == 200
    hall.now += 61
    hall.broadcasts.sweep()
    assert (await hall.get("/take/video/1.m4s")).status_code == 410


async def test_second_broadcast_of_a_room_takes_the_place_of_the_first() -> None:
    names = iter(["one", "two"])
    broadcasts = Broadcasts(lambda: 0.0, lambda: next(names))
    first = broadcasts.begin(ROOM)
    second = broadcasts.begin(ROOM)
    assert first.ended_at == 0.0
    assert broadcasts.of(ROOM) is second
    assert broadcasts.take("one") is first
