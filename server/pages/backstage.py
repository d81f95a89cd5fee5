"""The green room of a session, where its speakers prepare and wait; and the way to the one that is live or next.

Input: the path, and the cookie of whoever is signed in. The page is a shell; `web/src/backstage.tsx` fills it over the
room's socket. It is for those at work in a session: speakers, interpreters, captioners, and staff.
"""

from __future__ import annotations

from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rooms import STAFF, Role
from server.conferences.model import Conference, Session
from server.pages.page import open_conference, render
from server.pages.room import FORBIDDEN, admit_to, door, page_data

AT_WORK = STAFF | {Role.SPEAKER, Role.INTERPRETER, Role.CAPTIONER}


async def show_green_room(request: Request) -> Response:
    """Show the green room to those at work; tell others that it is not for them."""
    visit = await open_conference(request)
    session = visit.conference.session(request.path_params["session"])
    if session is None or session.room is None:
        raise HTTPException(404)
    admitted = await admit_to(visit, session.room)
    if isinstance(admitted, Response):
        return admitted
    if admitted.account.role not in AT_WORK:
        return door(visit, admitted.room, "green_room", FORBIDDEN)
    contact = visit.conference.contact
    return render(
        visit,
        "backstage.html",
        f"{visit.t('backstage.title')} · {visit.pick(session.title).text}",
        indexed=False,
        room=admitted.room,
        session=session,
        page_data=page_data(admitted)
        | {"session": session.slug, "phone": contact.phone if contact is not None else None},
    )


async def find_green_room(request: Request) -> Response:
    """Send somebody to the green room of the session that is live or next."""
    visit = await open_conference(request)
    name = visit.account.name if visit.account is not None else ""
    session = session_for(visit.conference, visit.site.now(), name)
    return RedirectResponse(visit.at.home if session is None else visit.at.backstage(session.slug), 302)


def session_for(conference: Conference, now: datetime, name: str) -> Session | None:
    """Return the session that somebody prepares for: of those not over one of theirs by name, else live or next."""
    if conference.archive:
        return None
    coming = [
        (hours.start, conference.rooms.index(room), session)
        for session in conference.sessions
        if session.room is not None
        and not session.is_break
        and (hours := conference.hours(session)) is not None
        and now < hours.end
        and (room := conference.room(session.room)) is not None
    ]
    ordered = [session for *_, session in sorted(coming, key=lambda each: each[:2])]
    theirs = [session for session in ordered if _takes_part(conference, session, name)]
    return next(iter([*theirs, *ordered]), None)


def _takes_part(conference: Conference, session: Session, name: str) -> bool:
    people = (conference.person(entry.person) for entry in session.people if entry.person is not None)
    return any(person is not None and person.name.casefold() == name.casefold() for person in people)


ROUTES = [
    Route("/{language}/{conference}/backstage", find_green_room, name="green_room_now"),
    Route("/{language}/{conference}/backstage/{session}", show_green_room, name="backstage"),
]
