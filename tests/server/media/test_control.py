"""The line to the engine's process: what is written is read, and a broken line is an ended one."""

import asyncio

import msgspec
import pytest

from server.media import control
from server.media.configuration import Configuration
from server.media.port import AudioLevels, MediaEngine, Publish, Source
from tests.server.media.peers import ROOM, SPEAKER


def reader(*pieces: bytes) -> asyncio.StreamReader:
    made = asyncio.StreamReader()
    for piece in pieces:
        made.feed_data(piece)
    made.feed_eof()
    return made


async def test_frames_are_read_one_by_one_until_the_line_ends() -> None:
    first = control.frame(control.Configure(Configuration(("::1",), 5004)))
    second = control.frame(control.Told(AudioLevels(ROOM, {})))
    line = reader(first[:3], first[3:] + second)
    content = await control.read_frame(line)
    assert content is not None
    assert control.read_downward(content) == control.Configure(Configuration(("::1",), 5004))
    content = await control.read_frame(line)
    assert content is not None
    assert control.read_upward(content) == control.Told(AudioLevels(ROOM, {}))
    assert await control.read_frame(line) is None


async def test_cut_or_monstrous_frame_ends_the_line() -> None:
    assert await control.read_frame(reader(control.frame(control.Ping())[:-1])) is None
    assert await control.read_frame(reader((control.LARGEST + 1).to_bytes(4, "big"))) is None


def test_call_carries_its_arguments() -> None:
    request = Publish(ROOM, SPEAKER, (Source.SCREEN,), "offer", replace=True)
    call = control.Call(1, "publish", control.raw((request,)))
    read = control.read_downward(msgspec.msgpack.encode(call))
    assert isinstance(read, control.Call)
    assert control.arguments_of(read) == (request,)
    with pytest.raises(msgspec.ValidationError):
        control.arguments_of(control.Call(1, "publish", control.raw(("no request",))))


def test_every_request_of_the_port_can_be_called_over_the_line() -> None:
    local = {"listen", "close"}
    asked = {name for name in vars(MediaEngine) if not name.startswith("_")} - local
    # Beside the port's, what only an engine that packs broadcasts can do.
    assert set(control.METHODS) == asked | {"broadcast"}
