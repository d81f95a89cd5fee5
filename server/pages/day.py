"""The whole day across rooms, for moderators and organizers. Input: the path, and the cookie of whoever is signed in.

The page is a shell; `web/src/moderate.tsx` fills it over one socket a room.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rooms import STAFF
from server.pages.page import open_conference, render
from server.pages.room import FORBIDDEN, Admitted, page_data


async def show_day(request: Request) -> Response:
    """Show the day to staff; tell others that it is not for them."""
    visit = await open_conference(request)
    if visit.conference.archive or not visit.conference.rooms:
        raise HTTPException(404)
    account = visit.account
    if account is None or account.role not in STAFF:
        return render(
            visit, "room_door.html", visit.t("day.title"), status=FORBIDDEN, indexed=False, why="staff"
        )
    return render(
        visit,
        "day.html",
        visit.t("day.title"),
        indexed=False,
        rooms=visit.conference.rooms,
        page_data={
            "rooms": [
                {**page_data(Admitted(visit, room, account)), "title": "day.title"}
                for room in visit.conference.rooms
            ]
        },
    )


ROUTES = [Route("/{language}/{conference}/day", show_day, name="day")]
