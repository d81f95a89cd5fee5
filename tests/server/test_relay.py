"""What concerns media is passed to the worker that carries it, whole and streamed, and never in a circle."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.hosting import SUCCESSOR, Hosting
from server.media.hls.shelf import Moved
from server.relay import Relay
from tests.programs import free_port


async def _echo(request: Request) -> Response:
    body = await request.body()
    told = (
        f"{request.method} {request.url.path}?{request.url.query} {body.decode()} {request.headers['cookie']}"
    )
    return PlainTextResponse(told, 201, {"Location": "/whip/x", "X-For": request.headers["x-forwarded-for"]})


async def _playlist(request: Request) -> Response:
    return PlainTextResponse(f"#EXTM3U {request.headers['x-puente-passed']}")


@asynccontextmanager
async def carrier() -> AsyncIterator[str]:
    """A worker that carries the media; gives its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    routes = [Route("/whip/{path:path}", _echo, methods=["POST"]), Route("/broadcast/{path:path}", _playlist)]
    app = Starlette(routes=routes)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", proxy_headers=False))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@dataclass
class Where:
    """Who carries the media, as one worker knows it; `then` is what it finds when it looks again."""

    elsewhere: str | None
    client: httpx2.AsyncClient
    then: str | None = None
    proof: str = "proof"
    asking: set[asyncio.Timeout] = field(default_factory=set)

    async def settled(self) -> None:
        """Nothing moves."""

    async def look(self) -> None:
        self.elsewhere = self.then or self.elsewhere

    async def hand_over(self, successor: str) -> bytes:
        self.elsewhere = successor
        return b"takes"


@asynccontextmanager
async def worker(elsewhere: str | None, then: str | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """A worker that knows who carries the media, as a browser reaches it."""

    async with httpx2.AsyncClient(trust_env=False) as way:
        where = Where(elsewhere, way, then)

        async def own(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"].endswith("live.m3u8"):
                # What was waited for here is made elsewhere now.
                where.elsewhere = then
                raise Moved
            await PlainTextResponse("answered here")(scope, receive, send)

        relay = Relay(own, cast(Hosting, where))
        transport = httpx2.ASGITransport(relay)
        async with httpx2.AsyncClient(transport=transport, base_url="http://people.example") as http:
            yield http


async def test_request_about_media_is_passed_on_and_its_answer_comes_back() -> None:
    async with carrier() as address, worker(address) as http:
        answer = await http.post("/whip/c/r?sources=camera", content=b"offer", headers={"Cookie": "a=b"})
        assert answer.status_code == 201
        assert answer.text == "POST /whip/c/r?sources=camera offer a=b"
        assert answer.headers["location"] == "/whip/x"
        assert answer.headers["x-for"] == "127.0.0.1"


async def test_everything_else_and_the_carriers_own_requests_are_answered_here() -> None:
    async with worker("http://127.0.0.1:1") as http:
        assert (await http.get("/en/")).text == "answered here"
    async with worker(None) as http:
        assert (await http.post("/whip/c/r")).text == "answered here"


async def test_carrier_that_is_away_or_passes_on_itself_is_come_back_later() -> None:
    async with worker(f"http://127.0.0.1:{free_port()}") as http:
        answer = await http.post("/whip/c/r")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        answer = await http.post("/whip/c/r", headers={"X-Puente-Passed": "2"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_who_waits_for_a_part_when_the_media_move_gets_it_from_their_new_place() -> None:
    async with carrier() as address, worker(None, then=address) as http:
        assert (await http.get("/broadcast/c/r/t/video/live.m3u8")).text == "#EXTM3U 1"


async def test_carrier_that_is_gone_is_looked_for_at_once() -> None:
    async with carrier() as address, worker(f"http://127.0.0.1:{free_port()}", then=address) as http:
        answer = await http.get("/broadcast/c/r/t/video/0.m4s", headers={"X-Puente-Passed": "1"})
        assert answer.text == "#EXTM3U 2"


async def test_media_are_handed_to_a_worker_of_this_service_and_to_nobody_else() -> None:
    async with worker(None) as http:
        stranger = await http.post("/handover", headers={SUCCESSOR: "http://evil.example"})
        assert stranger.status_code == 404
        asked = {"Authorization": "Bearer proof", SUCCESSOR: "http://127.0.0.1:9"}
        assert (await http.post("/handover", headers=asked)).content == b"takes"
