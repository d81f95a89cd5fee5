"""What a proxy or a supervisor is told."""

from __future__ import annotations

import httpx2
from starlette.applications import Starlette

from server.api.health import ROUTES


class Parts:
    """Says what it is given."""

    def __init__(self, **parts: bool) -> None:
        self._parts = parts

    async def parts(self) -> dict[str, bool]:
        return self._parts


def visitor(**parts: bool) -> httpx2.AsyncClient:
    app = Starlette(routes=ROUTES)
    app.state.readiness = Parts(**parts)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://testserver")


async def test_process_that_answers_is_healthy_whatever_it_stands_on() -> None:
    async with visitor(database=False) as http:
        assert (await http.get("/healthz")).status_code == 200


async def test_process_is_ready_when_all_that_it_stands_on_answers() -> None:
    async with visitor(database=True, bus=True) as http:
        assert (await http.get("/readyz")).json() == {"ready": True, "parts": {"database": True, "bus": True}}
    async with visitor(database=False, bus=True) as http:
        answer = await http.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["parts"] == {"database": False, "bus": True}


async def test_process_serves_on_without_the_bus() -> None:
    async with visitor(database=True, bus=False) as http:
        answer = await http.get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["parts"] == {"database": True, "bus": False}
