"""Paths without a language: each leads to the same page in the reader's language.

Input: the cookie `language`, then the Accept-Language header, then English.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.i18n import negotiate
from server.pages.choices import LANGUAGE_COOKIE
from server.pages.site import site_of

# A cache may keep the answer only for readers with the same preferences.
VARY = "Accept-Language, Cookie"


def reader_language(request: Request) -> str:
    """Return the language for a reader whose path names none."""
    languages = site_of(request).catalogue.languages
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in languages else negotiate(request.headers.get("accept-language", ""), languages)


def language_of_path(request: Request) -> str:
    """Return the language that the path begins with, else the reader's; for answers to any path."""
    first = request.url.path.strip("/").partition("/")[0]
    return first if first in site_of(request).catalogue.languages else reader_language(request)


def redirect_into_language(request: Request) -> HTTPException:
    """Return the redirection, to be raised, from a path without a language to the same one in the reader's."""
    return HTTPException(302, headers={"Location": _located(request), "Vary": VARY})


def _located(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return f"/{reader_language(request)}/{request.url.path.lstrip('/')}{query}"


async def find_page(request: Request) -> Response:
    """Answer a path that no page has: mend its language or its last slash, or say that there is no such page."""
    path = request.url.path
    parts = path.strip("/").split("/")
    if parts[0] not in site_of(request).catalogue.languages:
        return RedirectResponse(_located(request), 302, headers={"Vary": VARY})
    # The list and a conference's home end with a slash, all other pages do not.
    mended = f"/{'/'.join(parts)}" + ("/" if len(parts) <= 2 else "")
    if mended == path:
        raise HTTPException(404)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(mended + query, 308)


ROUTES = [
    Route("/", find_page, name="front"),
    # The last route of all.
    Route("/{path:path}", find_page, name="anywhere"),
]
