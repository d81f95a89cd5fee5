"""H.264 payloads (RFC 6184) as a forwarder sees them: where a picture can be decoded from. Input: RTP payloads."""

from __future__ import annotations

_IDR, _SPS, _STAP_A, _FU_A = 5, 7, 24, 28


def is_keyframe(payload: bytes) -> bool:
    """Whether a packet begins a picture that needs no other: it starts an IDR slice or carries its parameter set."""
    if not payload:
        return False
    kind = payload[0] & 31
    if kind == _FU_A:
        return len(payload) > 1 and bool(payload[1] & 0x80) and payload[1] & 31 in (_IDR, _SPS)
    if kind != _STAP_A:
        return kind in (_IDR, _SPS)
    at = 1
    while at + 2 < len(payload):
        if payload[at + 2] & 31 in (_IDR, _SPS):
            return True
        at += 2 + int.from_bytes(payload[at : at + 2], "big")
    return False
