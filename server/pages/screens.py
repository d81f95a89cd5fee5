"""The screens of a room: the prompter before its speakers, and the projector for the hall or a shared screen.

Input: the path, and the cookie of whoever is signed in. The pages are shells; `web/src/moderate.tsx` fills them.
"""

from __future__ import annotations

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rooms import STAFF, Role
from server.pages.addresses import short_code
from server.pages.page import render
from server.pages.room import FORBIDDEN, admit, door, page_data

SPEAKING = STAFF | {Role.SPEAKER}


async def show_prompter(request: Request) -> Response:
    """Show speakers and staff the question on stage, the next ones and the time that is left."""
    admitted = await admit(request)
    if isinstance(admitted, Response):
        return admitted
    visit, room = admitted.visit, admitted.room
    if admitted.account.role not in SPEAKING:
        return door(visit, room, "speakers", FORBIDDEN)
    return render(
        visit,
        "prompter.html",
        f"{visit.t('console.prompter')} · {visit.pick(room.name).text}",
        indexed=False,
        room=room,
        page_data=page_data(admitted),
    )


async def show_projector(request: Request) -> Response:
    """Show the hall the question on stage, the top ones, and the way to the room as a link and a QR code."""
    admitted = await admit(request)
    if isinstance(admitted, Response):
        return admitted
    visit, room = admitted.visit, admitted.room
    # Without a language it is short, and everyone who follows it gets their own.
    address = visit.site.address(request)
    link = f"{address}/{visit.conference.slug}/rooms/{room.slug}"
    guests = f"{address}/q/{short_code(visit.conference.slug, room.slug)}"
    return render(
        visit,
        "projector.html",
        f"{visit.t('console.projector')} · {visit.pick(room.name).text}",
        indexed=False,
        room=room,
        link=link.partition("//")[2],
        code=qr_code(link),
        guests_link=guests.partition("//")[2],
        guests_code=qr_code(guests),
        page_data=page_data(admitted),
    )


def qr_code(text: str) -> Markup:
    """Return a QR code as an SVG element without a size: dark modules on white, four modules of quiet around."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))


ROUTES = [
    Route("/{language}/{conference}/prompter/{room}", show_prompter, name="prompter"),
    Route("/{language}/{conference}/projector/{room}", show_projector, name="projector"),
]
