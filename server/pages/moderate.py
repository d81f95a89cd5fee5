"""The moderators' console of a room: the queue of its questions. Input: the path, and the cookie of who is signed in.

It is for moderators and organizers. The page is a shell; `web/src/moderate.tsx` fills it over the room's socket.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rooms import STAFF
from server.pages.page import render
from server.pages.room import FORBIDDEN, admit, door, page_data


async def show_console(request: Request) -> Response:
    """Show the console to staff; tell others that it is not for them."""
    admitted = await admit(request)
    if isinstance(admitted, Response):
        return admitted
    visit, room = admitted.visit, admitted.room
    if admitted.account.role not in STAFF:
        return door(visit, room, "staff", FORBIDDEN)
    return render(
        visit,
        "moderate.html",
        f"{visit.t('console.title')} · {visit.pick(room.name).text}",
        indexed=False,
        room=room,
        rooms=visit.conference.rooms,
        page_data=page_data(admitted),
    )


ROUTES = [Route("/{language}/{conference}/moderate/{room}", show_console, name="moderate")]
