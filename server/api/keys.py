"""The key with which a speaker streams from a program like OBS: where to, and the bearer token.

`POST /keys/<conference>/<room>` with a cookie makes one and ends the one before; `DELETE` revokes it, and cuts off who
streams with it. Errors are problem details as those of `peers.py`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from rooms import STAFF, RoomId
from server.api import peers
from server.api.noted import note
from server.auth.guard import Guard
from server.auth.keys import StreamKeys
from server.media.media import Media
from server.media.port import MediaRefused
from server.store.accounts import Account


@dataclass(frozen=True)
class Keys:
    """What the routes need. `public_url` is empty where only the request tells the address."""

    keys: StreamKeys
    guard: Guard
    public_url: str


async def make(request: Request, media: Media) -> Response:
    """Make a key for whoever may send."""
    keys, room, account = await _owner(request, media)
    made = await keys.keys.make(account, room, media.clock())
    await _note(request, "key.made", account)
    address = keys.public_url or str(request.base_url).rstrip("/")
    # What OBS sends; a screen is shared from the page.
    url = f"{address}/whip/{room}?source=camera&source=microphone&replace=1"
    body = {"url": url, "token": made.token, "expires": made.expires}
    return JSONResponse(body, 201, headers={"Cache-Control": "no-store"})


async def revoke(request: Request, media: Media) -> Response:
    """End the key, and what is streamed with it or otherwise by its owner."""
    keys, room, account = await _owner(request, media)
    await keys.keys.revoke(account, room)
    await _note(request, "key.revoked", account)
    with suppress(MediaRefused):
        await media.engine.unpublish(room, account.id)
    return Response(status_code=204)


async def _note(request: Request, kind: str, account: Account) -> None:
    if account.role in STAFF:
        await note(request, kind, account)


async def _owner(request: Request, media: Media) -> tuple[Keys, RoomId, Account]:
    """Whose page asks; they must be allowed to send. Raises Problem."""
    keys: Keys = request.app.state.keys
    room = peers.room_of(request)
    account = await keys.guard.identify(request.cookies, request.path_params["conference"])
    if account is None:
        raise peers.Problem(401, "media.token")
    grant = await peers.grant_of(request, media)
    if not grant.sources or grant.participant != account.id:
        raise peers.Problem(403, "media.grant")
    return keys, room, account


ROUTES: list[BaseRoute] = [
    Route("/keys/{conference}/{room}", peers.answering(make), methods=["POST"]),
    Route("/keys/{conference}/{room}", peers.answering(revoke), methods=["DELETE"]),
]
