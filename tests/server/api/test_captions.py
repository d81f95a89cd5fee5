"""Captions over HTTP: handed in by professional software once for each seq, given out as files."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette

from rooms import Role
from server.api.captions import MOST_BYTES, ROUTES, CaptionDesk
from server.auth.feeds import Feeds
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import CONFERENCE, Venue, account_of, open_venue

HOUR_MS = 3_600_000


@pytest.fixture
async def venue(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_venue(stores, clock) as venue:
        yield venue


@pytest.fixture
def feeds(clock: WoundClock) -> Feeds:
    return Feeds("secret", clock)


@pytest.fixture
async def http(venue: Venue, feeds: Feeds) -> AsyncIterator[httpx2.AsyncClient]:
    app = Starlette(routes=ROUTES)
    app.state.captions = CaptionDesk(feeds, venue.live.actors, venue.stores.conferences, venue.stores.guard)
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as http:
        yield http


@pytest.fixture
def url(feeds: Feeds) -> str:
    return f"/captions/{feeds.make(CONFERENCE, 'plenary', 'CART', HOUR_MS)}"


async def test_text_is_stored_once_for_each_seq(http: httpx2.AsyncClient, url: str, venue: Venue) -> None:
    assert (await http.get(f"{url}/seq")).text == "0"
    async with await venue.enter("Ana") as ana:
        for _ in range(3):
            answer = await http.post(f"{url}?seq=1&lang=es-ES", content="Buenos días".encode())
            assert (answer.status_code, answer.text) == (200, "1")
        assert (await http.post(f"{url}?seq=5&lang=en-US", content=b"Good morning")).text == "5"
        # An old one is ignored, and the answer tells what is stored.
        assert (await http.post(f"{url}?seq=3&lang=es", content=b"Tarde")).text == "5"
        await ana.until(lambda: "captions/en" in ana.view)
        [cue] = ana.view["captions/es"]["cues"]
        assert (cue["text"], cue["source"], cue["name"]) == ("Buenos días", "url", "CART")
        assert len(ana.view["captions/en"]["cues"]) == 1
    assert (await http.get(f"{url}/seq")).text == "5"


async def test_caption_url_that_is_wrong_or_expired_is_refused(
    http: httpx2.AsyncClient, url: str, feeds: Feeds, clock: WoundClock
) -> None:
    assert (await http.post("/captions/nonsense?seq=1&lang=es", content=b"Hola")).status_code == 403
    assert (await http.get("/captions/nonsense/seq")).status_code == 403
    clock.wind(HOUR_MS)
    answer = await http.post(f"{url}?seq=1&lang=es", content=b"Hola")
    assert (answer.status_code, "expired" in answer.text) == (403, True)
    gone = f"/captions/{feeds.make('gone', 'plenary', 'CART', HOUR_MS)}"
    assert (await http.post(f"{gone}?seq=1&lang=es", content=b"Hola")).status_code == 404


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("seq=1", "lang is missing"),
        ("seq=1&lang=", "lang is missing"),
        ("seq=1&lang=xx", "Use one of en, es, fr"),
        ("lang=es", "seq is missing"),
        ("seq=-1&lang=es", "seq"),
        ("seq=x&lang=es", "seq"),
    ],
)
async def test_query_that_cannot_be_is_answered_with_the_reason(
    http: httpx2.AsyncClient, url: str, query: str, says: str
) -> None:
    answer = await http.post(f"{url}?{query}", content=b"Hola")
    assert answer.status_code == 400
    assert says in answer.text


async def test_text_that_cannot_be_is_refused(http: httpx2.AsyncClient, url: str) -> None:
    assert (await http.post(f"{url}?seq=1&lang=es", content=b" ")).status_code == 400
    assert (await http.post(f"{url}?seq=1&lang=es", content=b"\xff")).status_code == 400
    assert (await http.post(f"{url}?seq=1&lang=es", content=b"x" * 501)).status_code == 400
    too_long = await http.post(f"{url}?seq=1&lang=es", content=b"x" * (MOST_BYTES + 1))
    assert too_long.status_code == 413
    # None of them used the number up.
    assert (await http.post(f"{url}?seq=1&lang=es", content=b"Hola")).text == "1"


async def test_files_are_for_those_who_are_signed_in(
    http: httpx2.AsyncClient, url: str, venue: Venue
) -> None:
    await http.post(f"{url}?seq=1&lang=es", content=b"Hola")
    path = f"/captions/{CONFERENCE}/plenary/es"
    assert (await http.get(f"{path}.vtt")).status_code == 403
    cookie = await venue.cookie(await account_of(venue.stores, Role.ATTENDEE))
    headers = {"Cookie": cookie}
    file = await http.get(f"{path}.vtt", headers=headers)
    assert file.headers["content-type"] == "text/vtt; charset=utf-8"
    assert file.text.startswith("WEBVTT")
    assert "Hola" in file.text
    assert (await http.get(f"{path}.txt", headers=headers)).text == "Hola\n"
    assert (await http.get(f"/captions/{CONFERENCE}/plenary/fr.vtt", headers=headers)).text.startswith(
        "WEBVTT"
    )
    later = await http.get(f"{path}.vtt?since=9999999999999", headers=headers)
    assert "Hola" not in later.text
    assert (await http.get(f"{path}.vtt?since=dawn", headers=headers)).status_code == 400
    for wrong in ("plenary/xx.vtt", "nowhere/es.vtt", "plenary/es.doc", "plenary/es.vtt?session=none"):
        assert (await http.get(f"/captions/{CONFERENCE}/{wrong}", headers=headers)).status_code == 404
