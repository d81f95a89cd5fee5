"""The audit log as files: who may have them, what stands in them, and that no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator

import httpx2 as httpx
import pytest

from rooms import Role
from server.api import polls, questions
from server.api.audit import COLUMNS, ROUTES
from server.store.audit import AuditLog
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import ROOM, Tab, Venue, open_venue

CONFERENCE = ROOM.partition("/")[0]


@pytest.fixture
async def venue(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_venue(stores, clock) as venue:
        venue.app.router.routes.extend(ROUTES)
        venue.app.state.audit = AuditLog(stores.database, venue.app.state.actions)
        yield venue


async def get(venue: Venue, tab: Tab | None, path: str) -> httpx.Response:
    headers = {} if tab is None else {"Cookie": await venue.cookie(tab.account)}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{venue.port}/api/{CONFERENCE}/") as http:
        return await http.get(path, headers=headers)


async def test_every_file_that_staff_take_is_an_action_too(venue: Venue) -> None:
    room = ROOM.partition("/")[2]
    venue.app.router.routes.extend([*polls.ROUTES, *questions.ROUTES])
    async with await venue.enter("Ana") as ana, await venue.enter("Mo", Role.MODERATOR) as mo:
        await ana.command("question.ask", text="Why?", anonymous=True)
        await mo.until(lambda: mo.keys("questions") != [])
        [key] = mo.keys("questions")
        question = key.rpartition("/")[2]
        await mo.command("poll.draft", kind="single", text="Again?", options=["Yes", "No"], anonymous=False)
        [poll] = mo.keys("polls")
        await mo.command("poll.open", poll=poll.rpartition("/")[2])
        ballots = f"{room}/{poll}/ballots.csv"
        for path in ("audit.csv", f"{room}/polls.csv", ballots, f"rooms/{room}/questions/{question}/asker"):
            assert (await get(venue, mo, path)).status_code == 200, path
            assert (await get(venue, ana, path)).status_code == 403, path
        told = (await get(venue, mo, "audit.json")).json()
        beside = [(each["kind"], each.get("details", {}).get("what"), each["about"]) for each in told]
        for wanted in (
            ("export.taken", "audit", None),
            ("export.taken", "polls", None),
            ("export.taken", "ballots", "Again?"),
            ("question.asker_told", None, "Why?"),
        ):
            assert wanted in beside
        assert all(each["by"]["name"] == "Mo" for each in told if each["kind"] == "export.taken")


async def test_staff_export_the_actions_as_csv_and_json(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Mo", Role.MODERATOR) as mo:
        await ana.command("chat.send", text="=cmd()")
        [key] = ana.keys("chat")
        await mo.command("chat.remove", message=key.partition("/")[2])
        body = (await get(venue, mo, "audit.csv?area=chat")).content
        [row] = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
        assert list(row) == list(COLUMNS)
        assert (row["kind"], row["by"], row["role"], row["whom"]) == (
            "chat.removed",
            "Mo",
            "moderator",
            "Ana",
        )
        assert row["about"] == "'=cmd()"
        told = (await get(venue, mo, "audit.json?person=ana&area=chat")).json()
        assert [each["about"] for each in told] == ["=cmd()"]
        assert (await get(venue, mo, "audit.json?room=nowhere")).json() == []
        for nobody in (ana, None):
            assert (await get(venue, nobody, "audit.json")).status_code == 403
            assert (await get(venue, nobody, "audit.csv")).status_code == 403
