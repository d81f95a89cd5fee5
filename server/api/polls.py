"""Results of polls as files that staff keep. Input: the rooms of this process (`app.state.live`), asked with a cookie.

`/api/<conference>/<room>/polls.csv` holds each choice of each poll with its votes. `…/polls/<poll>/ballots.csv` holds who
chose what, for a poll that was declared not anonymous; for any other there is no such file. Staff only: 403 for others.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rooms import STAFF, Result, RoomId, poll_results
from server.api.noted import note
from server.api.questions import Live
from server.live.room_actors import UnknownRoom
from server.store.accounts import Account
from server.store.log import Unavailable

# A cell that begins so is a formula to a spreadsheet, and voters write cells.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def results(request: Request) -> Response:
    """Give every choice of every poll with its votes."""
    found = await _polls(request)
    if isinstance(found, Response):
        return found
    rows = [
        (each.number, each.text, each.kind, each.state, each.cast, choice, votes)
        for each in found.polls
        for choice, votes in each.counts
    ]
    head = ("poll", "question", "kind", "state", "people_who_voted", "choice", "votes")
    await note(request, "export.taken", found.account, what="polls")
    return _file(f"{request.path_params['room']}-polls.csv", [head, *rows])


async def ballots(request: Request) -> Response:
    """Give who chose what in a poll that is not anonymous."""
    found = await _polls(request)
    if isinstance(found, Response):
        return found
    poll = request.path_params["poll"]
    cast = next((each.ballots for each in found.polls if each.poll == poll), None)
    if cast is None:
        return _status(404)
    rows = [(person.name, person.role.value, " | ".join(choices)) for person, choices in cast]
    await note(request, "export.taken", found.account, poll, what="ballots")
    return _file(f"{request.path_params['room']}-ballots.csv", [("name", "role", "choices"), *rows])


@dataclass(frozen=True)
class _Found:
    account: Account
    polls: tuple[Result, ...]


async def _polls(request: Request) -> _Found | Response:
    live: Live = request.app.state.live
    conference, room = request.path_params["conference"], request.path_params["room"]
    account = await live.guard.identify(request.cookies, conference)
    if account is None or account.banned or account.role not in STAFF:
        return _status(403)
    try:
        actor = await live.actors.actor(RoomId(f"{conference}/{room}"))
    except UnknownRoom:
        return _status(404)
    except Unavailable:
        return _status(503)
    return _Found(account, poll_results(actor.hub.view.room))


def _file(name: str, rows: Iterable[Iterable[str | int]]) -> Response:
    text = io.StringIO()
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    # The mark tells spreadsheets that it is UTF-8.
    return Response(
        "\ufeff" + text.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _safe(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _status(status: int) -> Response:
    return Response(status_code=status, headers={"Cache-Control": "no-store"})


ROUTES: list[BaseRoute] = [
    Route("/api/{conference}/{room}/polls.csv", results),
    Route("/api/{conference}/{room}/polls/{poll}/ballots.csv", ballots),
]
