"""A ready frame: one unmasked, final, uncompressed text frame of a server (RFC 6455 section 5.2), as bytes.

It is made once and written to every socket that shall have it.
"""

from __future__ import annotations

from struct import pack

_FINAL_TEXT = 0x81


def ready(payload: bytes) -> bytes:
    """Put the frame's header before UTF-8 text."""
    size = len(payload)
    if size < 126:
        return pack("!BB", _FINAL_TEXT, size) + payload
    if size < 65_536:
        return pack("!BBH", _FINAL_TEXT, 126, size) + payload
    return pack("!BBQ", _FINAL_TEXT, 127, size) + payload


def payload_of(frame: bytes) -> bytes:
    """Return the text of a ready frame, for a server that frames by itself."""
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :]
