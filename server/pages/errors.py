"""Pages for what went wrong, in the reader's language: not found, not permitted, and faults of the server."""

from __future__ import annotations

import logging
import secrets

from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from server.pages.headers import HEADERS
from server.pages.language import language_of_path
from server.pages.page import ConferenceVisit, Visit, render
from server.pages.site import site_of
from server.store.log import Unavailable

_log = logging.getLogger(__name__)

# Statuses with words of their own; any other is told by its class.
WORDED = {403, 404, 405, 503}
RETRY_S = 10


async def show_http_error(request: Request, error: Exception) -> Response:
    """Show what an HTTPException says. A redirection is passed on."""
    assert isinstance(error, HTTPException)
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=error.headers)
    response = error_page(request, error.status_code, visit=await _visit_inside(request))
    response.headers.update(error.headers or {})
    return response


async def show_away(request: Request, error: Exception) -> Response:
    """Show that the database did not answer, and that trying again is worth it."""
    _log.error("%s %s: the database does not answer: %s", request.method, request.url.path, error)
    response = error_page(request, 503)
    response.headers["Retry-After"] = str(RETRY_S)
    return response


async def end_left(_request: Request, _error: Exception) -> Response:
    """End a request whose browser left before all of it had come. Nobody reads the answer."""
    return Response(status_code=400)


async def show_fault(request: Request, error: Exception) -> Response:
    """Show that the server failed, with an id under which the log tells more."""
    log_id = secrets.token_hex(4)
    _log.error("fault %s: %s %s", log_id, request.method, request.url.path, exc_info=error)
    response = error_page(request, 500, log_id)
    # Starlette answers faults outside of all middleware.
    response.headers.update(HEADERS)
    return response


async def _visit_inside(request: Request) -> Visit | None:
    """Begin a visit to the conference that the path is in, None when it is in none."""
    site = site_of(request)
    conference = site.conferences.get(request.url.path.strip("/").partition("/")[2].partition("/")[0])
    if conference is None:
        return None
    account = await site.guard.identify(request.cookies, conference.slug)
    held = None if account is not None and account.banned else account
    return ConferenceVisit(request, site, language_of_path(request), conference, held)


def error_page(
    request: Request, status: int, log_id: str | None = None, visit: Visit | None = None
) -> Response:
    """Return the page for a status: in a visit, or else in the path's language or the reader's."""
    visit = visit or Visit(request, site_of(request), language_of_path(request))
    words = str(status) if status in WORDED else "500" if status >= 500 else "400"
    return render(
        visit,
        "error.html",
        visit.t(f"pages.error.{words}.title"),
        status=status,
        indexed=False,
        words=words,
        log_id=log_id,
    )


ERROR_HANDLERS = {
    HTTPException: show_http_error,
    SQLAlchemyError: show_away,
    Unavailable: show_away,
    ClientDisconnect: end_left,
    Exception: show_fault,
}
