"""Transport-wide feedback: which packets of a publisher arrived when, so that it can estimate its bandwidth.

Source: draft-holmer-rmcat-transport-wide-cc-extensions-01. Input: the sequence numbers of arriving packets.
"""

from __future__ import annotations

from struct import Struct

from server.media import rtp
from server.media.rtcp import TRANSPORT_CC, TRANSPORT_FEEDBACK

MOST_PACKETS = 400
_HEAD = Struct("!BBHIIHHI")
_TICK_US = 250
_REFERENCE_US = 64_000


class Arrivals:
    """Arrivals since the last feedback. Feedback covers numbers without gaps, so that losses are told too."""

    def __init__(self, sender: int) -> None:
        self._sender = sender
        self._highest: int | None = None
        self._next: int | None = None
        self._arrived: dict[int, int] = {}
        self._count = 0
        self._ssrc = 0

    def note(self, sequence: int, ssrc: int, microseconds: int) -> None:
        """A packet with this transport-wide number arrived."""
        number = sequence if self._highest is None else rtp.unwrap(sequence, self._highest)
        if self._highest is None or number > self._highest:
            self._highest = number
        if self._next is None:
            self._next = number
        if number >= self._next and len(self._arrived) < MOST_PACKETS:
            self._arrived[number] = microseconds
        self._ssrc = ssrc

    def feedback(self) -> bytes | None:
        """The feedback packet about what arrived since the last one; None when nothing did."""
        if not self._arrived or self._next is None:
            return None
        last = max(self._arrived)
        first = self._next if last - self._next < MOST_PACKETS else min(self._arrived)
        last = min(last, first + MOST_PACKETS - 1)
        times = [self._arrived.get(number) for number in range(first, last + 1)]
        packet = _encode(self._sender, self._ssrc, first, times, self._count)
        self._count += 1
        self._next = last + 1
        self._arrived.clear()
        return packet


def _encode(sender: int, ssrc: int, first: int, times: list[int | None], count: int) -> bytes:
    reference = next(time for time in times if time is not None) // _REFERENCE_US
    before = reference * _REFERENCE_US
    symbols: list[int] = []
    deltas = bytearray()
    for time in times:
        if time is None:
            symbols.append(0)
            continue
        delta = (time - before) // _TICK_US
        if 0 <= delta <= 255:
            symbols.append(1)
            deltas.append(delta)
        else:
            delta = max(-32768, min(32767, delta))
            symbols.append(2)
            deltas += (delta & 0xFFFF).to_bytes(2, "big")
        before += delta * _TICK_US
    chunks = bytearray()
    for at in range(0, len(symbols), 7):
        chunk = 0xC000
        for place, symbol in enumerate(symbols[at : at + 7]):
            chunk |= symbol << 12 - 2 * place
        chunks += chunk.to_bytes(2, "big")
    body = bytes(chunks + deltas)
    padding = -len(body) % 4
    if padding:
        body += b"\0" * (padding - 1) + bytes((padding,))
    return (
        _HEAD.pack(
            0x80 | (0x20 if padding else 0) | TRANSPORT_CC,
            TRANSPORT_FEEDBACK,
            4 + len(body) // 4,
            sender,
            ssrc,
            first & 0xFFFF,
            len(times),
            (reference & 0xFFFFFF) << 8 | count & 255,
        )
        + body
    )
