"""The crowd's frame reader and the stamps in messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from tests.load.frames import BrokenFrame, FrameReader, client_frame, restamped, server_frame, stamp, stamps

SIZES = (0, 1, 125, 126, 65535, 65536, 200_000)


@pytest.mark.parametrize("size", SIZES)
def test_frame_of_any_size_is_read_as_it_was_written(size: int) -> None:
    payload = b"x" * size
    assert FrameReader().feed(server_frame(payload)) == [(Opcode.TEXT, payload)]


@given(
    payloads=st.lists(st.binary(max_size=300), max_size=6),
    cuts=st.lists(st.integers(min_value=1, max_value=90), min_size=1, max_size=8),
)
def test_messages_do_not_depend_on_how_the_network_cut_them(payloads: list[bytes], cuts: list[int]) -> None:
    stream, reader = b"".join(server_frame(payload) for payload in payloads), FrameReader()
    heard, turn = [], 0
    while stream:
        cut = cuts[turn % len(cuts)]
        heard += reader.feed(stream[:cut])
        stream, turn = stream[cut:], turn + 1
    assert [payload for _, payload in heard] == payloads
    assert reader.idle


def test_fragments_are_one_message_and_a_ping_may_come_between_them() -> None:
    stream = (
        Frame(Opcode.TEXT, b"Hola ", fin=False).serialize(mask=False)
        + Frame(Opcode.PING, b"?").serialize(mask=False)
        + Frame(Opcode.CONT, b"a ", fin=False).serialize(mask=False)
        + Frame(Opcode.CONT, b"todos").serialize(mask=False)
    )
    reader = FrameReader()
    assert reader.feed(stream[:-1]) == [(Opcode.PING, b"?")]
    assert not reader.idle
    assert reader.feed(stream[-1:]) == [(Opcode.TEXT, b"Hola a todos")]
    assert reader.idle


@pytest.mark.parametrize(
    "broken",
    [
        client_frame(b"masked"),
        b"\xc1\x01x",
        Frame(Opcode.CONT, b"of nothing").serialize(mask=False),
        Frame(Opcode.TEXT, b"one", fin=False).serialize(mask=False) + server_frame(b"two"),
    ],
    ids=["masked", "reserved bit", "continuation alone", "message inside a message"],
)
def test_broken_stream_is_refused(broken: bytes) -> None:
    with pytest.raises(BrokenFrame):
        FrameReader().feed(broken)


def test_stamps_are_found_without_decoding_and_can_be_renewed() -> None:
    payload = f'{{"a": "one {stamp()}", "b": "two {stamp()}", "c": "@@12"}}'.encode()
    first, second = stamps(payload)
    assert first <= second
    renewed = restamped(payload)
    assert len(renewed) == len(payload)
    assert min(stamps(renewed)) >= second
