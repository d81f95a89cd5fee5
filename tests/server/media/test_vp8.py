"""The VP8 payload descriptor, its renumbering, and the keyframes of VP8 and H.264."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media import h264, vp8

# X S | I L T K | 15-bit picture id 300 | TL0PICIDX 9 | TID 1, Y, KEYIDX 3 | the frame's first octet
FULL = bytes((0x90, 0xF0, 0x81, 0x2C, 0x09, 0x63, 0x00))


def read(payload: bytes) -> vp8.Descriptor:
    descriptor = vp8.parse(payload)
    assert descriptor is not None
    return descriptor


def test_full_descriptor_is_read() -> None:
    descriptor = read(FULL)
    assert descriptor == vp8.Descriptor(6, True, 300, 2, 15, 9, 4, 1)
    assert vp8.is_keyframe(FULL, descriptor)
    assert not vp8.is_keyframe(FULL[:-1] + b"\x01", descriptor)


def test_shortest_descriptor_has_no_numbers() -> None:
    assert read(b"\x10\x01") == vp8.Descriptor(1, True, 0, 0, 0, 0, 0, 0)
    assert not read(b"\x00\x00").starts_frame


def test_renumbering_keeps_width_and_wraps() -> None:
    payload = bytearray(b"head" + FULL)
    vp8.renumber(payload, 4, read(FULL), 0x7FFF, 250)
    changed = read(bytes(payload[4:]))
    assert (changed.picture, changed.zero, changed.picture_bits) == (299, 3, 15)
    short = bytes((0x90, 0x80, 0x7F, 0x00))
    payload = bytearray(short)
    vp8.renumber(payload, 0, read(short), 2, 0)
    assert read(bytes(payload)).picture == 1


@given(st.binary(max_size=12))
def test_any_octets_are_a_descriptor_within_their_bounds_or_none(payload: bytes) -> None:
    descriptor = vp8.parse(payload)
    if descriptor is not None:
        assert 1 <= descriptor.size <= len(payload)
        vp8.is_keyframe(payload, descriptor)
        vp8.renumber(bytearray(payload), 0, descriptor, 5, 5)


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        ("65b8", True),  # IDR slice
        ("6742", True),  # sequence parameter set
        ("4101", False),  # other slice
        ("7c85", True),  # FU-A, first piece of an IDR slice
        ("7c05", False),  # FU-A, later piece
        ("7c81", False),  # FU-A of another slice
        ("78000268ce000365b800", True),  # STAP-A: PPS, IDR
        ("780002410100026800", False),
        ("", False),
        ("7c", False),
        ("78ffff", False),
    ],
)
def test_h264_keyframe_is_known_by_its_first_packet(payload: str, key: bool) -> None:
    assert h264.is_keyframe(bytes.fromhex(payload)) is key


@given(st.binary(max_size=40))
def test_any_h264_payload_can_be_asked(payload: bytes) -> None:
    h264.is_keyframe(payload)
    h264.is_keyframe(b"\x78" + payload)
