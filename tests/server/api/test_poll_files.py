"""Files of poll results: for staff only, and without a person where a poll is anonymous."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2 as httpx
import pytest

from rooms import Role
from server.api.polls import ROUTES
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import ROOM, Tab, Venue, open_venue


@pytest.fixture
async def venue(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_venue(stores, clock) as venue:
        venue.app.router.routes.extend(ROUTES)
        yield venue


async def get(venue: Venue, tab: Tab | None, path: str = "polls.csv") -> httpx.Response:
    headers = {} if tab is None else {"Cookie": await venue.cookie(tab.account)}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{venue.port}/api/{ROOM}/") as http:
        return await http.get(path, headers=headers)


async def opened(moderator: Tab, **terms: Any) -> str:
    usual: dict[str, Any] = {"kind": "words", "text": "One word?"}
    await moderator.command("poll.draft", **{**usual, **terms})
    poll = max(moderator.keys("polls"), key=lambda key: int(moderator.view[key]["number"])).partition("/")[2]
    await moderator.command("poll.open", poll=poll)
    return poll


async def test_anonymous_polls_file_holds_votes_and_no_person(venue: Venue) -> None:
    async with await venue.enter("Ana Secreta") as ana, await venue.enter("Mo", Role.MODERATOR) as mo:
        poll = await opened(mo)
        await ana.command("poll.vote", poll=poll, choices=["=SUM(1)"])
        answer = await get(venue, mo)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.text.splitlines()[1:] == ["1,One word?,words,open,1,'=SUM(1),1"]
        assert "Secreta" not in answer.text
        assert ana.account.id not in answer.text
        assert (await get(venue, mo, f"polls/{poll}/ballots.csv")).status_code == 404


async def test_named_polls_file_holds_who_chose_what(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Mo", Role.MODERATOR) as mo:
        poll = await opened(mo, kind="single", options=["Yes", "No"], anonymous=False)
        await ana.command("poll.vote", poll=poll, choices=["2"])
        answer = await get(venue, mo, f"polls/{poll}/ballots.csv")
        assert answer.text.splitlines()[1:] == ["Ana,attendee,No"]


async def test_files_are_for_staff_only(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        for nobody in (ana, None):
            assert (await get(venue, nobody)).status_code == 403
            assert (await get(venue, nobody, "polls/p1/ballots.csv")).status_code == 403


async def test_unknown_room_has_no_file(venue: Venue) -> None:
    async with await venue.enter("Mo", Role.MODERATOR) as mo:
        assert (await get(venue, mo, "../nowhere/polls.csv")).status_code == 404
