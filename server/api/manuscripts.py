"""Manuscripts over HTTP: a speaker's text, which may be longer than a frame of the socket.

`POST /manuscripts/<conference>/<room>` with text/plain in UTF-8 as body, by cookie: 204. It is the command
`manuscript.hand_in` of whoever sends it. Errors are problem details as those of `peers.py`.
"""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rooms import LIMITS, CommandId, HandInManuscript, Refused
from server.api.bodies import TooLong, whole
from server.api.peers import Problem, room_of
from server.api.questions import Live
from server.live.room_actors import UnknownRoom

# Of four bytes a character at most.
MOST_BYTES = 4 * LIMITS["manuscript"]
_STATUS = {"text.empty": 400, "text.too_long": 413, "unavailable": 503, "internal": 503}


async def hand_in(request: Request) -> Response:
    """Take a text."""
    try:
        await _hand_in(request, request.app.state.live)
    except Problem as problem:
        return problem.response()
    return Response(status_code=204)


async def _hand_in(request: Request, live: Live) -> None:
    account = await live.guard.identify(request.cookies, request.path_params["conference"])
    if account is None or account.banned:
        raise Problem(403, "media.grant")
    try:
        text = (await whole(request, MOST_BYTES)).decode("utf-8")
    except TooLong as error:
        raise Problem(413, "text.too_long", limit=LIMITS["manuscript"], length=error.size) from error
    except UnicodeDecodeError as error:
        raise Problem(415, "media.type", type="not UTF-8") from error
    me = account.participant
    id = CommandId(secrets.token_urlsafe(9))
    try:
        await live.actors.submit(room_of(request), me, id, HandInManuscript(text), account.language or "en")
    except UnknownRoom as error:
        raise Problem(404, "media.room") from error
    except Refused as refused:
        data = {name: value for name, value in refused.data.items() if isinstance(value, str | int)}
        raise Problem(_STATUS.get(refused.code, 403), refused.code, **data) from refused


ROUTES: list[BaseRoute] = [Route("/manuscripts/{conference}/{room}", hand_in, methods=["POST"])]
