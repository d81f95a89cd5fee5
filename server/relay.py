"""Passes requests about media on to the worker that carries it. Input: requests of people, answers of that worker.

It also is the door at which the next carrier asks this one to hand over.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import AsyncIterator
from typing import Final

import httpx2
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.hosting import HANDOVER, SUCCESSOR, Hosting
from server.media.hls.shelf import Moved

logger = logging.getLogger(__name__)

PATHS: Final = ("/whip/", "/whep/", "/watch/", "/broadcast/", "/keys/")
# How often a request was passed on. Who has just handed over passes on what was passed to it.
PASSED: Final = "x-puente-passed"
MOST_PASSED: Final = 2
# Of one connection, not of the message (RFC 9110, section 7.6.1).
_HOP: Final = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"upgrade", b"te", b"trailer"})


class Relay:
    """ASGI middleware. Without `hosting` everything is answered here."""

    def __init__(self, app: ASGIApp, hosting: Hosting | None) -> None:
        self._app = app
        self._hosting = hosting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer here, or pass on what another worker must answer."""
        hosting = self._hosting
        if hosting is None or scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == HANDOVER:
            await (await _hand_over(hosting, Headers(scope=scope)))(scope, receive, send)
        elif not scope["path"].startswith(PATHS):
            await self._app(scope, receive, send)
        else:
            await hosting.settled()
            if hosting.elsewhere is not None:
                await _pass_on(hosting, scope, receive, send)
                return
            try:
                await self._app(scope, receive, send)
            except Moved:
                # The part that was waited for is made by another worker.
                await hosting.settled()
                await _pass_on(hosting, scope, receive, send)


async def _hand_over(hosting: Hosting, headers: Headers) -> Response:
    _, _, given = headers.get("authorization", "").partition(" ")
    if not hmac.compare_digest(given.encode(), hosting.proof.encode()):
        return PlainTextResponse("", 404)
    return Response(await hosting.hand_over(headers[SUCCESSOR]), media_type="application/msgpack")


async def _pass_on(hosting: Hosting, scope: Scope, receive: Receive, send: Send) -> None:
    passed = Headers(scope=scope).get(PASSED, "0")
    times = int(passed) if passed.isascii() and passed.isdigit() else MOST_PASSED
    if hosting.client is None or hosting.elsewhere is None or times >= MOST_PASSED:
        # Two think that it is the other: the lease is on its way.
        await PlainTextResponse("", 503, {"Retry-After": "1"})(scope, receive, send)
        return
    former = hosting.elsewhere
    if await _pass(hosting.client, former, times + 1, scope, receive, send):
        return
    await hosting.look()
    moved = hosting.elsewhere if scope["method"] in ("GET", "HEAD") else None
    if moved not in (None, former) and await _pass(hosting.client, moved, times + 1, scope, receive, send):
        return
    await PlainTextResponse("", 503, {"Retry-After": "2"})(scope, receive, send)


async def _pass(
    client: httpx2.AsyncClient, host: str, times: int, scope: Scope, receive: Receive, send: Send
) -> bool:
    """Pass a request on and its answer back; False when the host does not answer."""
    headers = [(name, value) for name, value in scope["headers"] if name not in _HOP]
    headers = [(name, value) for name, value in headers if name != PASSED.encode()]
    peer = scope.get("client")
    headers += [(PASSED.encode(), b"%d" % times), (b"x-forwarded-proto", scope["scheme"].encode())]
    headers += [(b"x-forwarded-for", peer[0].encode())] if peer else []
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    url = host.encode() + scope.get("raw_path", scope["path"].encode()) + query
    content = None if scope["method"] in ("GET", "HEAD") else _body(receive)
    try:
        request = client.build_request(scope["method"], url.decode(), headers=headers, content=content)
        answer = await client.send(request, stream=True)
    except httpx2.HTTPError as error:
        logger.warning("the worker that carries the media does not answer: %r", error)
        return False
    try:
        kept = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _HOP]
        await send({"type": "http.response.start", "status": answer.status_code, "headers": kept})
        async for part in answer.aiter_raw():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await answer.aclose()
    return True


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return
