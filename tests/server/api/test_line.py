"""The measure of the line: bytes for people of the conference, and not more than there should be."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import httpx2
import pytest
from starlette.applications import Starlette

from server.api import line

ADDRESS = "/line/americas"


class Door:
    """Knows whoever brings a cookie; those who bring `banned` are."""

    async def identify(self, cookies: Mapping[str, str], conference: str) -> SimpleNamespace | None:
        return SimpleNamespace(banned=cookies["who"] == "banned") if "who" in cookies else None


def browser(who: str | None = "ana") -> httpx2.AsyncClient:
    app = Starlette(routes=line.ROUTES)
    app.state.site = SimpleNamespace(guard=Door())
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url="http://testserver",
        cookies={"who": who} if who else {},
    )


async def test_as_many_bytes_come_as_are_asked_for() -> None:
    async with browser() as ana:
        answer = await ana.get(ADDRESS, params={"bytes": 100_001})
    assert (answer.status_code, len(answer.content)) == (200, 100_001)
    assert answer.headers["cache-control"] == "no-store"


async def test_bytes_are_taken_and_forgotten_up_to_the_limit() -> None:
    async with browser() as ana:
        assert (await ana.post(ADDRESS, content=b"x" * 100_000)).status_code == 204
        assert (await ana.post(ADDRESS, content=b"x" * (line.LARGEST + 1))).status_code == 413


@pytest.mark.parametrize("asked", ["", "-1", "many", str(line.LARGEST + 1), "9" * 30])
async def test_what_is_no_sensible_number_is_refused(asked: str) -> None:
    async with browser() as ana:
        assert (await ana.get(ADDRESS, params={"bytes": asked})).status_code == 400


@pytest.mark.parametrize("who", [None, "banned"])
async def test_the_line_is_for_people_of_the_conference(who: str | None) -> None:
    async with browser(who) as stranger:
        assert (await stranger.get(ADDRESS, params={"bytes": 1})).status_code == 403
        assert (await stranger.post(ADDRESS, content=b"x")).status_code == 403
