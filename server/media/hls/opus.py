"""Opus packets (RFC 6716, RFC 7587): how long one lasts, and one that is silent. Input: RTP payloads."""

from __future__ import annotations

RATE = 48_000
# One frame of 20 ms of stereo CELT that decodes to nothing.
SILENCE = b"\xfc\xff\xfe"
FRAME = 960

_SILK, _HYBRID, _CELT = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)
_LONGEST = 5760


def duration_of(payload: bytes) -> int | None:
    """How many samples at 48 kHz a packet lasts (RFC 6716 §3.1, §3.2); None when it cannot be one."""
    if not payload:
        return None
    settings, code = payload[0] >> 3, payload[0] & 3
    if settings < 12:
        frame = _SILK[settings & 3]
    elif settings < 16:
        frame = _HYBRID[settings & 1]
    else:
        frame = _CELT[settings & 3]
    if code == 3:
        if len(payload) < 2:
            return None
        count = payload[1] & 63
    else:
        count = 1 if code == 0 else 2
    samples = frame * count
    return samples if 0 < samples <= _LONGEST else None
