"""The short way into a frame says what the library says, or nothing."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from server.live.masked import text_of
from tests.venue import Venue

MOST = 16 * 1024


def frame(text: str, opcode: Opcode = Opcode.TEXT, fin: bool = True) -> bytes:
    return Frame(opcode, text.encode(), fin).serialize(mask=True)


@given(st.text(max_size=400))
def test_text_is_what_was_sent(text: str) -> None:
    assert text_of(frame(text), MOST) == text


@pytest.mark.parametrize("size", [0, 1, 125, 126, MOST])
def test_text_of_any_size_up_to_the_bound_is_read(size: int) -> None:
    assert text_of(frame("x" * size), MOST) == "x" * size


OTHERS = {
    "nothing": b"",
    "no length": b"\x81",
    "cut short": frame("hello")[:-1],
    "more behind it": frame("hello") + b"\x81",
    "not the last piece": frame("hello", fin=False),
    "binary": frame("hello", Opcode.BINARY),
    "ping": frame("hello", Opcode.PING),
    "unmasked": Frame(Opcode.TEXT, b"unmasked").serialize(mask=False),
    "no character": Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True),
    "half a pair": Frame(Opcode.TEXT, b"\xed\xa0\x80").serialize(mask=True),
    "over the bound": frame("x" * (MOST + 1)),
    "far over the bound": frame("x" * 70_000),
    "reserved bit": b"\xc1" + frame("reserved bit")[1:],
    "long form of a short length": b"\x81\xfe\x00\x05" + frame("hello")[2:],
}


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
def test_anything_else_is_left_to_the_library(data: bytes) -> None:
    assert text_of(data, MOST) is None


async def test_texts_that_come_in_pieces_or_together_are_read_in_their_order(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        socket_, ids = ana._connection.transport, [f"c{number}" for number in range(6)]
        frames = [
            Frame(Opcode.TEXT, json.dumps({"type": "command", "id": id, "command": said}).encode()).serialize(
                mask=True
            )
            for id in ids
            for said in [{"type": "chat.send", "text": f"as {id}"}]
        ]
        socket_.write(frames[0])
        socket_.write(frames[1] + frames[2])
        socket_.write(frames[3][:7])
        # What follows a frame that has only begun belongs to it.
        await asyncio.sleep(0)
        socket_.write(frames[3][7:])
        socket_.write(frames[4] + frames[5])
        for id in ids:
            assert "position" in await ana.reply(id)
        await ana.until(lambda: ana.texts() == [f"as {id}" for id in ids])
