"""Which pages may act for a signed-in person: those of this server. Input: the `Origin` header (RFC 6454, section 7)."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def origin_allowed(headers: Headers, public_url: str) -> bool:
    """Say whether a request comes from our own pages, or from no page at all.

    A browser sends `Origin` with every socket and every unsafe request; a program that is no browser need not. The
    address is ours when it is `public_url` or the host that the request was sent to.
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    if public_url and origin == public_url:
        return True
    return bool(origin != "null" and urlsplit(origin).netloc == headers.get("host", ""))


# Doors for programs and for other sites' pages, who bring a bearer token of their own; with one no cookie is looked at.
BEARER_PATHS = ("/whip/", "/whep/")


class OriginCheck:
    """ASGI middleware: answers 403 to an unsafe HTTP request that another site's page sent with this browser's cookie."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if (
            scope["type"] == "http"
            and scope["method"] not in SAFE_METHODS
            and not (scope["path"].startswith(BEARER_PATHS) and "authorization" in Headers(scope=scope))
            and not origin_allowed(Headers(scope=scope), self._public_url)
        ):
            response = PlainTextResponse("This request came from another site's page.", status_code=403)
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)
