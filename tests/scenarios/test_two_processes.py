"""Two actors of one room on one database, as two processes have them: one story, whoever writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from rooms import Position
from server.bus.memory import MemoryBus
from server.presence.memory import MemoryPresence
from server.stores import Stores
from tests.conftest import WoundClock
from tests.doubles import LossyBus, SilentBus
from tests.scenarios.conftest import open_form
from tests.venue import Venue, open_venue


class Pair:
    """Two servers of the same rooms."""

    def __init__(self, first: Venue, second: Venue) -> None:
        self.first = first
        self.second = second


@pytest.fixture(params=["every hint", "every third hint", "hints are refused", "Redis and PostgreSQL"])
def way(request: pytest.FixtureRequest) -> str:
    """How the two hear of each other."""
    return str(request.param)


@pytest.fixture
def form(way: str) -> str:
    return "large" if way == "Redis and PostgreSQL" else "small"


@pytest.fixture
async def pair(way: str, stores: Stores, clock: WoundClock) -> AsyncIterator[Pair]:
    if way == "Redis and PostgreSQL":
        async with open_form(stores, clock) as first, open_form(stores, clock) as second:
            yield Pair(first, second)
        return
    bus = {
        "every hint": MemoryBus(),
        "every third hint": LossyBus(loses=lambda position: position.offset % 3 > 0),
        "hints are refused": SilentBus(),
    }[way]
    presence = MemoryPresence(clock)
    async with (
        open_venue(stores, clock, bus=bus, presence=presence) as first,
        open_venue(stores, clock, bus=bus, presence=presence) as second,
    ):
        yield Pair(first, second)


async def test_writers_on_both_sides_make_one_room_without_loss_or_repetition(pair: Pair) -> None:
    async with (
        await pair.first.enter("Ana") as ana,
        await pair.second.enter("Ben") as ben,
    ):
        texts = []
        for number in range(12):
            texts += [f"a{number}", f"b{number}"]
            replies = await asyncio.gather(
                ana.command("chat.send", text=f"a{number}"), ben.command("chat.send", text=f"b{number}")
            )
            assert replies[0]["position"] != replies[1]["position"]
            pair.first.clock.wind(1000)
        # The last hint may be lost: whoever writes next learns what went before.
        await ana.command("chat.send", text="last of Ana")
        await ben.command("chat.send", text="last of Ben")
        await ana.command("chat.send", text="the end")
        assert sorted(ana.texts()[:24]) == sorted(texts)
        assert ana.texts()[:26] == ben.texts()[:26]
        async with await pair.second.open(ana.account) as later:
            await later.command("chat.send", text="after the end")
            assert later.texts()[:27] == ana.texts()[:27]
            assert [later.view[key]["number"] for key in later.keys("chat")].sort() is None


async def test_command_repeated_at_the_other_server_gets_its_first_answer(pair: Pair) -> None:
    async with (
        await pair.first.enter("Ana") as ana,
        await pair.second.open(ana.account) as other,
    ):
        answers = await asyncio.gather(
            ana.command("chat.send", id="once", text="once"),
            other.command("chat.send", id="once", text="once"),
        )
        assert answers[0] == answers[1]
        assert Position.decode(answers[0]["position"]).offset == 1
        await other.command("chat.send", text="more")
        assert other.texts() == ["once", "more"]


async def test_tab_resumes_at_the_other_server(pair: Pair) -> None:
    async with await pair.first.enter("Ana") as ana, await pair.second.enter("Ben") as ben:
        position = (await ana.command("chat.send", text="one"))["position"]
        await ben.command("chat.send", text="two")
        async with await pair.second.open(ana.account, position=position) as back:
            assert back.frames[2]["type"] == "delta"
            assert [message["text"] for message in back.view.values()] == ["two"]


async def test_people_of_both_servers_are_counted_once_each(pair: Pair) -> None:
    async with (
        await pair.first.enter("Ana") as ana,
        await pair.second.open(ana.account),
        await pair.second.enter("Ben") as ben,
    ):
        await pair.first.pass_time(2)
        await pair.second.live.heart.beat()
        await ana.until(lambda: ana.counts == {"attendee": 2})
        await ben.until(lambda: ben.counts == {"attendee": 2})


async def test_many_who_write_on_both_sides_at_once_are_all_stored_once(pair: Pair) -> None:
    async with AsyncExitStack() as stack:
        tabs = [
            await stack.enter_async_context(await venue.enter(f"Person {number}"))
            for number, venue in enumerate([pair.first, pair.second] * 5)
        ]
        replies = await asyncio.gather(
            *(tab.command("chat.send", text=f"{number}") for number, tab in enumerate(tabs * 6))
        )
        assert len({reply["position"] for reply in replies}) == 60, "each has a place of its own"
