"""An interpreter's booth: one language of one room. Input: the path, and the cookie of whoever is signed in.

The page is a shell; `web/src/booth.tsx` fills it over the room's socket. It is for interpreters and staff. A channel need
not be open: the page says when it is, and moderators open it there.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rooms import STAFF, Role
from server.i18n.dates import language_name
from server.pages.page import render
from server.pages.room import FORBIDDEN, admit, door, page_data
from server.pages.tongues import known_tongue, no_such_tongue

_TAG = re.compile(r"(?=.{2,35}\Z)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


async def show_booth(request: Request) -> Response:
    """Show the booth to interpreters and staff; tell others that it is not for them."""
    language = request.path_params["booth"]
    admitted = await admit(request)
    if isinstance(admitted, Response):
        return admitted
    visit = admitted.visit
    if admitted.account.role not in STAFF | {Role.INTERPRETER}:
        return door(visit, admitted.room, "booth", FORBIDDEN)
    if not _TAG.fullmatch(language) or known_tongue(visit.conference, language) is None:
        return no_such_tongue(visit, admitted.room, language, visit.at.booth)
    name = language_name(language, visit.language)
    return render(
        visit,
        "booth.html",
        f"{visit.t('booth.title')} · {name}",
        indexed=False,
        room=admitted.room,
        booth=language,
        page_data=page_data(admitted) | {"booth": language},
    )


ROUTES = [Route("/{language}/{conference}/booth/{room}/{booth}", show_booth, name="booth")]
