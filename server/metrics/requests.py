"""What comes over HTTP: ids that tie log lines together, and counts by endpoint. Input: every request and socket.

`RequestIds` stands outside of all other middleware. An id that a proxy gives in `X-Request-ID` is kept.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections import Counter, defaultdict

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.live.meter import Spread
from server.logs import noting

HEADER = "x-request-id"
_GIVEN = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_log = logging.getLogger(__name__)


class Requests:
    """The counts of one process, by endpoint and class of status (`2xx`). Endpoints are as many as the routes."""

    def __init__(self) -> None:
        self.answered: Counter[tuple[str, str]] = Counter()
        self.seconds: defaultdict[str, Spread] = defaultdict(Spread)
        self.open = 0


class RequestIds:
    """ASGI middleware: gives each request an id for the log and for the asker, and counts it."""

    def __init__(self, app: ASGIApp, requests: Requests) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request or a socket on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        id = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        with noting(request_id=id):
            if scope["type"] == "http":
                await self._counted(id, scope, receive, send)
            else:
                await self._app(scope, receive, send)

    async def _counted(self, id: str, scope: Scope, receive: Receive, send: Send) -> None:
        requests, began, status = self._requests, time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = id
            await send(message)

        requests.open += 1
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            took = time.perf_counter() - began
            requests.open -= 1
            endpoint = _name(scope)
            requests.answered[endpoint, f"{status // 100}xx"] += 1
            requests.seconds[endpoint].add(took)
            _log.debug(
                "%s %s: %d", scope["method"], scope["path"], status, extra={"status": status, "took_s": took}
            )


def _name(scope: Scope) -> str:
    """The endpoint's name: one word a route, whatever the path. A path that no route matches is `none`."""
    endpoint = scope.get("endpoint")
    if endpoint is None:
        return "none"
    module = str(getattr(endpoint, "__module__", "")).rpartition(".")[2]
    name = str(getattr(endpoint, "__name__", type(endpoint).__name__))
    return f"{module}.{name}"
