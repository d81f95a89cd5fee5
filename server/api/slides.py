"""Slides over HTTP: a PDF is handed in by whoever speaks, pages are fetched as pictures by whoever may see them.

`POST /slides/<conference>/<room>?title=…` with the PDF as body; `GET /slides/<conference>/<room>/<deck>/<page>.webp`, and
`<page>.txt` with what is written on it.
Both with a cookie. Errors are problem details as those of `peers.py`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

import rooms
from rooms import AddDeck, CommandId, DeckId, Participant, Refused, Role, RoomId
from server.api.peers import Problem, room_of
from server.auth.guard import Guard
from server.live.room_actors import RoomActors, UnknownRoom
from server.slides.decks import DeckRefused, Decks

SERVER = Participant(rooms.ParticipantId("server"), "Puente", Role.SERVER)
SPEAKS = rooms.STAFF | {Role.SPEAKER}
_STATUS = {
    "slides.not_pdf": 415,
    "slides.too_large": 413,
    "slides.pages": 422,
    "slides.encrypted": 422,
    "slides.slow": 422,
    "slides.full": 409,
}
FOREVER = "private, max-age=31536000, immutable"


@dataclass(frozen=True)
class Slides:
    """What the routes need."""

    decks: Decks
    guard: Guard
    actors: RoomActors


async def add(request: Request) -> Response:
    """Take a deck."""
    try:
        return await _add(request, request.app.state.slides)
    except Problem as problem:
        return problem.response()


async def _add(request: Request, slides: Slides) -> Response:
    room, person = await _who(request, slides)
    if person.role not in SPEAKS:
        raise Problem(403, "media.grant")
    try:
        added = await slides.decks.add(room, request.stream())
    except DeckRefused as refused:
        raise Problem(_STATUS[refused.code], refused.code, **refused.data) from refused
    except ClientDisconnect as gone:
        raise Problem(400, "slides.not_pdf") from gone
    title = request.query_params.get("title", "").strip()[:200]
    command = AddDeck(person.id, added.deck, title, added.pages)
    try:
        await slides.actors.submit(room, SERVER, CommandId(secrets.token_hex(8)), command, "en")
    except Refused as refused:
        await slides.decks.remove(room, added.deck)
        raise Problem(_STATUS.get(refused.code, 503), refused.code, **_plain(refused)) from refused
    return JSONResponse({"deck": added.deck, "pages": added.pages}, 201)


def _plain(refused: Refused) -> dict[str, str | int]:
    return {name: value for name, value in refused.data.items() if isinstance(value, str | int)}


async def show(request: Request) -> Response:
    """Give the picture of a page."""
    slides: Slides = request.app.state.slides
    try:
        room, deck, page = await _seen(request, slides)
        # A page never changes, and its address names it.
        tag = f'"{deck}-{page}"'
        headers = {"ETag": tag, "Cache-Control": FOREVER}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        picture = await slides.decks.page(room, deck, page)
        if picture is None:
            raise Problem(503, "slides.slow")
    except Problem as problem:
        return problem.response()
    return Response(picture, media_type="image/webp", headers=headers)


async def read(request: Request) -> Response:
    """Give what is written on a page."""
    slides: Slides = request.app.state.slides
    try:
        room, deck, page = await _seen(request, slides)
    except Problem as problem:
        return problem.response()
    words = await slides.decks.words(room, deck, page)
    return PlainTextResponse(words, headers={"Cache-Control": FOREVER if words else "no-store"})


async def _seen(request: Request, slides: Slides) -> tuple[RoomId, DeckId, int]:
    """The page that is asked for, by somebody who may see it. Raises Problem 403 or 404."""
    room, person = await _who(request, slides)
    deck, page = DeckId(request.path_params["deck"]), request.path_params["page"]
    state = (await slides.actors.actor(room)).hub.view.room
    if not rooms.may_see_slide(state, deck, page, rooms.audience_of(person.role)):
        raise Problem(404, "slides.unknown", deck=deck)
    return room, deck, page


async def _who(request: Request, slides: Slides) -> tuple[RoomId, Participant]:
    """The room and who asks. Raises Problem 403 or 404."""
    room = room_of(request)
    account = await slides.guard.identify(request.cookies, request.path_params["conference"])
    if account is None or account.banned:
        raise Problem(403, "media.grant")
    try:
        state = (await slides.actors.actor(room)).hub.view.room
    except UnknownRoom as error:
        raise Problem(404, "media.room") from error
    stands = rooms.standing(state, account.id)
    if stands.removed or stands.banned:
        raise Problem(403, "media.grant")
    return room, account.participant


ROUTES: list[BaseRoute] = [
    Route("/slides/{conference}/{room}", add, methods=["POST"]),
    Route("/slides/{conference}/{room}/{deck}/{page:int}.webp", show, methods=["GET"]),
    Route("/slides/{conference}/{room}/{deck}/{page:int}.txt", read, methods=["GET"]),
]
