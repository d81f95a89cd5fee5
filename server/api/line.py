"""A measure of the line between a browser and the server, for the connection test of the green room.

`GET /line/<conference>?bytes=` gives so many bytes, `POST` takes them; both for people of the conference, at most
LARGEST. The bytes mean nothing. What the browser reads from them is how long they took.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.store.accounts import Account

LARGEST = 2 << 20
_UNKEPT = {"Cache-Control": "no-store"}
# Not to be made smaller on the way.
_NOISE = bytes((number * 167 + (number >> 8) * 31 + (number >> 11)) & 0xFF for number in range(1 << 16))


class Door(Protocol):
    """Who somebody is, from a request's cookies; `server.auth.guard` is one."""

    async def identify(self, cookies: Mapping[str, str], conference: str) -> Account | None:
        """The account that is signed in to the conference."""


async def give(request: Request) -> Response:
    """Give as many bytes as are asked for."""
    if not await _known(request):
        return Response(status_code=403, headers=_UNKEPT)
    asked = request.query_params.get("bytes", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9 and int(asked) <= LARGEST):
        return Response(status_code=400, headers=_UNKEPT)
    whole, rest = divmod(int(asked), len(_NOISE))
    return Response(
        _NOISE * whole + _NOISE[:rest],
        headers=_UNKEPT,
        media_type="application/octet-stream",
    )


async def take(request: Request) -> Response:
    """Take bytes and forget them."""
    if not await _known(request):
        return Response(status_code=403, headers=_UNKEPT)
    taken = 0
    try:
        async for part in request.stream():
            taken += len(part)
            if taken > LARGEST:
                return Response(status_code=413, headers=_UNKEPT)
    except ClientDisconnect:
        return Response(status_code=400, headers=_UNKEPT)
    return Response(status_code=204, headers=_UNKEPT)


async def _known(request: Request) -> bool:
    guard: Door = request.app.state.site.guard
    account = await guard.identify(request.cookies, request.path_params["conference"])
    return account is not None and not account.banned


ROUTES: list[BaseRoute] = [
    Route("/line/{conference}", give, methods=["GET"]),
    Route("/line/{conference}", take, methods=["POST"]),
]
