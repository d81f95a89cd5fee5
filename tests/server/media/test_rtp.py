"""RTP headers and header extensions, by values and by what strangers may send."""

from hypothesis import given
from hypothesis import strategies as st

from server.media import rtp


def read(data: bytes) -> rtp.Header:
    header = rtp.parse(data)
    assert header is not None
    return header


def test_built_packet_is_read_back() -> None:
    elements = rtp.element(3, b"abc") + rtp.element(1, b"\x85")
    data = rtp.build(96, 0x80, 65535, 4_000_000_000, 0xDEADBEEF, b"payload", elements)
    header = read(data)
    assert header[:5] == (96, 0x80, 65535, 4_000_000_000, 0xDEADBEEF)
    assert data[header.start : header.end] == b"payload"
    assert {number: data[at : at + size] for number, (at, size) in header.extensions.items()} == {
        3: b"abc",
        1: b"\x85",
    }


def test_contributing_sources_and_padding_are_no_payload() -> None:
    data = bytes((0xA2, 96)) + bytes(10) + bytes(8) + b"payload" + b"\0\0\3"
    header = read(data)
    assert data[header.start : header.end] == b"payload"


def test_packet_of_padding_alone_has_an_empty_payload() -> None:
    header = read(bytes((0xA0, 96)) + bytes(10) + b"\0\0\0\4")
    assert header.start == header.end


def test_two_byte_extensions_are_read() -> None:
    data = bytes((0x90, 96)) + bytes(10) + b"\x10\x00\x00\x02" + b"\x11\x02ab" + b"\x01\x00\x00\x00" + b"x"
    header = read(data)
    at, size = header.extensions[0x11]
    assert data[at : at + size] == b"ab"
    assert header.extensions[1][1] == 0


def test_lengths_that_do_not_fit_are_no_packet() -> None:
    assert rtp.parse(bytes((0x90, 96)) + bytes(10) + b"\xbe\xde\x00\x09") is None
    assert rtp.parse(bytes((0xA0, 96)) + bytes(10) + b"\xff") is None
    assert rtp.parse(bytes((0x8F, 96)) + bytes(10)) is None
    assert rtp.parse(bytes((0x40, 96)) + bytes(10)) is None


@given(st.binary(max_size=80))
def test_any_octets_are_a_packet_within_their_bounds_or_none(data: bytes) -> None:
    for candidate in (data, b"\x80\x60" + data, b"\xb0\x60" + bytes(10) + b"\xbe\xde" + data):
        header = rtp.parse(candidate)
        if header is not None:
            assert 12 <= header.start <= header.end <= len(candidate)
            assert all(at > 0 and at + size <= header.start for at, size in header.extensions.values())


@given(st.integers(0, 1 << 40), st.integers(-0x7FFF, 0x7FFF))
def test_sequence_number_is_extended_to_the_nearest(near: int, distance: int) -> None:
    assert rtp.unwrap((near + distance) & 0xFFFF, near) == near + distance
