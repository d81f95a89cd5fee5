"""Pages for what went wrong, in the reader's language: not found, not permitted, and faults of the server."""

from __future__ import annotations

import logging
import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.pages.headers import HEADERS
from server.pages.language import language_of_path
from server.pages.page import Visit, render
from server.pages.site import site_of

_log = logging.getLogger(__name__)

# Statuses with words of their own; any other is told by its class.
WORDED = {403, 404, 405}


async def show_http_error(request: Request, error: Exception) -> Response:
    """Show what an HTTPException says. A redirection is passed on."""
    assert isinstance(error, HTTPException)
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=error.headers)
    response = error_page(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def show_fault(request: Request, error: Exception) -> Response:
    """Show that the server failed, with an id under which the log tells more."""
    log_id = secrets.token_hex(4)
    _log.error("fault %s: %s %s", log_id, request.method, request.url.path, exc_info=error)
    response = error_page(request, 500, log_id)
    # Starlette answers faults outside of all middleware.
    response.headers.update(HEADERS)
    return response


def error_page(request: Request, status: int, log_id: str | None = None) -> Response:
    """Return the page for a status, in the path's language or else the reader's."""
    visit = Visit(request, site_of(request), language_of_path(request))
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


ERROR_HANDLERS = {HTTPException: show_http_error, Exception: show_fault}
