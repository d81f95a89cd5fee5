"""Announcements to a whole conference: the same one in each of its rooms. Input: JSON from staff, by cookie.

`POST /api/{conference}/announcements` with `{"texts": {"en": …}, "until": ms or null}`, and `announcement` where the
client names it, answers 200 with the id and what each room said; 400 for anything else, 403 for all but staff, 404 for
an unknown conference, 409 when every room refused. `PUT …/{announcement}` with the same gives texts and end anew,
`DELETE` takes it back.
"""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rooms import STAFF, Command, CommandId, Refused, RoomId, decode_command
from server.api.questions import Live
from server.conferences.model import Conference
from server.store.accounts import Account
from server.store.conferences import Conferences

_HEADERS = {"Cache-Control": "no-store"}
MOST_BYTES = 16 * 1024


async def post(request: Request) -> Response:
    """Post an announcement to every room."""
    found = await _staff(request)
    if isinstance(found, Response):
        return found
    return await _told(request, *found, "announcement.post", None)


async def edit(request: Request) -> Response:
    """Give the texts and the end of an announcement anew in every room."""
    found = await _staff(request)
    if isinstance(found, Response):
        return found
    return await _told(request, *found, "announcement.edit", request.path_params["announcement"])


async def _told(
    request: Request, conference: Conference, account: Account, tag: str, announcement: str | None
) -> Response:
    body = await request.body()
    if len(body) > MOST_BYTES:
        return _refused(413, "text.too_long")
    try:
        given = msgspec.json.decode(body, type=dict[str, Any])
        id = announcement or given.get("announcement") or secrets.token_urlsafe(9)
        asked = {"type": tag, "texts": given.get("texts"), "until": given.get("until"), "announcement": id}
        everywhere = {"everywhere": True} if announcement is None else {}
        command = decode_command(msgspec.json.encode({**asked, **everywhere}))
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        return JSONResponse({"code": "malformed", "reason": str(error)}, 400, headers=_HEADERS)
    return await _everywhere(request, conference, account, command, str(id))


async def withdraw(request: Request) -> Response:
    """Take an announcement back from every room."""
    found = await _staff(request)
    if isinstance(found, Response):
        return found
    id = request.path_params["announcement"]
    try:
        command = decode_command(msgspec.json.encode({"type": "announcement.withdraw", "announcement": id}))
    except msgspec.ValidationError as error:
        return JSONResponse({"code": "malformed", "reason": str(error)}, 400, headers=_HEADERS)
    return await _everywhere(request, *found, command, id)


async def _everywhere(
    request: Request, conference: Conference, account: Account, command: Command, id: str
) -> Response:
    live: Live = request.app.state.live
    me = account.participant
    said: dict[str, str | None] = {}
    refused: Refused | None = None
    for room in conference.rooms:
        try:
            await live.actors.submit(
                RoomId(f"{conference.slug}/{room.slug}"), me, CommandId(secrets.token_urlsafe(12)), command,
                conference.default_language,
            )  # fmt: skip
            said[room.slug] = None
        except Refused as error:
            refused, said[room.slug] = error, error.code
    if refused is not None and None not in said.values():
        return JSONResponse({"code": refused.code, "data": dict(refused.data)}, 409, headers=_HEADERS)
    return JSONResponse({"announcement": id, "rooms": said}, headers=_HEADERS)


async def _staff(request: Request) -> tuple[Conference, Account] | Response:
    conferences: Conferences = request.app.state.site.conferences
    live: Live = request.app.state.live
    conference = conferences.get(request.path_params["conference"])
    if conference is None or conference.archive:
        return _refused(404, "unknown")
    account = await live.guard.identify(request.cookies, conference.slug)
    if account is None or account.banned or account.role not in STAFF:
        return _refused(403, "not_permitted")
    return conference, account


def _refused(status: int, code: str) -> Response:
    return JSONResponse({"code": code}, status, headers=_HEADERS)


ROUTES = [
    Route("/api/{conference}/announcements", post, methods=["POST"]),
    Route("/api/{conference}/announcements/{announcement}", edit, methods=["PUT"]),
    Route("/api/{conference}/announcements/{announcement}", withdraw, methods=["DELETE"]),
]
