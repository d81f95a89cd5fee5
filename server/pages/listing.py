"""The list of conferences: what is live or near, and the archive."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.conferences.model import Conference, Localized, Picked
from server.i18n import show_days
from server.pages.addresses import Addresses
from server.pages.page import open_visit, render
from server.pages.timetable import Reader, RoomNow, rooms_now


@dataclass(frozen=True)
class Listed:
    """One conference in the list. `live` are its rooms in which a session runs now."""

    conference: Conference
    at: Addresses
    days: str
    live: tuple[RoomNow, ...]
    language: str

    def pick(self, text: Localized) -> Picked:
        """Return a text of this conference as the reader gets it."""
        return text.pick(self.language, self.conference.default_language)


async def show_conferences(request: Request) -> Response:
    """Show every conference, newest first."""
    visit = open_visit(request)
    reader = Reader(visit.language, None)
    now = visit.site.now()
    listed = [
        Listed(
            conference,
            Addresses(visit.language, conference.slug),
            show_days(conference.first_day, conference.last_day, visit.language),
            tuple(
                room
                for room in rooms_now(conference, now, reader)
                if room.live is not None and room.live.room is not None
            ),
            visit.language,
        )
        for conference in visit.site.conferences.all()
    ]
    today = now.date()
    return render(
        visit,
        "listing.html",
        visit.t("pages.listing.title"),
        description=visit.t("pages.listing.description"),
        current=[
            each for each in listed if not each.conference.archive and each.conference.last_day >= today
        ],
        past=[each for each in listed if each.conference.archive or each.conference.last_day < today],
    )


ROUTES = [Route("/{language}/", show_conferences, name="conferences")]
