"""Passes requests about media on to the worker that carries it. Input: requests of people, answers of that worker.

It also is the door at which the next carrier asks this one to hand over.
"""

from __future__ import annotations

import asyncio
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
                await self._pass_on(hosting, scope, receive, send)
                return
            try:
                await self._app(scope, receive, send)
            except Moved:
                # The part that was waited for is made by another worker.
                await hosting.settled()
                await self._pass_on(hosting, scope, receive, send)

    async def _pass_on(self, hosting: Hosting, scope: Scope, receive: Receive, send: Send) -> None:
        passed = Headers(scope=scope).get(PASSED, "0")
        times = int(passed) if passed.isascii() and passed.isdigit() else MOST_PASSED
        former = hosting.elsewhere
        if hosting.client is None or former is None or times >= MOST_PASSED:
            # Two think that it is the other: the lease is on its way.
            await PlainTextResponse("", 503, {"Retry-After": "1"})(scope, receive, send)
            return
        if await _pass(hosting, former, times + 1, scope, receive, send):
            return
        await hosting.look()
        if _is_safe(scope):
            moved = hosting.elsewhere
            if moved is None:
                # The one that was asked is gone, and this worker carries the media instead.
                await self._app(scope, receive, send)
                return
            if moved != former and await _pass(hosting, moved, times + 1, scope, receive, send):
                return
        await PlainTextResponse("", 503, {"Retry-After": "2"})(scope, receive, send)


def _is_safe(scope: Scope) -> bool:
    """Whether a request may be asked again."""
    return scope["method"] in ("GET", "HEAD")


async def _hand_over(hosting: Hosting, headers: Headers) -> Response:
    _, _, given = headers.get("authorization", "").partition(" ")
    if not hmac.compare_digest(given.encode(), hosting.proof.encode()):
        return PlainTextResponse("", 404)
    return Response(await hosting.hand_over(headers[SUCCESSOR]), media_type="application/msgpack")


async def _pass(hosting: Hosting, host: str, times: int, scope: Scope, receive: Receive, send: Send) -> bool:
    """Pass a request on and its answer back; False when the host does not answer."""
    headers = [(name, value) for name, value in scope["headers"] if name not in _HOP]
    headers = [(name, value) for name, value in headers if name != PASSED.encode()]
    peer = scope.get("client")
    headers += [(PASSED.encode(), b"%d" % times), (b"x-forwarded-proto", scope["scheme"].encode())]
    headers += [(b"x-forwarded-for", peer[0].encode())] if peer else []
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    url = host.encode() + scope.get("raw_path", scope["path"].encode()) + query
    try:
        answer = await _ask(hosting, scope, url.decode(), headers, receive)
    except (httpx2.HTTPError, TimeoutError) as error:
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


async def _ask(
    hosting: Hosting, scope: Scope, url: str, headers: list[tuple[bytes, bytes]], receive: Receive
) -> httpx2.Response:
    """The beginning of an answer. Raises TimeoutError when the media move meanwhile to where it can be asked again."""
    assert hosting.client is not None
    content = None if _is_safe(scope) else _body(receive)
    request = hosting.client.build_request(scope["method"], url, headers=headers, content=content)
    if content is not None:
        return await hosting.client.send(request, stream=True)
    async with asyncio.timeout(None) as asking:
        hosting.asking.add(asking)
        try:
            return await hosting.client.send(request, stream=True)
        finally:
            hosting.asking.discard(asking)


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return
