"""RTP packets (RFC 3550 §5) with header extensions (RFC 8285), as bytes. Input: decrypted packets from the network.

Parsers give None for what cannot be read; they never raise on bytes from outside.
"""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple

HEADER = Struct("!BBHII")
_U16 = Struct("!H")
_ONE_BYTE = 0xBEDE
_TWO_BYTE = 0x1000


class Header(NamedTuple):
    """A packet's header. `marker` is 0x80 or 0; positions are offsets into the packet; padding is cut off at `end`."""

    payload_type: int
    marker: int
    sequence: int
    timestamp: int
    ssrc: int
    start: int
    end: int
    extensions: dict[int, tuple[int, int]]


_NO_EXTENSIONS: dict[int, tuple[int, int]] = {}


def parse(data: bytes) -> Header | None:
    """Read a packet's header; None when it is not RTP or its lengths do not fit."""
    size = len(data)
    if size < 12 or data[0] >> 6 != 2:
        return None
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
    start = 12 + 4 * (first & 15)
    extensions = _NO_EXTENSIONS
    if first & 0x10:
        if start + 4 > size:
            return None
        words = _U16.unpack_from(data, start + 2)[0]
        begin, start = start + 4, start + 4 + 4 * words
        if start > size:
            return None
        extensions = _elements(data, begin, start)
    end = size
    if first & 0x20:
        if start >= size or data[-1] == 0:
            return None
        end = size - data[-1]
    if start > end:
        return None
    return Header(second & 127, second & 0x80, sequence, timestamp, ssrc, start, end, extensions)


def _elements(data: bytes, begin: int, end: int) -> dict[int, tuple[int, int]]:
    """Positions and lengths of the extension elements by id; a broken element ends the list."""
    profile = _U16.unpack_from(data, begin - 4)[0]
    found: dict[int, tuple[int, int]] = {}
    if profile == _ONE_BYTE:
        while begin < end:
            number, length = data[begin] >> 4, (data[begin] & 15) + 1
            if data[begin] == 0:
                begin += 1
                continue
            if number == 15 or begin + 1 + length > end:
                break
            found[number] = (begin + 1, length)
            begin += 1 + length
    elif profile & 0xFFF0 == _TWO_BYTE:
        while begin < end:
            if data[begin] == 0:
                begin += 1
                continue
            if begin + 2 > end or begin + 2 + data[begin + 1] > end:
                break
            found[data[begin]] = (begin + 2, data[begin + 1])
            begin += 2 + data[begin + 1]
    return found


def build(
    payload_type: int,
    marker: int,
    sequence: int,
    timestamp: int,
    ssrc: int,
    payload: bytes,
    elements: bytes = b"",
) -> bytes:
    """Write a packet; `elements` are one-byte extension elements without their header."""
    if elements:
        elements += b"\0" * (-len(elements) % 4)
        return (
            HEADER.pack(0x90, marker | payload_type, sequence, timestamp, ssrc)
            + b"\xbe\xde"
            + _U16.pack(len(elements) // 4)
            + elements
            + payload
        )
    return HEADER.pack(0x80, marker | payload_type, sequence, timestamp, ssrc) + payload


def element(number: int, value: bytes) -> bytes:
    """One extension element of the one-byte form; the id is 1 to 14, the value 1 to 16 bytes."""
    return bytes((number << 4 | len(value) - 1,)) + value


def unwrap(sequence: int, near: int) -> int:
    """Extend a 16-bit sequence number to the integer closest to `near`, the highest one seen."""
    forward = (sequence - near) & 0xFFFF
    return near + forward if forward < 0x8000 else near + forward - 0x10000
