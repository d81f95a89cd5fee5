"""A ban reaches every room of the conference, and is lifted from any."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from rooms import CommandId, NameAskers, Role
from server.banning import SERVER, Banning
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import ROOM, Venue, open_venue

OTHER = ROOM.partition("/")[0] + "/workshop-1"


@pytest.fixture
async def venue(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_venue(stores, clock) as venue, Banning(stores.conferences, venue.live.actors).running():
        yield venue


async def test_ban_is_seen_in_every_room_and_lifted_from_any(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mo", Role.MODERATOR) as here,
        await venue.enter("Max", Role.MODERATOR, room=OTHER) as there,
    ):
        key = f"moderation/{ana.account.id}"
        await here.command("participant.ban", participant=ana.account.id, name="Ana")
        await there.until(lambda: there.view.get(key, {}).get("banned") is True)
        assert there.view[key]["name"] == "Ana"
        await there.command("participant.unban", participant=ana.account.id, name="Ana")
        await here.until(lambda: key not in here.view)


async def test_ban_of_somebody_who_is_not_named_names_nobody_elsewhere(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mo", Role.MODERATOR) as here,
        await venue.enter("Max", Role.MODERATOR, room=OTHER) as there,
    ):
        await venue.live.actors.submit(ROOM, SERVER, CommandId("askers"), NameAskers("nobody"), "en")
        await ana.command("question.ask", text="Who pays?", anonymous=True)
        await here.until(lambda: here.keys("questions"))
        alias = here.view[here.keys("questions")[0]]["alias"]
        await here.command("participant.ban", participant=alias, name="?")
        await ana.until(lambda: ana.closed)
        assert ana.closed is not None
        assert ana.closed[0] == 4503
        await there.until(lambda: f"moderation/{alias}" in there.view)
        assert ana.account.id not in json.dumps(there.view)
        await there.command("participant.unban", participant=alias, name="?")
        await here.until(lambda: f"moderation/{alias}" not in here.view)
