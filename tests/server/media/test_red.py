"""Redundant audio: reading, renumbering, and what strangers may send."""

from hypothesis import given
from hypothesis import strategies as st

from server.media import red

# One redundant block of 4 octets, 960 samples earlier, then the primary.
PACKET = (1 << 31 | 111 << 24 | 960 << 10 | 4).to_bytes(4, "big") + bytes((111,)) + b"past" + b"present"


def test_blocks_are_read_with_the_newest_last() -> None:
    assert red.parse(PACKET) == [red.Block(960, 111, b"past"), red.Block(0, 111, b"present")]
    assert red.parse(bytes((111,)) + b"alone") == [red.Block(0, 111, b"alone")]


def test_every_block_gets_the_receivers_payload_type() -> None:
    assert red.parse(red.retype(PACKET, 96)) == [red.Block(960, 96, b"past"), red.Block(0, 96, b"present")]


@given(st.binary(max_size=60))
def test_any_octets_are_blocks_or_none(payload: bytes) -> None:
    found = red.parse(payload)
    if found is not None:
        assert sum(len(block.payload) for block in found) < len(payload)
        assert [block.payload for block in red.parse(red.retype(payload, 5)) or ()] == [
            block.payload for block in found
        ]
