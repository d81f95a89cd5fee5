"""What a reader chose on the public pages: a language and a zone, each kept in a cookie of this browser."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from server.pages.zones import known_zone

YEAR_S = 31_536_000
LANGUAGE_COOKIE = "language"
ZONE_COOKIE = "zone"


def chosen_zone(request: Request) -> ZoneInfo | None:
    """Return the zone that the query or the cookie names; None when neither names a known one."""
    for name in (request.query_params.get("zone"), request.cookies.get(ZONE_COOKIE)):
        zone = known_zone(name) if name else None
        if zone is not None:
            return zone
    return None


def remember_zone(request: Request, response: Response, zone: ZoneInfo | None, *, secure: bool) -> None:
    """Keep a zone that the query chose."""
    if zone is not None and "zone" in request.query_params and zone.key != request.cookies.get(ZONE_COOKIE):
        _keep(response, ZONE_COOKIE, zone.key, secure)


def remember_language(request: Request, response: Response, language: str, *, secure: bool) -> None:
    """Keep the language of the page, unless a link on another site chose it for the reader."""
    if request.cookies.get(LANGUAGE_COOKIE) == language:
        return
    if request.headers.get("sec-fetch-site", "none") == "cross-site" and LANGUAGE_COOKIE in request.cookies:
        return
    _keep(response, LANGUAGE_COOKIE, language, secure)


def _keep(response: Response, name: str, value: str, secure: bool) -> None:
    response.set_cookie(name, value, max_age=YEAR_S, samesite="lax", secure=secure)
