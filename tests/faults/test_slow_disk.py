"""A disk that is slow, and one that stands still, under the SQLite of the small form: only the writing thread waits.

The fault is a trigger on the log's table that calls back, on every connection of the writer, so that it is the same each
time.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event, text

from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import Venue, open_venue, until

SLOW_S = 0.05
MESSAGES = 12


class Disk:
    """Calls `wait` whenever an entry is written."""

    def __init__(self) -> None:
        self.wait: Callable[[], object] = lambda: None

    def write(self) -> None:
        """What the trigger calls."""
        self.wait()

    @contextmanager
    def before_each_entry(self, wait: Callable[[], object]) -> Iterator[None]:
        self.wait = wait
        try:
            yield
        finally:
            self.wait = lambda: None


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()

    def connected(connection: object, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.create_function("disk", 0, disk.write)

    event.listen(Engine, "connect", connected)
    yield disk
    event.remove(Engine, "connect", connected)


@pytest.fixture
async def venue(disk: Disk, stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_venue(stores, clock) as venue:
        async with stores.database.begin() as connection:
            await connection.execute(
                text("CREATE TRIGGER slow AFTER INSERT ON log_entries BEGIN SELECT disk(); END")
            )
        yield venue


async def test_nothing_is_acknowledged_or_shown_while_the_disk_stands_still_and_all_of_it_afterwards(
    venue: Venue, disk: Disk
) -> None:
    stands, goes_on = threading.Event(), threading.Event()

    def stand_still() -> None:
        stands.set()
        goes_on.wait(30)

    async with await venue.enter("Ana") as ana, await venue.enter("Ben") as ben:
        try:
            await ana.command("chat.send", text="before")
            await venue.same_position(ana, ben)
            before = ben.texts()
            pings = ben.pings
            with disk.before_each_entry(stand_still):
                asked = [await ana.ask("chat.send", text="one")]
                await until(stands.is_set, lambda: "nothing is written")
                asked += [await ana.ask("chat.send", text="two"), await ana.ask("chat.send", text="three")]
                seen = await ben.ask("chat.send", text="four")
                # The process goes on: pings are answered and somebody reads what is there.
                await venue.pass_time(20)
                await ben.until(lambda: ben.pings > pings, "no ping")
                assert (ana.replies, ben.replies, ben.texts()) == ({}, {}, before)
                looking = asyncio.create_task(venue.live.lookout.look())
                await ben.until(lambda: ben.troubles == [["unstored"]], "nobody is told")
                goes_on.set()
                await looking
                replies = [await ana.reply(each) for each in asked] + [await ben.reply(seen)]
        finally:
            goes_on.set()
        assert all("position" in reply for reply in replies)
        await venue.same_position(ana, ben)
        await ben.until(lambda: ben.troubles == [["unstored"], []], "nobody is told of its end")
        assert ana.texts() == ben.texts()
        assert ben.texts()[: len(before)] == before
        after = ben.texts()[len(before) :]
        assert [said for said in after if said != "four"] == ["one", "two", "three"]
        assert sorted(after) == ["four", "one", "three", "two"]


async def test_slow_disk_gathers_more_in_each_commit_and_loses_no_order(venue: Venue, disk: Disk) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Ben") as ben:
        before = venue.live.meter.commits
        with disk.before_each_entry(lambda: time.sleep(SLOW_S)):
            asked = [await ana.ask("chat.send", text=f"{number:02}") for number in range(MESSAGES)]
            for each in asked:
                assert "position" in await ana.reply(each)
        await venue.same_position(ana, ben)
        assert ben.texts() == sorted(ben.texts())
        assert len(ben.texts()) == MESSAGES
        assert venue.live.meter.commits - before < MESSAGES
