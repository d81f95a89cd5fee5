"""Who may read the metrics, and that a served Puente tells them."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from server.metrics.door import ROUTES, Metrics
from tests.served import serving
from tests.server.metrics.conftest import samples


def visitor(metrics: Metrics, host: str = "127.0.0.1") -> httpx2.AsyncClient:
    app = Starlette(routes=ROUTES)
    app.state.metrics = metrics
    transport = httpx2.ASGITransport(app, client=(host, 1))
    return httpx2.AsyncClient(transport=transport, base_url="http://testserver")


async def status(http: httpx2.AsyncClient, **headers: str) -> int:
    answer = await http.get(
        "/metrics", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    return answer.status_code


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 403), ("x", 403)]
)
async def test_without_a_token_only_this_machine_may_ask(metrics: Metrics, host: str, expected: int) -> None:
    async with visitor(metrics, host) as http:
        assert await status(http) == expected


async def test_request_that_a_proxy_passed_on_is_not_from_this_machine(metrics: Metrics) -> None:
    async with visitor(metrics) as http:
        assert await status(http, x_forwarded_for="127.0.0.1") == 403
        assert await status(http, forwarded="for=127.0.0.1") == 403


async def test_with_a_token_whoever_has_it_may_ask_and_nobody_else(metrics: Metrics) -> None:
    guarded = Metrics(metrics.live, metrics.requests, metrics.clock, token="s3cret")
    for host in ("127.0.0.1", "192.0.2.7"):
        async with visitor(guarded, host) as http:
            assert await status(http, authorization="Bearer s3cret") == 200
            assert await status(http, authorization="Bearer other") == 403
            assert await status(http, authorization="Basic s3cret") == 403
            assert await status(http) == 403


def test_served_process_tells_its_load_and_that_it_is_ready(tmp_path: Path) -> None:
    with serving(tmp_path / "data", PUENTE_METRICS_TOKEN="s3cret") as served:
        ready = httpx2.get(f"{served.address}/readyz").json()
        assert ready["ready"] and ready["parts"]["database"] and ready["parts"]["bus"]
        answer = httpx2.get(f"{served.address}/metrics", headers={"Authorization": "Bearer s3cret"})
        read = samples(answer.content)
        assert read["puente_questions_held", "metropolis-americas-2022/plenary"] == 0
        assert read["puente_http_requests_total", "health.readyz", "2xx"] == 1
        assert ("process_resident_memory_bytes",) in read
        assert httpx2.get(f"{served.address}/metrics").status_code == 403
