"""The crowd beside the bare loop, and a writer through a lost connection."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.load.crowd import Address, Crowd, Disturbed
from tests.load.durability import compare
from tests.load.frames import stamp
from tests.load.seat import join, leave
from tests.load.served import bare
from tests.load.talk import BareFeed, Tape
from tests.load.writer import Writer

GREETING = [b'{"type": "welcome"}', b'{"type": "snapshot", "position": "k:1", "view": {}}']
SEATS = 8


@asynccontextmanager
async def bare_room() -> AsyncIterator[tuple[Crowd, Address, BareFeed]]:
    async with bare(core=None) as (_, address, port):
        feed = await BareFeed.open(port)
        feed.greet_with(GREETING)
        crowd = Crowd()
        try:
            yield crowd, address, feed
        finally:
            leave(crowd)
            feed.close()


def delta(*texts: str) -> bytes:
    changes = {f"chat/m{number}": {"text": text} for number, text in enumerate(texts)}
    return json.dumps({"type": "delta", "position": "k:2", "changes": changes}).encode()


async def test_every_seat_hears_every_frame_once() -> None:
    async with bare_room() as (crowd, address, feed):
        joins = await join(crowd, address, [""] * SEATS, within_s=0.1)
        assert len(joins) == SEATS
        crowd.forget()
        one, two = delta(f"Hola {stamp()}"), delta(f"Hi {stamp()}", f"Salut {stamp()}", "x" * 70_000)
        tape = Tape(((0.0, one), (0.02, two), (0.04, one)))
        await feed.play(tape, crowd)
        assert {seat.deltas for seat in crowd.seats} == {3}
        assert {seat.messages for seat in crowd.seats} == {4}
        waits = crowd.waits()
        assert len(waits) == 4 * SEATS
        assert all(0 <= wait < 10_000_000 for wait in waits)


async def test_lost_connection_ends_a_measurement_and_is_not_counted_away() -> None:
    async with bare_room() as (crowd, address, feed):
        await join(crowd, address, [""] * SEATS, within_s=0.1)
        crowd.seats[3].connection_lost(None)
        with pytest.raises(Disturbed, match="seat 3"):
            await feed.play(Tape(((0.0, delta("Hola")),)), crowd)


async def test_writer_comes_back_with_its_position_and_asks_again_with_the_same_id() -> None:
    hellos: list[dict[str, str]] = []
    commands: list[str] = []

    async def room(connection: ServerConnection) -> None:
        hellos.append(json.loads(await connection.recv()))
        kind = "delta" if "position" in hellos[-1] else "snapshot"
        await connection.send(json.dumps({"type": kind, "position": f"k:{len(hellos)}"}))
        try:
            async for frame in connection:
                commands.append(json.loads(frame)["id"])
                if len(hellos) == 1:
                    await connection.close(4001)
                    return
                await connection.send(json.dumps({"type": "reply", "id": commands[-1], "position": "k:9"}))
        except ConnectionClosed:
            return

    async with serve(room, "127.0.0.1", 0) as server, asyncio.timeout(20):
        port = next(iter(server.sockets)).getsockname()[1]
        writer = Writer(Address(port, "/", "http://localhost"), "", 7)
        writer.enter()
        writer.say_more()
        writer.say_more()
        try:
            while writer.unanswered or not writer.here:
                writer.check()
                await asyncio.sleep(0.01)
        finally:
            await writer.leave()
    assert [hello.get("position") for hello in hellos] == [None, "k:1"]
    assert commands[-2:] == ["s7-0", "s7-1"]
    assert commands[0] == "s7-0"
    assert writer.said() == ["Writer 7 writes line 0.", "Writer 7 writes line 1."]


def test_missing_double_and_disordered_messages_are_counted() -> None:
    said = [["a1", "a2", "a3"], ["b1", "b2"]]
    shown = ["a2", "b1", "a1", "a3", "b1"]
    room = {f"chat/{n}": {"number": n, "text": text} for n, text in enumerate(shown, start=1)}
    assert compare(said, room) == {"acknowledged": 5, "missing": 1, "duplicates": 1, "out_of_order": 1}
