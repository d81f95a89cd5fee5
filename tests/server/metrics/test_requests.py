"""Requests have ids that stand in the log and in the answer, and are counted by endpoint."""

from __future__ import annotations

import logging

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.logs import TextLines
from server.metrics.requests import RequestIds, Requests

logger = logging.getLogger("a part")


async def hall(request: Request) -> Response:
    logger.warning("something to note")
    return PlainTextResponse(request.path_params["name"])


async def gone(request: Request) -> Response:
    raise HTTPException(410)


@pytest.fixture
def requests() -> Requests:
    return Requests()


@pytest.fixture
def http(requests: Requests) -> httpx2.AsyncClient:
    app = Starlette(
        routes=[Route("/halls/{name}", hall), Route("/gone", gone)],
        middleware=[Middleware(RequestIds, requests=requests)],
    )
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://testserver")


async def test_requests_of_one_endpoint_are_one_count_whatever_the_path(
    http: httpx2.AsyncClient, requests: Requests
) -> None:
    for path in ("/halls/a", "/halls/b", "/gone", "/nowhere", "/nowhere/else"):
        await http.get(path)
    assert requests.answered == {
        ("test_requests.hall", "2xx"): 2, ("test_requests.gone", "4xx"): 1, ("none", "4xx"): 2,
    }  # fmt: skip
    assert requests.open == 0


async def test_id_stands_in_the_answer_and_in_every_line_of_the_request(
    http: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(TextLines().format(record))  # type: ignore[method-assign]
    logger.addHandler(handler)
    try:
        answers = [await http.get("/halls/a"), await http.get("/halls/a")]
    finally:
        logger.removeHandler(handler)
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert ids[0] != ids[1]
    assert all(f"request_id={id}" in line for id, line in zip(ids, lines, strict=True))


async def test_id_of_a_proxy_is_kept_unless_it_is_no_id(http: httpx2.AsyncClient) -> None:
    given = await http.get("/halls/a", headers={"X-Request-ID": "from-the-proxy-1"})
    assert given.headers["x-request-id"] == "from-the-proxy-1"
    forged = await http.get("/halls/a", headers={"X-Request-ID": 'x" level=error'})
    assert forged.headers["x-request-id"] != 'x" level=error'
