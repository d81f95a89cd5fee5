"""uvicorn's protocol class is still the one that FanoutProtocol extends; and ready frames work on both event loops.

When the first tests here fail after an update of uvicorn, read its class again and mend `server/live/fanout.py`.
"""

from __future__ import annotations

import asyncio
import datetime
import inspect
import os
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import uvicorn
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Close
from websockets.protocol import CLIENT, Protocol

from rooms import Role
from server.live.fanout import FanoutProtocol, Peer, close_frame
from server.settings import Settings
from server.stores import open_stores
from tests.conftest import WoundClock
from tests.venue import Venue, open_venue

USED_METHODS = {
    "data_received": ["data"],
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
    # Of the library beneath it: what it holds of a frame and of a message that have only begun.
    assert protocol.conn.reader.buffer == b""
    assert protocol.conn.current_size is None


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


LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


def on_loop(name: str, story: Callable[[], Awaitable[None]]) -> None:
    async def told() -> None:
        await story()

    with asyncio.Runner(loop_factory=LOOPS[name]) as runner:
        runner.run(told())


@pytest.mark.parametrize("loop", LOOPS)
def test_socket_has_left_the_fast_path_while_its_number_is_still_its_own(
    settings: Settings, loop: str
) -> None:
    """However a connection ends. After that the number may be the next socket's, who must read nothing of the room."""
    ends: list[tuple[bool, bool]] = []

    class Watched(FanoutProtocol):
        def connection_lost(self, exc: Exception | None) -> None:
            assert self.peer is not None
            assert self.peer.descriptor is not None
            still_ours = os.fstat(self.peer.descriptor).st_ino == self.inode
            super().connection_lost(exc)
            ends.append((still_ours, self.peer.gone and self.peer.on_lost is None))

        def handle_connect(self, event: object) -> None:
            super().handle_connect(event)  # type: ignore[arg-type]
            assert self.peer is not None
            assert self.peer.descriptor is not None
            self.inode = os.fstat(self.peer.descriptor).st_ino

    async def story() -> None:
        async with open_stores(settings) as stores:
            await stores.conferences.load_folder(settings.conferences)
            clock = WoundClock()
            async with open_venue(stores, clock, ws=Watched) as venue:
                mateo = await venue.enter("Mateo", Role.MODERATOR)
                for end in ("abort", "malformed", "removed", "goodbye"):
                    guest = await venue.enter(f"Guest, {end}")
                    clock.wind(1000)
                    if end == "abort":
                        guest._connection.transport.abort()
                    elif end == "malformed":
                        await guest.send_raw("{")
                    elif end == "removed":
                        await mateo.command(
                            "participant.remove", participant=guest.account.id, name=guest.account.name
                        )
                    else:
                        await guest.leave()
                    # Whoever connects now may be given the number, and hears only what it asked for.
                    for number in range(8):
                        reader, writer = await asyncio.open_connection("127.0.0.1", venue.port)
                        await mateo.command("chat.send", text=f"{end} {number}")
                        clock.wind(1000)
                        writer.write(b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        assert (await reader.read()).startswith(b"HTTP/1.1 404")
                        writer.close()
                [actor] = venue.live.actors.running()
                await mateo.until(lambda: len(ends) == 4 and len(actor.hub) == 1, "someone stays")
                await mateo.leave()

    on_loop(loop, story)
    assert ends == [(True, True)] * 5


@pytest.mark.parametrize("loop", LOOPS)
def test_frames_keep_their_order_where_some_go_directly_and_some_through_the_transport(
    settings: Settings, loop: str
) -> None:
    """A reader with small buffers gets parts of frames from either way, and each position once, in order."""

    async def story() -> None:
        async with open_stores(settings) as stores:
            await stores.conferences.load_folder(settings.conferences)
            clock = WoundClock()
            async with (
                open_venue(stores, clock, send_buffer=4096) as venue,
                await venue.enter("Mateo", Role.MODERATOR) as mateo,
                await venue.enter("Ana", receive_buffer=4096) as ana,
            ):
                for number in range(40):
                    clock.wind(100)
                    if number % 8 == 3:
                        ana.sleep()
                    if number % 8 == 7:
                        ana.wake()
                    await mateo.command(
                        "chat.send", text=f"{number} " + "Ñandú " * (330 if number % 3 else 1)
                    )
                ana.wake()
                await ana.until(lambda: ana.texts() == mateo.texts(), "Ana misses something")
                told = [frame["position"] for frame in ana.frames if frame["type"] == "delta"]
                assert told == sorted(told, key=lambda position: int(position.rpartition(":")[2]))

    on_loop(loop, story)


@pytest.mark.parametrize("loop", LOOPS)
def test_under_tls_nothing_is_written_past_the_transport(tmp_path: Path, loop: str) -> None:
    certificate, context = self_signed(tmp_path), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    peers: list[Peer] = []

    class Server(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport
            peers.append(Peer(self))  # type: ignore[arg-type]
            peers[0].write(b"secret")

    async def story() -> None:
        running = asyncio.get_running_loop()
        server = await running.create_server(Server, "127.0.0.1", 0, ssl=context)
        trusting = ssl.create_default_context(cafile=str(certificate))
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=trusting, server_hostname="localhost"
        )
        assert await reader.readexactly(6) == b"secret"
        writer.close()
        server.close()

    on_loop(loop, story)
    assert [peer.descriptor for peer in peers] == [None]


def self_signed(folder: Path) -> Path:
    """Make a certificate for localhost, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(plain + certificate.public_bytes(pem))
    return file
