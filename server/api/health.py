"""Health: whether this process serves. Asked by proxies and supervisors."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route


async def healthz(request: Request) -> Response:
    """Answer 200 as long as the process answers at all."""
    return JSONResponse({"ok": True}, headers={"Cache-Control": "no-store"})


ROUTES: list[BaseRoute] = [Route("/healthz", healthz)]
