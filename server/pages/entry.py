"""Signing in with a personal link, and signing out.

Input: the token in the address, and the form's `name` and `language`. A link that lets nobody in is told why.
"""

from __future__ import annotations

import unicodedata

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rooms import Role
from server.auth.cookies import clear_cookie, set_cookie
from server.auth.links import LinkRefused
from server.conferences.model import Conference
from server.i18n import own_name
from server.pages.addresses import Addresses
from server.pages.backstage import session_for
from server.pages.choices import remember_language
from server.pages.page import ConferenceVisit, Visit, open_conference, open_visit, render
from server.pages.timetable import live_room
from server.store.accounts import Account, Ticket

NAME_LENGTH = 80
GONE = 410
FORBIDDEN = 403


async def show_entry(request: Request) -> Response:
    """Show the form, or go on directly with someone whom this link signed in before."""
    visit = open_visit(request)
    try:
        ticket = await visit.site.links.read(request.path_params["token"])
    except LinkRefused as refused:
        return _refused(visit, refused)
    conference = _conference(visit, ticket)
    account = await visit.site.guard.identify(request.cookies, conference.slug)
    if account is not None and account.ticket == ticket.id:
        return RedirectResponse(_destination(visit, conference, visit.language, account), 303)
    held = await visit.site.accounts.account_of_ticket(ticket.id)
    return _form(visit, conference, ticket, account, name=held.name if held else ticket.name)


async def enter(request: Request) -> Response:
    """Sign in with the form's name and language, and go to the live room."""
    visit = open_visit(request)
    site = visit.site
    try:
        ticket = await site.links.read(request.path_params["token"])
    except LinkRefused as refused:
        return _refused(visit, refused)
    conference = _conference(visit, ticket)
    form = await request.form()
    name = _cleaned(str(form.get("name", "")))
    language = str(form.get("language", visit.language))
    fault = _fault(visit, name, language)
    if fault is not None:
        return _form(visit, conference, ticket, None, name=name, fault=fault)
    # Whoever was signed in here before, perhaps with another role, is signed out.
    login = site.guard.login_of(request.cookies, conference.slug)
    if login is not None:
        await site.accounts.log_out(login)
    account = await site.accounts.enter(ticket, name, language)
    days = site.settings.login_days
    login = await site.accounts.log_in(account, days)
    response = RedirectResponse(_destination(visit, conference, language, account), 303)
    secure = site.settings.secure
    set_cookie(response, conference.slug, site.guard.cookie_value(login), secure=secure, days=days)
    remember_language(request, response, language, secure=secure)
    return response


async def sign_out(request: Request) -> Response:
    """End this browser's login and go back to the conference."""
    visit = await open_conference(request)
    login = visit.site.guard.login_of(request.cookies, visit.conference.slug)
    if login is not None:
        await visit.site.accounts.log_out(login)
    response = RedirectResponse(visit.at.home, 303)
    clear_cookie(response, visit.conference.slug, secure=visit.site.settings.secure)
    return response


def _conference(visit: Visit, ticket: Ticket) -> Conference:
    conference = visit.site.conferences.get(ticket.conference)
    if conference is None:
        raise HTTPException(404)
    return conference


def _destination(visit: Visit, conference: Conference, language: str, account: Account) -> str:
    at = Addresses(language, conference.slug)
    session = session_for(conference, visit.site.now(), account.name)
    # A speaker's link leads to where speakers prepare; from there the live room is one step.
    if account.role is Role.SPEAKER and session is not None:
        return at.backstage(session.slug)
    room = live_room(conference, visit.site.now())
    # Most interpret into the language of their link; the other booths are one step from there.
    if account.role is Role.INTERPRETER and room is not None and language in conference.languages:
        return at.booth(room.slug, language)
    return at.room(room.slug) if room is not None else at.home


def _cleaned(name: str) -> str:
    visible = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Cn"))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _fault(visit: Visit, name: str, language: str) -> str | None:
    if not name:
        return visit.t("entry.name.missing")
    if len(name) > NAME_LENGTH:
        return visit.t("entry.name.too_long", limit=NAME_LENGTH)
    if language not in visit.site.catalogue.languages:
        return visit.t("entry.language.unknown")
    return None


def _form(
    visit: Visit,
    conference: Conference,
    ticket: Ticket,
    account: Account | None,
    *,
    name: str,
    fault: str | None = None,
) -> Response:
    opened = ConferenceVisit(visit.request, visit.site, visit.language, conference, account)
    return render(
        opened,
        "entry.html",
        visit.t("entry.title"),
        status=422 if fault else 200,
        indexed=False,
        ticket=ticket,
        name=name,
        name_length=NAME_LENGTH,
        fault=fault,
        languages=[(tag, own_name(tag)) for tag in visit.site.catalogue.languages],
    )


def _refused(visit: Visit, refused: LinkRefused) -> Response:
    conference = visit.site.conferences.get(refused.ticket.conference) if refused.ticket else None
    opened: Visit = visit
    if conference is not None:
        opened = ConferenceVisit(visit.request, visit.site, visit.language, conference, None)
    return render(
        opened,
        "link.html",
        visit.t(f"entry.{refused.reason}.title"),
        status=GONE if refused.reason in ("expired", "revoked") else FORBIDDEN,
        indexed=False,
        reason=refused.reason,
    )


ROUTES = [
    Route("/{language}/enter/{token}", show_entry, methods=["GET"], name="entry"),
    Route("/{language}/enter/{token}", enter, methods=["POST"], name="enter"),
    Route("/{language}/{conference}/sign-out", sign_out, methods=["POST"], name="sign_out"),
]
