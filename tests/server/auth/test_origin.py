"""Only our own pages act for a signed-in person."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from server.auth.origin import OriginCheck, origin_allowed


async def answer(request: Request) -> Response:
    return PlainTextResponse("done")


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("https://conference.example", True),
        ("http://inside:8000", True),
        ("http://elsewhere.example", False),
        ("null", False),
        ("", False),
        ("https://conference.example.elsewhere.example", False),
    ],
)
def test_origin_is_ours_or_absent(origin: str | None, allowed: bool) -> None:
    headers = Headers({"host": "inside:8000"} | ({} if origin is None else {"origin": origin}))
    assert origin_allowed(headers, "https://conference.example") is allowed


def test_form_of_another_site_is_refused_and_reading_is_not() -> None:
    app = Starlette(
        routes=[Route("/", answer, methods=["GET", "POST"])],
        middleware=[Middleware(OriginCheck, public_url="")],
    )
    browser = TestClient(app)
    assert browser.post("/", headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert browser.get("/", headers={"origin": "https://elsewhere.example"}).status_code == 200
    assert browser.post("/", headers={"origin": "http://testserver"}).text == "done"
