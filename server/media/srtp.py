"""SRTP (RFC 3711, RFC 7714) by libsrtp. Input: keys of finished DTLS handshakes, plain packets, datagrams.

The one file that touches a private part of a dependency: `BindingSealer` calls pylibsrtp's compiled binding on reused
buffers, at half the cost of the public call. Where the binding has another shape, `PublicSealer` takes its place;
tests/contracts/test_media.py says so before an operator notices.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import pylibsrtp

from server.media.dtls import PROFILES, Keys

_WINDOW = 1024
_NUMBERS = {
    PROFILES[0].name: pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    PROFILES[1].name: pylibsrtp.Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
}
# Octets of a buffer: room for a packet and what protection adds to it.
BUFFER = 2048
LARGEST = BUFFER - 144
BUFFERS = 64

Unprotectable = (pylibsrtp.Error, ValueError, TypeError)


class Association:
    """Both directions of one peer's SRTP. `protect` and `unprotect` raise one of Unprotectable."""

    def __init__(self, keys: Keys) -> None:
        self.profile = keys.profile.name
        self.outbound = _session(keys, keys.sending, pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
        self._inbound = _session(keys, keys.receiving, pylibsrtp.Policy.SSRC_ANY_INBOUND)
        self.protect: Callable[[bytes], bytes] = self.outbound.protect
        self.protect_rtcp: Callable[[bytes], bytes] = self.outbound.protect_rtcp
        self.unprotect: Callable[[bytes], bytes] = self._inbound.unprotect
        self.unprotect_rtcp: Callable[[bytes], bytes] = self._inbound.unprotect_rtcp


def _session(keys: Keys, key: bytes, direction: int) -> pylibsrtp.Session:
    policy = pylibsrtp.Policy(key=key, ssrc_type=direction, srtp_profile=_NUMBERS[keys.profile.name])
    # A repair without RTX is the same packet again.
    policy.allow_repeat_tx = True
    policy.window_size = _WINDOW
    return pylibsrtp.Session(policy)


# Changes a plain packet in its buffer for one receiver.
Change = Callable[[memoryview], None]


class Sealer(Protocol):
    """Protects one plain packet for many receivers, each copy in a buffer of its own."""

    addresses: tuple[int, ...]
    views: tuple[memoryview, ...]

    def handle(self, association: Association) -> Any:
        """What stands for an association's outbound direction in `seal`."""

    def seal(self, packet: bytes, receivers: Sequence[tuple[Any, Change | None]], sizes: list[int]) -> None:
        """Fill a buffer and a size for each receiver (up to BUFFERS); size 0 where protection failed."""


class PublicSealer:
    """Seals by pylibsrtp's public call."""

    def __init__(self) -> None:
        self._memory = [ctypes.create_string_buffer(BUFFER) for _ in range(BUFFERS)]
        self.addresses = tuple(ctypes.addressof(each) for each in self._memory)
        self.views = tuple(memoryview(each).cast("B") for each in self._memory)

    def handle(self, association: Association) -> Any:
        return association.outbound

    def seal(self, packet: bytes, receivers: Sequence[tuple[Any, Change | None]], sizes: list[int]) -> None:
        count = len(packet)
        for index, (session, change) in enumerate(receivers):
            view = self.views[index]
            if change is not None:
                view[:count] = packet
                change(view)
            try:
                sealed = session.protect(packet if change is None else bytes(view[:count]))
            except Unprotectable:
                sizes[index] = 0
                continue
            sizes[index] = len(sealed)
            view[: len(sealed)] = sealed


class BindingSealer:
    """Seals by the compiled call below pylibsrtp's public one."""

    def __init__(self) -> None:
        from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found]

        self._buffers = [ffi.new("char[]", BUFFER) for _ in range(BUFFERS)]
        self.addresses = tuple(int(ffi.cast("uintptr_t", each)) for each in self._buffers)
        self.views = tuple(memoryview(ffi.buffer(each)).cast("B") for each in self._buffers)
        self._slots = list(zip(self.views, self._buffers, range(BUFFERS), strict=True))
        self._length = ffi.new("int *")
        self._protect = lib.srtp_protect

    def handle(self, association: Association) -> Any:
        return association.outbound._srtp[0]

    def seal(self, packet: bytes, receivers: Sequence[tuple[Any, Change | None]], sizes: list[int]) -> None:
        count, length, protect = len(packet), self._length, self._protect
        for (context, change), (view, buffer, index) in zip(receivers, self._slots, strict=False):
            view[:count] = packet
            if change is not None:
                change(view)
            length[0] = count
            sizes[index] = 0 if protect(context, buffer, length) else length[0]


def sealer() -> Sealer:
    """The cheapest sealer that works with the installed pylibsrtp."""
    try:
        made = BindingSealer()
        made.handle(_probe())
    except (ImportError, AttributeError, TypeError):
        return PublicSealer()
    return made


def _probe() -> Association:
    profile = PROFILES[0]
    secret = bytes(profile.key + profile.salt)
    return Association(Keys(profile, secret, secret))
