"""A conference's home: what it is about, when and where, what is live, and who makes it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.i18n import language_name, show_city, show_date, show_days, show_list
from server.pages.choices import chosen_zone
from server.pages.page import open_conference, render
from server.pages.share import share_links
from server.pages.timetable import Reader, live_room, rooms_now


async def show_home(request: Request) -> Response:
    """Show one conference."""
    visit = await open_conference(request)
    conference, language, now = visit.conference, visit.language, visit.site.now()
    name = visit.pick(conference.name)
    return render(
        visit,
        "home.html",
        name.text,
        description=" ".join(visit.pick(conference.summary).paragraphs),
        zone_known=chosen_zone(request) is not None or conference.archive,
        days=show_days(conference.first_day, conference.last_day, language),
        languages=show_list([language_name(tag, language) for tag in conference.languages], language),
        city=show_city(conference.time_zone, language),
        published=(show_date(conference.publication.day, language) if conference.publication else None),
        rooms=()
        if conference.archive
        else rooms_now(conference, now, Reader(language, chosen_zone(request))),
        live_room=live_room(conference, now),
        over=conference.archive or conference.last_day < now.astimezone(conference.zone).date(),
        share=share_links(name.text, visit.site.address(request) + visit.at.home, conference.hashtag),
    )


ROUTES = [Route("/{language}/{conference}/", show_home, name="home")]
