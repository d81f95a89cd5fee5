"""Who carries the media: one worker, and the next one with what the first hands over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from server.hosting import Hosting
from server.leases.memory import MemoryLeases
from server.listening import bind
from server.relay import Relay
from server.settings import Settings
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import Venue, open_venue, until


@pytest.fixture
async def venue(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_venue(stores, clock) as venue:
        yield venue


class Deck:
    """Carries nothing, and tells what it was asked."""

    def __init__(self, told: list[str], name: str) -> None:
        self.told, self.name = told, name

    async def warm(self) -> None:
        self.told.append(f"{self.name} warm")

    async def begin(self, handed: bytes) -> None:
        self.told.append(f"{self.name} begins with {handed.decode() or 'nothing'}")

    async def hand_over(self) -> bytes:
        self.told.append(f"{self.name} hands over")
        return b"takes"

    async def leave(self) -> None:
        self.told.append(f"{self.name} leaves")

    async def end(self) -> None:
        self.told.append(f"{self.name} ends")


@asynccontextmanager
async def worker(name: str, leases: MemoryLeases, venue: Venue, told: list[str]) -> AsyncIterator[Hosting]:
    """A worker that others can reach."""
    listener = bind(Settings(port=0), shared=False)
    listener.listen()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    hosting = Hosting(leases, address, "proof", lambda: Deck(told, name), venue.live.actors, lambda: ())

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("")(scope, receive, send)

    config = uvicorn.Config(Relay(app, hosting), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await until(lambda: server.started, lambda: "not served")
    async with hosting.running():
        yield hosting
    server.should_exit = True
    await serving


async def test_worker_that_leaves_serves_on_until_the_next_one_is_warm_and_gives_it_what_it_has(
    venue: Venue, clock: WoundClock
) -> None:
    leases, told = MemoryLeases(clock), list[str]()
    async with worker("old", leases, venue, told) as old, worker("new", leases, venue, told) as new:
        assert told == ["old warm", "old begins with nothing"]
        assert (old.elsewhere, new.elsewhere) == (None, old.address)
        await old.leave()
        await until(lambda: len(told) == 5 and new.elsewhere is None, lambda: told)
        assert told[2:] == ["new warm", "old hands over", "new begins with takes"]
        assert (old.elsewhere, new.elsewhere) == (new.address, None)
        await old.look()
        assert old.elsewhere == new.address, "who leaves takes nothing"
    assert told[-1] == "new leaves"


async def test_who_waits_at_a_host_that_is_cut_off_is_answered_by_the_one_that_takes_over(
    venue: Venue, clock: WoundClock
) -> None:
    waiting = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not waiting.is_set():
            await reader.readuntil(b"\r\n\r\n")
            waiting.set()
            await reader.read()
        writer.close()

    cut_off = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    leases, told = MemoryLeases(clock), list[str]()
    address = f"http://127.0.0.1:{cut_off.sockets[0].getsockname()[1]}"
    await leases.take("media", address, 1000)
    async with worker("new", leases, venue, told) as new, httpx2.AsyncClient(trust_env=False) as player:
        asking = asyncio.create_task(player.get(new.address + "/broadcast/c/r/t/video/live.m3u8"))
        await waiting.wait()
        clock.wind(2000)
        await new.look()
        answer = await asking
        assert (answer.status_code, told) == (200, ["new warm", "new begins with nothing"])
    cut_off.close()
    await cut_off.wait_closed()


async def test_worker_that_died_hands_nothing_over(venue: Venue, clock: WoundClock) -> None:
    leases, told = MemoryLeases(clock), list[str]()
    await leases.take("media", "http://127.0.0.1:1", 1000)
    async with worker("new", leases, venue, told) as new:
        assert told == []
        clock.wind(2000)
        await new.look()
        assert told == ["new warm", "new begins with nothing"]
