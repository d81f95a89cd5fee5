"""Security headers: on pages, assets and redirections alike."""

from __future__ import annotations

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from server.pages.headers import SecurityHeaders
from tests.server.pages.conftest import AMERICAS, Reader


@pytest.mark.parametrize(
    "path", ["/", "/en/", f"/en/{AMERICAS}/programme.ics", "/assets/pages.css", "/en/none/"]
)
async def test_every_answer_forbids_what_pages_do_not_need(reader: Reader, path: str) -> None:
    headers = (await reader.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


async def test_browsers_are_told_to_stay_with_tls_where_it_is_used() -> None:
    app = SecurityHeaders(Starlette(routes=[Route("/", PlainTextResponse("x"))]), secure=True)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="https://t") as http:
        assert "max-age" in (await http.get("/")).headers["strict-transport-security"]
