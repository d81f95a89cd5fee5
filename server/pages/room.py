"""The live room's page: the shell that a browser fills over its socket, and the door for those who may not enter.

Input: the path, and the cookie of whoever is signed in. `web/src/page_data.ts` reads what `page_data` writes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import ceil
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rooms import STAFF
from server.conferences.model import Room
from server.pages.addresses import short_code
from server.pages.choices import chosen_zone
from server.pages.page import ConferenceVisit, open_conference, render
from server.pages.timetable import Reader, rooms_now
from server.store.accounts import Account

# Who would wait longer for the socket gets the page that says so; until then the room's own page says that it connects.
BEARABLE_S = 2
UNAVAILABLE = 503
FORBIDDEN = 403
GONE = 410


@dataclass(frozen=True)
class Admitted:
    """Someone who is signed in, at a room that is there."""

    visit: ConferenceVisit
    room: Room
    account: Account
    # What they chose of languages here before, as JSON.
    choice: str | None = None


async def admit(request: Request) -> Admitted | Response:
    """Let somebody into the room of the path; for others the page that tells them what they need. Raises 404."""
    return await admit_to(await open_conference(request), request.path_params["room"])


async def admit_to(visit: ConferenceVisit, slug: str) -> Admitted | Response:
    """The same for a room by its slug."""
    room = visit.conference.room(slug)
    if room is None:
        raise HTTPException(404)
    if visit.conference.archive:
        return door(visit, room, "archive", GONE)
    if visit.account is None:
        held = await visit.site.guard.identify(visit.request.cookies, visit.conference.slug)
        return door(visit, room, "banned" if held is not None else "closed", FORBIDDEN)
    choice = await visit.site.accounts.room_choice(visit.account.id, f"{visit.conference.slug}/{room.slug}")
    return Admitted(visit, room, visit.account, choice)


async def show_room(request: Request) -> Response:
    """Show a live room to someone who is signed in; tell others what they need."""
    admitted = await admit(request)
    if isinstance(admitted, Response):
        return admitted
    visit, room = admitted.visit, admitted.room
    wait_s = ceil(visit.site.wait_s())
    if wait_s > BEARABLE_S and admitted.account.role not in STAFF:
        return full(visit, room, wait_s)
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


def full(visit: ConferenceVisit, room: Room, wait_s: int) -> Response:
    """Say how long it takes until the room can be entered; the browser asks again by then."""
    response = render(
        visit, "room_full.html", visit.pick(room.name).text, status=UNAVAILABLE, indexed=False, wait_s=wait_s
    )
    response.headers["Retry-After"] = response.headers["Refresh"] = str(wait_s)
    return response


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
        "conference": {
            "slug": conference.slug,
            "name": conference.name.root,
            "languages": list(conference.languages),
        },
        "room": {"slug": room.slug, "name": room.name.root, "kind": room.kind},
        "participant": {"participant": account.id, "name": account.name, "role": account.role.value},
        "language": visit.language,
        "choice": None if admitted.choice is None else json.loads(admitted.choice),
        "spoken": list(conference.languages),
        "languages": list(site.catalogue.languages),
        "default_language": conference.default_language,
        "locales": {language: site.assets.bundle_url(language) for language in site.catalogue.languages},
        "socket": f"/socket/{conference.slug}/{room.slug}",
        # Where there are no media there is nothing to ask.
        "watch": f"/watch/{conference.slug}/{room.slug}" if site.settings.media else "",
        "now": site.clock(),
        "time_zone": conference.time_zone,
        "rehearsal": conference.rehearsal,
        "links": {
            "home": visit.at.home,
            "programme": visit.at.programme,
            "sign_out": visit.at.sign_out,
            "questions": visit.at.questions_file(room.slug),
            "guests": f"/q/{short_code(conference.slug, room.slug)}",
            "room": visit.at.room(room.slug),
        },
    }


ROUTES = [Route("/{language}/{conference}/rooms/{room}", show_room, name="room")]
