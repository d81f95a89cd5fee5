"""The people of a conference, by group and by their part in the programme; and its organizers and partners."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.page import open_conference, render


async def show_people(request: Request) -> Response:
    """Show the groups, then everyone else who is in the programme."""
    visit = await open_conference(request)
    conference = visit.conference
    grouped = {slug for group in conference.groups for slug in group.people}
    return render(
        visit,
        "people.html",
        visit.t("people.title"),
        description=visit.t("people.description", name=visit.pick(conference.name).text),
        others=[person for person in conference.people if person.slug not in grouped],
        unannounced=sum(entry.to_be_announced for session in conference.sessions for entry in session.people),
    )


async def show_partners(request: Request) -> Response:
    """Show organizers and partners."""
    visit = await open_conference(request)
    return render(
        visit,
        "partners.html",
        visit.t("pages.partners.title"),
        description=visit.t("pages.partners.description", name=visit.pick(visit.conference.name).text),
    )


ROUTES = [
    Route("/{language}/{conference}/people", show_people, name="people"),
    Route("/{language}/{conference}/partners", show_partners, name="partners"),
]
