"""The VP8 payload descriptor (RFC 7741 §4.2) and its renumbering. Input: payloads of RTP packets."""

from __future__ import annotations

from typing import NamedTuple


class Descriptor(NamedTuple):
    """A payload descriptor. Positions are offsets into the payload, 0 where the field is absent."""

    size: int
    starts_frame: bool
    picture: int
    picture_at: int
    picture_bits: int
    zero: int  # TL0PICIDX
    zero_at: int
    temporal: int


def parse(payload: bytes) -> Descriptor | None:
    """Read the descriptor; None when the payload is too short for it."""
    length = len(payload)
    if not length:
        return None
    first, size = payload[0], 1
    picture = picture_at = picture_bits = zero = zero_at = temporal = 0
    if first & 0x80:
        if length < 2:
            return None
        extended, size = payload[1], 2
        if extended & 0x80:
            if length < size + 1:
                return None
            picture_at = size
            if payload[size] & 0x80:
                if length < size + 2:
                    return None
                picture, picture_bits = (payload[size] & 0x7F) << 8 | payload[size + 1], 15
                size += 2
            else:
                picture, picture_bits = payload[size], 7
                size += 1
        if extended & 0x40:
            if length < size + 1:
                return None
            zero, zero_at = payload[size], size
            size += 1
        if extended & 0x30:
            if length < size + 1:
                return None
            temporal = payload[size] >> 6 if extended & 0x20 else 0
            size += 1
    return Descriptor(
        size, bool(first & 0x10) and not first & 7, picture, picture_at, picture_bits, zero, zero_at, temporal
    )


def is_keyframe(payload: bytes, descriptor: Descriptor) -> bool:
    """Whether this is the first packet of a keyframe (RFC 7741 §4.3: the P bit is inverted)."""
    return descriptor.starts_frame and len(payload) > descriptor.size and not payload[descriptor.size] & 1


def renumber(
    packet: bytearray | memoryview, at: int, descriptor: Descriptor, pictures: int, zeros: int
) -> None:
    """Add to the picture id and TL0PICIDX of a payload that begins at `at`, modulo their widths."""
    if descriptor.picture_bits == 15:
        value = descriptor.picture + pictures & 0x7FFF
        packet[at + descriptor.picture_at] = 0x80 | value >> 8
        packet[at + descriptor.picture_at + 1] = value & 255
    elif descriptor.picture_bits == 7:
        packet[at + descriptor.picture_at] = descriptor.picture + pictures & 0x7F
    if descriptor.zero_at:
        packet[at + descriptor.zero_at] = descriptor.zero + zeros & 255
