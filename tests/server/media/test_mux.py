"""The one UDP port: who is let in, what strangers get, and how the silent are forgotten."""

import os
import random
import socket

import pytest

from server.media import stun
from server.media.configuration import Configuration
from server.media.dtls import Identity
from server.media.mux import Mux
from server.media.port import Publish, ResourceClosed, Source
from server.media.transport import MOST_ADDRESSES, MOST_HANDSHAKE_DATAGRAMS
from tests.server.media.peers import (
    ROOM,
    SPEAKER,
    Scripted,
    Wound,
    added,
    collected,
    forwarder,
    publish,
    subscribe,
    until,
    video,
)


def stranger(port: int) -> socket.socket:
    """A socket that speaks to the engine without being known."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.connect(("127.0.0.1", port))
    return made


async def test_strangers_get_no_answer_and_disturb_nobody() -> None:
    async with forwarder() as engine:
        speaker, viewer = Scripted(), Scripted()
        await publish(engine, speaker)
        await subscribe(engine, viewer)
        chance = random.Random(7)
        with stranger(engine.place.port) as unknown:
            unknown.send(stun.request("nobody:me", b"guess"))
            for first in range(256):
                unknown.send(bytes((first,)) + chance.randbytes(chance.randrange(200)))
            speaker.remote.send(video(1, key=True))
            await until(lambda: viewer.packets, "a frame in spite of the noise")
            stats = await engine.stats()
            assert stats.dropped["stun.stranger"] == 1
            assert stats.dropped["stranger"] > 100
            with pytest.raises(BlockingIOError):
                unknown.recv(2048)


async def test_check_with_a_wrong_password_is_not_answered() -> None:
    async with forwarder() as engine:
        speaker = Scripted()
        await publish(engine, speaker)
        name, _ = speaker.remote._check
        with stranger(engine.place.port) as unknown:
            unknown.send(stun.request(name, b"guess"))
            speaker.remote.send(video(1, key=True))
            await until(lambda: engine._mux.received > 3, "the check to arrive")
            with pytest.raises(BlockingIOError):
                unknown.recv(2048)


async def test_known_peer_that_sends_nonsense_is_counted_and_kept() -> None:
    async with forwarder() as engine:
        speaker, viewer = Scripted(), Scripted()
        await publish(engine, speaker)
        await subscribe(engine, viewer)
        for size in (1, 11, 12, 40, 1200):
            speaker.remote._write(b"\x80" + os.urandom(size))
            speaker.remote._write(b"\x80\xc8" + os.urandom(size))
            speaker.remote._write(b"\x16\xfe\xfd" + os.urandom(size))
            viewer.remote.send_control(b"\x81\xcd\0\0" + os.urandom(size + 12))
            speaker.remote.send(b"\x90\x60" + os.urandom(10) + b"\xbe\xde\0\1" + os.urandom(size % 1200 + 4))
        speaker.remote.send(video(1, key=True))
        await until(lambda: viewer.sequences(96), "a frame in spite of the nonsense")


async def test_peer_without_a_sign_of_life_is_forgotten_after_half_a_minute() -> None:
    clock = Wound()
    async with forwarder(clock) as engine:
        told = collected(engine)
        viewer = Scripted()
        await subscribe(engine, viewer)
        viewer.remote.close(quietly=True)
        clock.ahead += 20
        await until(lambda: engine._turn > 25, "a second of ticks")
        assert len((await engine.stats()).subscribers) == 1
        clock.ahead += 11
        await until(
            lambda: any(isinstance(each, ResourceClosed) for each in told), "the peer to be forgotten"
        )
        assert [each.reason for each in told if isinstance(each, ResourceClosed)] == ["silent"]


async def test_offer_that_nobody_follows_up_is_forgotten() -> None:
    clock = Wound()
    async with forwarder(clock) as engine:
        told = collected(engine)
        remote = Scripted().remote
        await engine.publish(Publish(ROOM, SPEAKER, (Source.CAMERA,), remote.offer("sendonly", "v")))
        clock.ahead += 16
        await until(
            lambda: any(isinstance(each, ResourceClosed) for each in told), "the offer to be forgotten"
        )


async def test_publisher_that_has_fallen_silent_gives_way_without_being_asked() -> None:
    clock = Wound()
    async with forwarder(clock) as engine:
        told = collected(engine)
        first, second = Scripted(), Scripted()
        await publish(engine, first)
        first.remote.close(quietly=True)
        clock.ahead += 4
        await publish(engine, second)
        await added(told, 2)


async def test_handshake_that_never_ends_is_cut_off() -> None:
    async with forwarder() as engine:
        told = collected(engine)
        remote = Scripted().remote
        answer = await engine.publish(Publish(ROOM, SPEAKER, (Source.CAMERA,), remote.offer("sendonly", "v")))
        remote.begin(answer.sdp)
        remote._handshake = None
        for _ in range(MOST_HANDSHAKE_DATAGRAMS + 2):
            remote._write(b"\x16\xfe\xfd" + bytes(60))
        await until(lambda: any(isinstance(each, ResourceClosed) for each in told), "the peer to be cut off")
        assert [each.reason for each in told if isinstance(each, ResourceClosed)] == ["handshake"]


async def test_peer_that_moves_on_and_on_keeps_few_addresses() -> None:
    async with forwarder() as engine:
        speaker, viewer = Scripted(), Scripted()
        await publish(engine, speaker)
        await subscribe(engine, viewer)
        transport = next(iter(engine._subscribers.values())).transport
        name, key = viewer.remote._check
        moves = [stranger(engine.place.port) for _ in range(40)]
        for moved in moves:
            moved.send(stun.request(name, key))
        last = moves[-1].getsockname()
        await until(lambda: transport.address == last, "the last address to be taken")
        assert len(transport.addresses) <= MOST_ADDRESSES
        speaker.remote.send(video(1, key=True))

        def heard() -> bool:
            try:
                return moves[-1].recv(2048)[0] > 127
            except BlockingIOError:
                return False

        await until(heard, "a frame at the last address")
        for moved in moves:
            moved.close()


async def test_taken_port_is_an_error_that_leaves_no_socket_open() -> None:
    async with forwarder() as engine:
        with pytest.raises(OSError, match="in use"):
            Mux(Identity(), ("127.0.0.2", "127.0.0.1"), engine.place.port, Wound())
        again = Mux(Identity(), ("127.0.0.2",), engine.place.port, Wound())
        again.close()


def test_candidates_are_the_bound_addresses_unless_others_are_told() -> None:
    assert Configuration(("127.0.0.1", "::1")).reachable() == ("127.0.0.1", "::1")
    assert Configuration(("0.0.0.0",), advertised=("198.51.100.7",)).reachable() == ("198.51.100.7",)
    found = Configuration(("0.0.0.0",)).reachable()
    assert "127.0.0.1" in found
    assert found.index("127.0.0.1") == len(found) - 1
