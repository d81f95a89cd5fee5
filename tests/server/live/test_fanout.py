"""uvicorn's protocol class is still the one that FanoutProtocol extends; and ready frames work on both event loops.

When the first tests here fail after an update of uvicorn, read its class again and mend `server/live/fanout.py`.
"""

from __future__ import annotations

import asyncio
import inspect
import socket

import pytest
import uvicorn
import uvloop
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Close
from websockets.protocol import CLIENT, Protocol

from rooms import Role
from server.live.fanout import FanoutProtocol, close_frame
from server.settings import Settings
from server.stores import open_stores
from tests.conftest import WoundClock
from tests.venue import Venue, open_venue

USED_METHODS = {
    "handle_connect": ["event"],
    "handle_close": ["event"],
    "handle_parser_exception": [],
    "pause_writing": [],
    "resume_writing": [],
    "connection_lost": ["exc"],
    "shutdown": [],
    "run_asgi": [],
}
USED_ATTRIBUTES = {
    "transport", "loop", "queue", "conn", "close_sent", "close_timer", "read_paused", "handshake_initiated",
    "ping_interval", "writable",
}  # fmt: skip


@pytest.mark.parametrize("name", USED_METHODS)
def test_uvicorns_class_still_has_the_method(name: str) -> None:
    method = getattr(WebSocketsSansIOProtocol, name, None)
    assert method is not None, f"uvicorn {uvicorn.__version__} has no {name}"
    assert list(inspect.signature(method).parameters)[1:] == USED_METHODS[name]


async def test_uvicorns_class_still_has_the_attributes() -> None:
    async def app(scope: object, receive: object, send: object) -> None: ...

    protocol = FanoutProtocol(uvicorn.Config(app, ws="none"), ServerState(), {})
    missing = {name for name in USED_ATTRIBUTES if not hasattr(protocol, name)}
    assert not missing, f"uvicorn {uvicorn.__version__} has no {missing}"
    assert protocol.conn.available_extensions == []


def test_close_frame_is_what_the_library_reads() -> None:
    reader = Protocol(CLIENT)
    reader.receive_data(close_frame(4500, "años"))
    assert reader.close_rcvd == Close(4500, "años")


async def test_frame_beyond_the_bound_is_closed_as_malformed_before_it_is_held_in_memory(
    venue: Venue,
) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Ben") as ben:
        await ana.send_raw("x" * 300_000)
        assert await ana.shut() == (4500, "frame: more than 16384 bytes")
        await ben.command("chat.send", text="undisturbed")


async def test_peer_that_vanishes_in_the_middle_of_a_burst_disturbs_nobody(venue: Venue) -> None:
    async with (
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Ben") as ben,
    ):
        for round_ in range(5):
            tabs = [await venue.enter(f"Guest {number}") for number in range(4)]
            ids = [await mateo.ask("chat.send", text=f"{round_}.{number}") for number in range(4)]
            for tab in tabs:
                tab._connection.transport.abort()
            for id in ids:
                assert "position" in await mateo.reply(id)
            venue.clock.wind(1000)
            for tab in tabs:
                await tab.leave()
        await ben.until(lambda: ben.texts() == mateo.texts())


def test_the_same_on_uvloop(settings: Settings) -> None:
    """A reader who sleeps and wakes, on the loop that serves in earnest."""

    async def story() -> None:
        async with open_stores(settings) as stores:
            await stores.conferences.load_folder(settings.conferences)
            clock = WoundClock()
            async with (
                open_venue(stores, clock, send_buffer=4096) as venue,
                await venue.enter("Mateo", Role.MODERATOR) as mateo,
                await venue.enter("Ana", receive_buffer=4096) as ana,
            ):
                assert isinstance(asyncio.get_running_loop(), uvloop.Loop)
                ana.sleep()
                for number in range(60):
                    clock.wind(100)
                    await mateo.command("chat.send", text=f"{number} " + "Ñandú " * 330)
                assert any(connection._lagging for connection in venue.live.heart._connections)
                ana.wake()
                await ana.until(lambda: ana.texts()[-1:] == mateo.texts()[-1:])
                await ana.send_raw("x" * 300_000)
                assert (await ana.shut())[0] == 4500
                await mateo.command("participant.mute", participant=ana.account.id, name="Ana")

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(story())


async def test_server_that_stops_answers_what_is_in_hand_and_says_restart(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Ben") as ben:
        id = await ana.ask("chat.send", text="just in time")
        await ben.until(lambda: ben.texts() == ["just in time"])
        await venue.server.shutdown(sockets=[socket.socket()])
        assert "position" in await ana.reply(id)
        assert (await ana.shut())[0] == 4001
        assert (await ben.shut())[0] == 4001
