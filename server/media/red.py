"""Redundant audio (RFC 2198): each packet repeats what the ones before it carried. Input: RTP payloads."""

from __future__ import annotations

from typing import NamedTuple


class Block(NamedTuple):
    """One block of a payload: how long before the packet's timestamp it began, and its encoded sound."""

    earlier: int
    payload_type: int
    payload: bytes


def parse(payload: bytes) -> list[Block] | None:
    """Read the blocks, the newest (primary) last; None when their lengths do not fit."""
    heads: list[tuple[int, int, int]] = []
    at = 0
    while True:
        if at >= len(payload):
            return None
        if not payload[at] & 0x80:
            break
        if at + 4 > len(payload):
            return None
        word = int.from_bytes(payload[at : at + 4], "big")
        heads.append((word >> 10 & 0x3FFF, word >> 24 & 127, word & 0x3FF))
        at += 4
    primary_type = payload[at] & 127
    at += 1
    found = []
    for earlier, kind, length in heads:
        if at + length > len(payload):
            return None
        found.append(Block(earlier, kind, payload[at : at + length]))
        at += length
    return [*found, Block(0, primary_type, payload[at:])]


def retype(payload: bytes, payload_type: int) -> bytes:
    """Give every block another payload type, as the receiver numbers it; the payload must have been parsed."""
    written = bytearray(payload)
    at = 0
    while written[at] & 0x80:
        written[at] = 0x80 | payload_type
        at += 4
    written[at] = payload_type
    return bytes(written)
