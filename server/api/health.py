"""Health: whether this process serves, and whether what it stands on answers. Asked by proxies and supervisors.

`/healthz` says that the process lives: restart it when it does not answer. `/readyz` says that it can serve: send
nobody to it while it answers 503. Input: `app.state.readiness`.
"""

from __future__ import annotations

from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.colleagues import Colleagues

HEADERS = {"Cache-Control": "no-store"}


class Parts(Protocol):
    """Says which parts answer; `server.readiness` is one."""

    async def parts(self) -> dict[str, bool]:
        """Return for each part whether it answers."""


async def healthz(request: Request) -> Response:
    """Answer 200 as long as the process answers at all."""
    return JSONResponse({"ok": True}, headers=HEADERS)


async def readyz(request: Request) -> Response:
    """Answer 200 when every part that is needed answers, else 503; which of them do is in the body.

    Rooms go on without the bus, and all processes lose it together: it takes none of them out of service. Where several
    workers share the port, all of them must be ready, because nobody can choose whom they reach; `workers` says who is.
    """
    readiness: Parts = request.app.state.readiness
    parts = await readiness.parts()
    ready = all(answers for part, answers in parts.items() if part != "bus")
    told: dict[str, object] = {"ready": ready, "parts": parts}
    others: Colleagues | None = getattr(request.app.state, "colleagues", None)
    if others is not None and others.slot is not None and not others.is_one(request.headers):
        answers = await others.ask("/readyz")
        workers = {slot: each is not None and each.status_code == 200 for slot, each in answers.items()}
        told["workers"] = dict(sorted((workers | {others.slot: ready}).items()))
        ready = told["ready"] = ready and all(workers.values())
    return JSONResponse(told, 200 if ready else 503, headers=HEADERS)


ROUTES: list[BaseRoute] = [Route("/healthz", healthz), Route("/readyz", readyz)]
