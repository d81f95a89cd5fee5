"""WHIP and WHEP over HTTP: tokens, answers, resources, and what bad requests get."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx2 as httpx
import pytest
from starlette.applications import Starlette

from rooms import ParticipantId, RoomId
from server.api import whep, whip
from server.media.media import Door, Media
from server.media.port import Source, TrackId
from server.media.tokens import Grant, MediaTokens
from server.media.turn import Turn
from tests.conftest import WoundClock
from tests.server.media.conftest import scripted_peers_are_closed
from tests.server.media.peers import ROOM, Scripted, forwarder

__all__ = ["scripted_peers_are_closed"]

SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
WHIP, WHEP = f"/whip/{ROOM}", f"/whep/{ROOM}"
TOKENS = MediaTokens("secret")


def bearer(*sources: Source, receives: bool = False, room: RoomId = ROOM) -> dict[str, str]:
    grant = Grant(room, ParticipantId("p-1"), WoundClock().now + 1000, sources, receives, backstage=True)
    return {"Authorization": f"Bearer {TOKENS.make(grant)}"}


class Ahead:
    """The door of a room that says what is sent before the engine hears of it."""

    async def grant(self, cookies: Mapping[str, str], room: RoomId) -> Grant | None:
        return None

    async def key_grant(self, token: str, room: RoomId) -> Grant | None:
        return None

    async def awaits(self, grant: Grant, track: TrackId) -> bool:
        return track == "p-1/camera/video"


@asynccontextmanager
async def served(
    clock: WoundClock | None = None, door: Door | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    async with forwarder() as engine:
        app = Starlette(routes=[*whip.ROUTES, *whep.ROUTES])
        turn = Turn(("turn:turn.example",), "north", 600)
        app.state.media = Media(engine, TOKENS, clock or WoundClock(), turn, ("stun:stun.example",), door)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://stage") as http:
            yield http


async def test_publisher_is_created_patched_and_deleted() -> None:
    async with served() as http:
        headers = bearer(Source.CAMERA, Source.MICROPHONE)
        remote = Scripted().remote
        answer = await http.post(
            WHIP, content=remote.offer("sendonly"), headers={**headers, "Content-Type": SDP}
        )
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (201, SDP)
        assert answer.headers["accept-patch"] == FRAGMENT
        links = answer.headers.get_list("link")
        assert links[0] == '<stun:stun.example>; rel="ice-server"'
        assert 'credential-type="password"' in links[1]
        remote.begin(answer.text)
        await remote.connected
        resource, tag = answer.headers["location"], answer.headers["etag"]
        patch = {**headers, "Content-Type": FRAGMENT}
        candidate = "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n"
        trickled = await http.patch(resource, content=candidate, headers={**patch, "If-Match": tag})
        assert trickled.status_code == 204
        restarted = await http.patch(
            resource, content="a=ice-ufrag:abcd\r\na=ice-pwd:efgh\r\n", headers={**patch, "If-Match": "*"}
        )
        assert restarted.status_code == 200
        assert "a=ice-ufrag:" in restarted.text
        assert restarted.headers["etag"] != tag
        for match, status in ((tag, 412), ("", 428), (restarted.headers["etag"], 204)):
            again = await http.patch(resource, content="", headers={**patch, "If-Match": match})
            assert again.status_code == status
        assert (await http.delete(resource, headers=headers)).status_code == 200
        assert (await http.delete(resource, headers=headers)).status_code == 404


async def test_second_publisher_is_told_that_the_source_is_taken() -> None:
    async with served() as http:
        headers = {**bearer(Source.CAMERA), "Content-Type": SDP}
        offer = Scripted().remote.offer("sendonly", "v")
        assert (await http.post(WHIP, content=offer, headers=headers)).status_code == 201
        second = await http.post(WHIP, content=offer, headers=headers)
        assert second.status_code == 409
        assert second.json() == {
            "title": "Another publisher holds the source.", "status": 409, "code": "media.taken", "source": "camera",
        }  # fmt: skip
        assert second.headers["content-type"] == "application/problem+json"
        assert (await http.post(WHIP + "?replace=1", content=offer, headers=headers)).status_code == 201


async def test_subscriber_is_created_and_chooses() -> None:
    async with served() as http:
        headers = bearer(receives=True)
        offer = Scripted().remote.offer("recvonly")
        answer = await http.post(WHEP, content=offer, headers={**headers, "Content-Type": SDP})
        assert answer.status_code == 201
        section = answer.headers["location"] + "/sections/v0"
        kind = {**headers, "Content-Type": "application/json"}
        assert (await http.post(section, content='{"track": null}', headers=kind)).status_code == 204
        for body, status in (('{"track": "none"}', 404), ('{"unknown": 1}', 400), ("[", 400)):
            assert (await http.post(section, content=body, headers=kind)).status_code == status
        missing = await http.post(
            WHEP + "?track=none", content=offer, headers={**headers, "Content-Type": SDP}
        )
        assert (missing.status_code, missing.json()["code"]) == (404, "media.track")
        assert (await http.delete(answer.headers["location"], headers=headers)).status_code == 200


async def test_track_that_the_room_knows_before_the_engine_does_is_waited_for() -> None:
    async with served(door=Ahead()) as http:
        headers = {**bearer(Source.CAMERA, receives=True), "Content-Type": SDP}
        receiver, remote = Scripted().remote.offer("recvonly", "v"), Scripted().remote
        asked = WHEP + "?track=p-1/camera/video"
        waiting = asyncio.create_task(http.post(asked, content=receiver, headers=headers))
        answer = await http.post(WHIP, content=remote.offer("sendonly", "v"), headers=headers)
        remote.begin(answer.text)
        await remote.connected
        assert (await waiting).status_code == 201
        unknown = await http.post(WHEP + "?track=p-2/camera/video", content=receiver, headers=headers)
        assert (unknown.status_code, unknown.json()["track"]) == (404, "p-2/camera/video")


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        (WHIP, {}, 401, "media.token"),
        (WHIP, {"Authorization": "Bearer nonsense"}, 401, "media.token"),
        (WHIP, {"Authorization": "Basic abc"}, 401, "media.token"),
        (WHIP, bearer(Source.CAMERA, room=RoomId("conference/other")), 403, "media.grant"),
        (WHIP, bearer(receives=True), 403, "media.grant"),
        (WHIP + "?source=screen", bearer(Source.CAMERA), 403, "media.grant"),
        (WHEP, bearer(Source.CAMERA), 403, "media.grant"),
        (WHIP, {**bearer(Source.CAMERA), "Content-Type": "text/plain"}, 415, "media.type"),
        (WHIP, {**bearer(Source.CAMERA), "Content-Type": SDP}, 400, "media.sdp"),
        (WHEP, {**bearer(receives=True), "Content-Type": SDP}, 400, "media.sdp"),
    ],
)
async def test_bad_request_gets_its_reason(
    path: str, headers: dict[str, str], status: int, code: str
) -> None:
    async with served() as http:
        answer = await http.post(path, content="no offer", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert ("www-authenticate" in answer.headers) == (status == 401)
        assert answer.headers["access-control-allow-origin"] == "*"


async def test_expired_token_too_large_offer_and_octets_that_are_no_text_are_refused() -> None:
    async with served(clock := WoundClock()) as http:
        headers = {**bearer(Source.CAMERA), "Content-Type": SDP}
        assert (await http.post(WHIP, content="x" * 300_000, headers=headers)).status_code == 413
        assert (await http.post(WHIP, content=b"\xff", headers=headers)).status_code == 400
        clock.wind(1000)
        assert (await http.post(WHIP, content="x", headers=headers)).status_code == 401


async def test_full_engine_says_when_to_come_back() -> None:
    async with forwarder(most_peers=0) as engine:
        app = Starlette(routes=whep.ROUTES)
        app.state.media = Media(engine, TOKENS, WoundClock())
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://stage") as http:
            headers = {**bearer(receives=True), "Content-Type": SDP}
            answer = await http.post(WHEP, content="x", headers=headers)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_browser_on_another_origin_may_ask() -> None:
    async with served() as http:
        for path in (WHIP, WHEP, WHIP + "/x", WHEP + "/x", WHEP + "/x/sections/v0"):
            answer = await http.options(path)
            assert answer.status_code == 204
            assert "Authorization" in answer.headers["access-control-allow-headers"]
        assert (await http.get(WHIP)).status_code == 405
