"""The broadcast over HTTP: LL-HLS for those who watch from a distance. Input: takes in memory (`app.state.broadcast`).

`/broadcast/<conference>/<room>/index.m3u8` is for people of the conference; `sound.m3u8` is without pictures,
`small.m3u8` with the smallest that the publisher sends, `beside.m3u8` the second picture where the layout shows two.
Each names the take, whose media anybody on the way may cache. What is unknown is 404, what has left memory 410; what is
not there in time is 503, after which players ask again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from rooms import RoomId
from server.media.hls.broadcasts import PATIENCE_S, PICTURES, Broadcasts, Take, content_type
from server.media.hls.playlists import LIVE
from server.media.hls.shelf import Shelf
from server.media.tokens import Grant

PLAYLIST = b"application/vnd.apple.mpegurl"
FOREVER = b"public, max-age=31536000, immutable"
# A playlist that was waited for is the same for all who waited for that part.
BRIEFLY = b"public, max-age=1"
NOT_KEPT = b"no-store"
# How far ahead of the newest segment may be asked for (RFC 8216bis §6.2.5.2).
_AHEAD = 2
_RETRY = ((b"retry-after", b"1"),)


class Door(Protocol):
    """Whether somebody may watch a room, from a request's cookies; `server.api.doorman` is one."""

    async def grant(self, cookies: Mapping[str, str], room: RoomId) -> Grant | None:
        """What whoever is signed in may do in the room, None for nobody. Raises LookupError for no such room."""


@dataclass(frozen=True)
class Broadcast:
    """What the routes need."""

    broadcasts: Broadcasts
    door: Door


class _Refused(Exception):
    """A request that is answered by a status and no body."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def index(request: Request) -> Response:
    """Give the multivariant playlist of the room's broadcast."""
    state: Broadcast = request.app.state.broadcast
    conference, room = request.path_params["conference"], request.path_params["room"]
    headers = {"Cache-Control": "no-store"}
    name: str = request.path_params["name"]
    if name not in PICTURES:
        return Response(status_code=404, headers=headers)
    id = RoomId(f"{conference}/{room}")
    try:
        grant = await state.door.grant(request.cookies, id)
    except LookupError:
        return Response(status_code=404, headers=headers)
    if grant is None or not grant.receives:
        return Response(status_code=403, headers=headers)
    take = state.broadcasts.of(id)
    if take is None:
        return Response(status_code=404, headers=headers)
    if not take.is_ready:
        return Response(status_code=503, headers={**headers, "Retry-After": "1"})
    if not take.offers(name):
        return Response(status_code=404, headers=headers)
    return Response(take.index(name), media_type=PLAYLIST.decode(), headers=headers)


class TakeFile:
    """Plain ASGI for what is asked for most: a take's playlists, init segments, parts and segments, out of memory."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            if scope["method"] not in ("GET", "HEAD"):
                raise _Refused(405)
            body, kind, caching = await _find(scope)
        except _Refused as refused:
            more = _RETRY if refused.status == 503 else ()
            await _send(send, refused.status, b"", b"text/plain", NOT_KEPT, True, more)
            return
        await _send(send, 200, body, kind, caching, scope["method"] == "GET")


async def _send(
    send: Send,
    status: int,
    body: bytes,
    kind: bytes,
    caching: bytes,
    whole: bool,
    more: tuple[tuple[bytes, bytes], ...] = (),
) -> None:
    headers = [
        (b"content-type", kind),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", caching),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body if whole else b""})


async def _find(scope: Scope) -> tuple[bytes, bytes, bytes]:
    """The body, its media type, and how it may be cached. Raises _Refused."""
    state: Broadcast = scope["app"].state.broadcast
    path = scope["path_params"]
    take = state.broadcasts.take(path["take"])
    if take is None:
        # A take that nobody knows is most often one that has ended, or that a restart has cut off.
        raise _Refused(410)
    if take.room != f"{path['conference']}/{path['room']}":
        raise _Refused(404)
    shelf = take.shelves.get(path["rendition"])
    if shelf is None:
        raise _Refused(404)
    file: str = path["file"]
    deadline = state.broadcasts.clock() + PATIENCE_S
    if file == LIVE:
        take.asked(path["rendition"], _asker(scope), state.broadcasts.clock())
        return await _playlist(take, shelf, scope["query_string"], deadline)
    kind = content_type(shelf).encode()
    if file.startswith("init-") and file.endswith(".mp4"):
        number = _number(file[5:-4])
        if number >= len(shelf.inits):
            raise _Refused(404)
        return shelf.inits[number].data, kind, FOREVER
    if not file.endswith(".m4s"):
        raise _Refused(404)
    segment, dot, part = file[:-4].partition(".")
    if dot:
        return await _part(shelf, _number(segment), _number(part), deadline), kind, FOREVER
    return await _segment(shelf, _number(segment), deadline), kind, FOREVER


def _asker(scope: Scope) -> bytes:
    """What tells one listener from another: their address, and their cookies where they have some."""
    address = (scope.get("client") or ("",))[0]
    cookies = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    return hashlib.blake2b(address.encode() + cookies, digest_size=8).digest()


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise _Refused(404)
    return int(text)


async def _playlist(take: Take, shelf: Shelf, query: bytes, deadline: float) -> tuple[bytes, bytes, bytes]:
    """The media playlist, when it holds the segment or part that was asked for (§6.2.5.2)."""
    asked = {name: values[-1] for name, values in parse_qs(query.decode("ascii", "replace")).items()}
    number, part = asked.get("_HLS_msn"), asked.get("_HLS_part")
    skip = asked.get("_HLS_skip") in ("YES", "v2")
    name = shelf.opened.rendition
    if number is None:
        if part is not None:
            raise _Refused(400)
        return take.playlist(name, skip), PLAYLIST, NOT_KEPT
    wanted, index = _asked(number), None if part is None else _asked(part)
    if wanted > shelf.next_place[0] + _AHEAD:
        raise _Refused(400)
    if not await shelf.wait(wanted, index, deadline):
        raise _Refused(503)
    if name not in take.shelves:
        raise _Refused(410)
    return take.playlist(name, skip), PLAYLIST, BRIEFLY


def _asked(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise _Refused(400)
    return int(text)


async def _part(shelf: Shelf, number: int, part: int, deadline: float) -> bytes:
    """A part; the one that the playlist hints at is waited for (§4.4.5.3)."""
    if (number, part) == shelf.next_place and not await shelf.wait(number, part, deadline):
        raise _Refused(503)
    try:
        segment = shelf.find(number)
    except LookupError:
        raise _Refused(410) from None
    if segment is None or part >= segment.count:
        raise _Refused(404)
    if part >= len(segment.parts):
        raise _Refused(410)
    return segment.parts[part].data


async def _segment(shelf: Shelf, number: int, deadline: float) -> bytes:
    """A closed segment; the one that is being made is waited for."""
    if number == shelf.next_place[0] and not await shelf.wait(number, None, deadline):
        raise _Refused(503)
    try:
        segment = shelf.find(number)
    except LookupError:
        raise _Refused(410) from None
    if segment is None or segment.data is None:
        raise _Refused(404)
    return segment.data


ROUTES: list[BaseRoute] = [
    Route("/broadcast/{conference}/{room}/{name:str}.m3u8", index),
    Route("/broadcast/{conference}/{room}/{take}/{rendition}/{file}", TakeFile()),
]
