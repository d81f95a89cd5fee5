"""The programme and its sessions, in the conference's zone and in the reader's, and as calendars."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.conferences.model import Session
from server.i18n import show_city, show_day
from server.pages.calendars import MEDIA_TYPE, ProgrammeCalendar
from server.pages.choices import chosen_zone, remember_zone
from server.pages.lineup import lineup
from server.pages.page import ConferenceVisit, open_conference, render
from server.pages.recording import recording_of
from server.pages.share import share_links
from server.pages.timetable import Reader, cards_of, same_clock, timetable
from server.pages.zones import ZoneMenu, zone_groups


async def show_programme(request: Request) -> Response:
    """Show the programme by day and room."""
    visit = await open_conference(request)
    zone = chosen_zone(request)
    room = visit.conference.room(request.query_params.get("room", ""))
    response = render(
        visit,
        "programme.html",
        visit.t("programme.title"),
        description=visit.t("programme.description", name=visit.pick(visit.conference.name).text),
        timetable=timetable(visit.conference, visit.site.now(), Reader(visit.language, zone), room),
        timed=any(visit.conference.hours(session) for session in visit.conference.sessions),
        rooms=visit.conference.rooms,
        room=room,
        zones=_zone_menu(visit),
        zone_known=zone is not None or visit.conference.archive,
    )
    remember_zone(request, response, zone, secure=visit.site.settings.secure)
    return response


async def show_session(request: Request) -> Response:
    """Show one session."""
    visit = await open_conference(request)
    conference = visit.conference
    session = _session(visit)
    zone = chosen_zone(request)
    [card] = cards_of(conference, [session], visit.site.now(), Reader(visit.language, zone))
    title = visit.pick(session.title).text
    day = session.day_in(conference.zone)
    response = render(
        visit,
        "session.html",
        title,
        description=" ".join(visit.pick(session.abstract).paragraphs) if session.abstract else "",
        card=card,
        recording=await recording_of(visit, session.slug),
        day=show_day(day, visit.language) if day else None,
        lineup=lineup(conference, session),
        theme=conference.theme(session.theme) if session.theme else None,
        share=share_links(
            title, visit.site.address(request) + visit.at.session(session.slug), conference.hashtag
        ),
        zones=_zone_menu(visit),
        zone_known=zone is not None or visit.conference.archive,
    )
    remember_zone(request, response, zone, secure=visit.site.settings.secure)
    return response


async def send_programme_calendar(request: Request) -> Response:
    """Send the whole programme as a calendar."""
    visit = await open_conference(request)
    return _calendar(visit, visit.conference.sessions, visit.conference.slug)


async def send_session_calendar(request: Request) -> Response:
    """Send one session as a calendar."""
    visit = await open_conference(request)
    session = _session(visit)
    return _calendar(visit, (session,), f"{visit.conference.slug}-{session.slug}")


def _session(visit: ConferenceVisit) -> Session:
    session = visit.conference.session(visit.request.path_params["session"])
    if session is None:
        raise HTTPException(404)
    return session


def _zone_menu(visit: ConferenceVisit) -> ZoneMenu:
    chosen, own = chosen_zone(visit.request), visit.conference.time_zone
    starts = [hours.start for hours in map(visit.conference.hours, visit.conference.sessions) if hours]
    return ZoneMenu(
        groups=zone_groups(visit.language),
        own=own,
        own_city=show_city(own, visit.language),
        chosen=chosen.key if chosen else None,
        chosen_city=show_city(chosen.key, visit.language) if chosen else None,
        differs=chosen is not None
        and not all(same_clock(start, visit.conference.zone, chosen) for start in starts),
        kept=tuple(pair for pair in visit.request.query_params.multi_items() if pair[0] == "room"),
    )


def _calendar(visit: ConferenceVisit, sessions: tuple[Session, ...], name: str) -> Response:
    site = visit.site
    calendar = ProgrammeCalendar(
        visit.conference, site.catalogue, visit.language, site.address(visit.request), site.now()
    )
    return Response(
        calendar.of(sessions),
        headers={
            "Content-Type": MEDIA_TYPE,
            "Content-Language": visit.language,
            "Content-Disposition": f'attachment; filename="{name}.{visit.language}.ics"',
            "Cache-Control": "private, no-cache",
        },
    )


ROUTES = [
    Route("/{language}/{conference}/programme", show_programme, name="programme"),
    Route("/{language}/{conference}/programme.ics", send_programme_calendar, name="programme_calendar"),
    # Before the page, whose slug would take the suffix for its own.
    Route("/{language}/{conference}/sessions/{session}.ics", send_session_calendar, name="session_calendar"),
    Route("/{language}/{conference}/sessions/{session}", show_session, name="session"),
]
