"""Without the server's extension, frames go through a bounded queue: the same room, the same words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.types import Message
from starlette.websockets import WebSocket

from rooms import Role
from server.live.frames import Ping, encode
from server.live.wire import HIGH_BYTES, QueuedWire
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import Venue, open_venue, until


@pytest.fixture
async def plain(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    """A venue on uvicorn's own protocol."""
    async with open_venue(stores, clock, ws="websockets-sansio") as venue:
        yield venue


async def test_room_works_on_a_server_without_the_extension(plain: Venue) -> None:
    async with await plain.enter("Ana") as ana, await plain.enter("Mateo", Role.MODERATOR) as mateo:
        await ana.command("chat.send", text="Hola")
        await mateo.until(lambda: mateo.texts() == ["Hola"])
        await plain.pass_time(20)
        await ana.until(lambda: ana.pings)
        await mateo.command("participant.remove", participant=ana.account.id, name="Ana")
        assert (await ana.shut())[0] == 4502
        await mateo.send({"type": "shout"})
        code, reason = await mateo.shut()
        assert code == 4500
        assert "shout" in reason


class Channel:
    """An ASGI socket whose peer reads when the test says so."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.open = asyncio.Event()
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            await self.open.wait()
        self.sent.append(message)

    async def accepted(self) -> WebSocket:
        await self.incoming.put({"type": "websocket.connect"})
        scope: dict[str, Any] = {"type": "websocket", "path": "/", "headers": [], "query_string": b""}
        websocket = WebSocket(scope, self.incoming.get, self.send)
        await websocket.accept()
        return websocket


FRAME = encode(Ping("e:" + "0" * 1000, 0))


async def test_full_queue_lags_and_an_emptied_one_has_drained() -> None:
    channel = Channel()
    wire = QueuedWire(await channel.accepted())
    noted: list[str] = []
    wire.on_lag = lambda: noted.append("lag")
    wire.on_drain = lambda: noted.append("drain")
    while not noted:
        wire.write(FRAME)
    assert HIGH_BYTES < wire.backlog() <= HIGH_BYTES + len(FRAME)
    channel.open.set()
    await until(lambda: noted == ["lag", "drain"], lambda: noted)
    await until(lambda: wire.backlog() == 0, wire.backlog)
    wire.close(4001, "restart")
    await wire.finish()
    assert channel.sent[-1] == {"type": "websocket.close", "code": 4001, "reason": "restart"}
    assert wire.gone


async def test_goodbye_ends_the_reader_and_nothing_is_written_after_it() -> None:
    channel = Channel()
    channel.open.set()
    wire = QueuedWire(await channel.accepted())
    receiving = asyncio.create_task(wire.receive())
    wire.write(FRAME)
    wire.close(4500, "frame")
    wire.close(4001, "later")
    wire.write(FRAME)
    assert (await receiving)["type"] == "websocket.disconnect"
    await wire.finish()
    assert [message["type"] for message in channel.sent] == [
        "websocket.accept", "websocket.send", "websocket.close"
    ]  # fmt: skip
    assert channel.sent[-1]["code"] == 4500


async def test_peer_that_is_gone_is_lost_quietly(caplog: pytest.LogCaptureFixture) -> None:
    channel = Channel()
    websocket = await channel.accepted()

    async def broken(_message: Message) -> None:
        raise OSError("gone")

    websocket._send = broken
    wire = QueuedWire(websocket)
    lost: list[bool] = []
    wire.on_lost = lambda: lost.append(True)
    with caplog.at_level(logging.WARNING):
        wire.write(FRAME)
        await until(lambda: lost, lambda: "it does not notice")
    assert wire.gone
    await wire.finish()
    assert not caplog.records
