"""STUN messages (RFC 8489) as an ICE-lite agent needs them (RFC 8445 §2.5): binding requests in, answers out.

Input: datagrams from strangers. `parse` gives None for what is not STUN; nothing here raises on bytes from outside.
"""

from __future__ import annotations

import hmac
import os
import socket
import zlib
from struct import Struct, pack
from typing import NamedTuple

REQUEST, INDICATION, SUCCESS, FAILURE = 0x0001, 0x0011, 0x0101, 0x0111
USERNAME, INTEGRITY, ERROR_CODE, UNKNOWN, XOR_MAPPED = 0x0006, 0x0008, 0x0009, 0x000A, 0x0020
PRIORITY, USE_CANDIDATE, FINGERPRINT, CONTROLLED, CONTROLLING = 0x0024, 0x0025, 0x8028, 0x8029, 0x802A
UNAUTHORIZED, UNKNOWN_ATTRIBUTE, ROLE_CONFLICT = 401, 420, 487
_KNOWN = {USERNAME, INTEGRITY, PRIORITY, USE_CANDIDATE}
_COOKIE = b"\x21\x12\xa4\x42"
_PAIR = Struct("!HH")
_REASONS = {
    UNAUTHORIZED: b"Unauthorized",
    UNKNOWN_ATTRIBUTE: b"Unknown Attribute",
    ROLE_CONFLICT: b"Role Conflict",
}

Address = tuple[str, int] | tuple[str, int, int, int]


class Message(NamedTuple):
    """A message; `attributes` give the first value of each type and where it begins."""

    type: int
    transaction: bytes
    attributes: dict[int, tuple[bytes, int]]

    @property
    def username(self) -> str:
        """The user name, "" without one; for ICE it is `receiver's ufrag:sender's ufrag`."""
        value, _ = self.attributes.get(USERNAME, (b"", 0))
        return value.decode("utf-8", "replace")

    @property
    def unknown(self) -> list[int]:
        """Attributes that an agent must understand and this one does not."""
        return [kind for kind in self.attributes if kind < 0x8000 and kind not in _KNOWN]


def parse(data: bytes) -> Message | None:
    """Read a message; None when it is none, or its fingerprint is wrong."""
    if len(data) < 20 or data[0] > 3 or data[4:8] != _COOKIE:
        return None
    kind, length = _PAIR.unpack_from(data)
    if length % 4 or length + 20 != len(data):
        return None
    attributes: dict[int, tuple[bytes, int]] = {}
    position = 20
    while position + 4 <= len(data):
        number, size = _PAIR.unpack_from(data, position)
        if position + 4 + size > len(data):
            return None
        # What follows the integrity is not covered by it; only the fingerprint may (RFC 8489 §14.5).
        if INTEGRITY not in attributes or number == FINGERPRINT:
            attributes.setdefault(number, (data[position + 4 : position + 4 + size], position))
        position += 4 + (size + 3 & ~3)
    if FINGERPRINT in attributes:
        value, at = attributes[FINGERPRINT]
        if value != _crc(data[:at]):
            return None
    return Message(kind, data[8:20], attributes)


def is_authentic(data: bytes, message: Message, key: bytes) -> bool:
    """Whether the message's integrity was made with this key."""
    if INTEGRITY not in message.attributes:
        return False
    value, at = message.attributes[INTEGRITY]
    covered = data[:2] + pack("!H", at - 20 + 24) + data[4:at]
    return hmac.compare_digest(hmac.digest(key, covered, "sha1"), value)


def success(transaction: bytes, address: Address, key: bytes) -> bytes:
    """Answer a binding request with the address that it came from."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    raw = socket.inet_pton(family, address[0].partition("%")[0])
    mask = (_COOKIE + transaction)[: len(raw)]
    hidden = bytes(one ^ other for one, other in zip(raw, mask, strict=True))
    value = pack("!BBH", 0, 1 if family == socket.AF_INET else 2, address[1] ^ 0x2112) + hidden
    return _seal(SUCCESS, transaction, _attribute(XOR_MAPPED, value), key)


def failure(transaction: bytes, code: int, key: bytes, unknown: list[int] | None = None) -> bytes:
    """Refuse a binding request."""
    body = _attribute(ERROR_CODE, pack("!HBB", 0, code // 100, code % 100) + _REASONS[code])
    if unknown:
        body += _attribute(UNKNOWN, b"".join(pack("!H", number) for number in unknown))
    return _seal(FAILURE, transaction, body, key)


def request(
    username: str, key: bytes, *, priority: int = 1_845_501_695, transaction: bytes | None = None
) -> bytes:
    """A controlling agent's binding request that nominates the pair it is sent on."""
    body = _attribute(USERNAME, username.encode()) + _attribute(PRIORITY, pack("!I", priority))
    body += _attribute(CONTROLLING, b"\0" * 7 + b"\1") + _attribute(USE_CANDIDATE, b"")
    return _seal(REQUEST, transaction or os.urandom(12), body, key)


def _attribute(kind: int, value: bytes) -> bytes:
    return _PAIR.pack(kind, len(value)) + value + b"\0" * (-len(value) % 4)


def _seal(kind: int, transaction: bytes, body: bytes, key: bytes) -> bytes:
    """Add integrity and fingerprint, each over a header that counts it already."""
    covered = _PAIR.pack(kind, len(body) + 24) + _COOKIE + transaction + body
    body += _attribute(INTEGRITY, hmac.digest(key, covered, "sha1"))
    covered = _PAIR.pack(kind, len(body) + 8) + _COOKIE + transaction + body
    return covered + _attribute(FINGERPRINT, _crc(covered))


def _crc(covered: bytes) -> bytes:
    return pack("!I", zlib.crc32(covered) ^ 0x5354554E)
