"""Somebody does not read: nobody else is disturbed, memory stays bounded, and nothing is lost when they read again."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from rooms import Position, Role
from server.live.hub import Watcher
from server.live.room_actor import RoomActor
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import ROOM, Tab, Venue, open_venue

LONG = "Ñandú " * 330


@pytest.fixture
async def narrow(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    """A venue whose sockets hold little, so that a reader who sleeps is noticed soon."""
    async with open_venue(stores, clock, send_buffer=4096) as venue:
        yield venue


async def actor_of(venue: Venue) -> RoomActor:
    return await venue.live.actors.actor(ROOM)


async def fall_behind(venue: Venue, writer: Tab) -> None:
    """Write until one watcher is behind for good: not even the kernel takes any more for it."""
    hub = (await actor_of(venue)).hub
    stuck: dict[Watcher, Position] = {}
    for _ in range(20):
        await burst(venue, writer, 20)
        before, stuck = stuck, dict(hub._behind)
        if stuck and stuck == before:
            return
    raise AssertionError("nobody fell behind")


async def say(venue: Venue, writer: Tab, text: str) -> None:
    """Write one message, slowly enough for the limits."""
    venue.clock.wind(100)
    assert "position" in await writer.command("chat.send", text=text)


async def burst(venue: Venue, writer: Tab, size: int) -> None:
    """Write so many long messages, and wait until all are stored."""
    venue.clock.wind(100 * size)
    ids = [await writer.ask("chat.send", text=f"{number} {LONG}") for number in range(size)]
    for id in ids:
        assert "position" in await writer.reply(id)


def backlogs(venue: Venue) -> int:
    """Return the bytes that all sockets hold in this process."""
    return sum(connection._wire.backlog() for connection in venue.live.heart._connections)


async def test_sleeping_reader_disturbs_nobody_and_wakes_to_the_present(narrow: Venue) -> None:
    async with (
        await narrow.enter("Mateo", Role.MODERATOR) as mateo,
        await narrow.enter("Ben") as ben,
        await narrow.enter("Ana", receive_buffer=4096) as ana,
    ):
        ana.sleep()
        await fall_behind(narrow, mateo)
        for number in range(20):
            await say(narrow, mateo, f"while asleep {number}")
        narrow.clock.wind(100)
        await mateo.command("participant.mute", participant=ana.account.id, name="Ana")
        await ben.until(lambda: ben.texts() == mateo.texts())
        seen = len(ana.frames)
        ana.wake()
        await ana.until(lambda: ana.own["my/standing"] == {"muted": True})
        await ana.until(lambda: ana.texts() == ben.texts())
        assert ana.view.keys() == ben.view.keys()
        woken = [frame["type"] for frame in ana.frames[seen:]]
        assert woken.count("own") == 1, "all that happened meanwhile comes at once"
        await say(narrow, mateo, "and now again live")
        await ana.until(lambda: "and now again live" in ana.texts())
        assert (await ana.command("chat.unreact", message="m", emoji="🎉"))["code"] == "chat.unknown"


async def test_reader_who_stays_asleep_is_closed_as_slow_and_held_little_memory(narrow: Venue) -> None:
    async with (
        await narrow.enter("Mateo", Role.MODERATOR) as mateo,
        await narrow.enter("Ana", receive_buffer=4096) as ana,
    ):
        ana.sleep()
        await fall_behind(narrow, mateo)
        held = backlogs(narrow)
        for _ in range(4):
            await burst(narrow, mateo, 20)
        assert backlogs(narrow) <= held
        assert held < 128 * 1024
        # The kernel may still have taken a little after the first look.
        await narrow.pass_time(10)
        await narrow.pass_time(10)
        assert len((await actor_of(narrow)).hub) == 1
        await say(narrow, mateo, "undisturbed")
        ana.wake()
        code, _ = await ana.shut()
        assert code == 4008
        async with await narrow.open(ana.account, position=ana.position) as back:
            assert back.position == mateo.position
            assert back.texts()[-1] == "undisturbed"


async def test_reader_who_sends_commands_but_reads_no_replies_is_not_read_either(narrow: Venue) -> None:
    async with (
        await narrow.enter("Mateo", Role.MODERATOR) as mateo,
        await narrow.enter("Ana", receive_buffer=4096) as ana,
    ):
        ana.sleep()
        await fall_behind(narrow, mateo)
        for number in range(5):
            await ana.ask("chat.send", id=f"late-{number}", text=f"late {number}")
        ana.wake()
        for number in range(5):
            assert "position" in await ana.reply(f"late-{number}")
        assert ana.texts()[-5:] == [f"late {number}" for number in range(5)]
