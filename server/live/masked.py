"""What a browser sends nearly always: one short text frame, whole and alone in what was read (RFC 6455 section 5.2).

Input: the bytes that a socket gave. Anything else, and whatever is wrong, is left to the library, which knows all of the
RFC; it takes ten times as long, which a room of a thousand pays for each message and for each answer to a ping.
"""

from __future__ import annotations

from typing import Final

_FINAL_TEXT: Final = 0x81
_MASKED: Final = 0x80
_IN_TWO_BYTES: Final = 126
_MASK_BYTES: Final = 4


def text_of(data: bytes, most: int) -> str | None:
    """Return the text of a masked, final text frame of at most `most` bytes; None where `data` is not exactly one."""
    if len(data) < 2 + _MASK_BYTES or data[0] != _FINAL_TEXT or not data[1] & _MASKED:
        return None
    size, begin = data[1] - _MASKED, 2
    if size == _IN_TWO_BYTES:
        size, begin = int.from_bytes(data[2:4], "big"), 4
        if size < _IN_TWO_BYTES:
            return None
    begin += _MASK_BYTES
    if size > most or len(data) != begin + size:
        return None
    try:
        return _unmasked(data[begin - _MASK_BYTES : begin], data[begin:]).decode()
    except UnicodeDecodeError:
        return None


def _unmasked(mask: bytes, payload: bytes) -> bytes:
    """RFC 6455 section 5.3, for all bytes at once: as two long numbers."""
    size = len(payload)
    cover = (mask * (size // _MASK_BYTES + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(cover, "big")).to_bytes(size, "big")
