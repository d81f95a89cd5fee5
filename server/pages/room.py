"""The live room's page: the shell that a browser fills over its socket, and the door for those who may not enter.

Input: the path, and the cookie of whoever is signed in. `web/src/page_data.ts` reads what `page_data` writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.conferences.model import Room
from server.pages.choices import chosen_zone
from server.pages.page import ConferenceVisit, open_conference, render
from server.pages.timetable import Reader, rooms_now
from server.store.accounts import Account

FORBIDDEN = 403
GONE = 410


@dataclass(frozen=True)
class Admitted:
    """Someone who is signed in, at a room that is there."""

    visit: ConferenceVisit
    room: Room
    account: Account


async def admit(request: Request) -> Admitted | Response:
    """Let somebody into the room of the path; for others the page that tells them what they need. Raises 404."""
    visit = await open_conference(request)
    room = visit.conference.room(request.path_params["room"])
    if room is None:
        raise HTTPException(404)
    if visit.conference.archive:
        return door(visit, room, "archive", GONE)
    if visit.account is None:
        held = await visit.site.guard.identify(request.cookies, visit.conference.slug)
        return door(visit, room, "banned" if held is not None else "closed", FORBIDDEN)
    return Admitted(visit, room, visit.account)


async def show_room(request: Request) -> Response:
    """Show a live room to someone who is signed in; tell others what they need."""
    admitted = await admit(request)
    if isinstance(admitted, Response):
        return admitted
    visit, room = admitted.visit, admitted.room
    reader = Reader(visit.language, chosen_zone(request))
    return render(
        visit,
        "room.html",
        visit.pick(room.name).text,
        indexed=False,
        room=room,
        rooms=visit.conference.rooms,
        now=next(each for each in rooms_now(visit.conference, visit.site.now(), reader) if each.room == room),
        page_data=page_data(admitted),
    )


def door(visit: ConferenceVisit, room: Room, why: str, status: int) -> Response:
    """Say why the room does not open. `why` is a part of the catalogue's keys `room.<why>.title` and `.text`."""
    return render(
        visit,
        "room_door.html",
        visit.pick(room.name).text,
        status=status,
        indexed=False,
        room=room,
        why=why,
    )


def page_data(admitted: Admitted) -> dict[str, Any]:
    """Return what the script needs before its socket is open."""
    visit, room, account = admitted.visit, admitted.room, admitted.account
    conference, site = visit.conference, visit.site
    return {
        "conference": {"slug": conference.slug, "name": conference.name.root},
        "room": {"slug": room.slug, "name": room.name.root, "kind": room.kind},
        "participant": {"participant": account.id, "name": account.name, "role": account.role.value},
        "language": visit.language,
        "languages": list(site.catalogue.languages),
        "default_language": conference.default_language,
        "locales": {language: site.assets.bundle_url(language) for language in site.catalogue.languages},
        "socket": f"/socket/{conference.slug}/{room.slug}",
        "now": site.clock(),
        "time_zone": conference.time_zone,
        "rehearsal": conference.rehearsal,
        "links": {
            "home": visit.at.home,
            "programme": visit.at.programme,
            "sign_out": visit.at.sign_out,
            "questions": visit.at.questions_file(room.slug),
        },
    }


ROUTES = [Route("/{language}/{conference}/rooms/{room}", show_room, name="room")]
