"""H.264 pictures from RTP payloads (RFC 6184, packetization mode 1) and what a decoder must know of them beforehand.

Input: packets in order from `reorder.py`. Parameter sets are taken out of the pictures and kept for the init segment.
"""

from __future__ import annotations

from typing import NamedTuple

from server.media.hls.feed import Packet

_IDR, _SPS, _PPS, _DELIMITER, _FILLER, _STAP_A, _FU_A = 5, 7, 8, 9, 12, 24, 28
# Profiles whose parameter set tells the chroma format (ITU-T H.264 §7.3.2.1.1).
_CHROMA_PROFILES = (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135)


class Settings(NamedTuple):
    """Parameter sets of pictures, and the size that they give in pixels."""

    sps: bytes
    pps: tuple[bytes, ...]
    width: int
    height: int


class Picture(NamedTuple):
    """An access unit with each NAL unit behind its length in four octets. A keyframe needs no picture before it."""

    timestamp: int
    arrived: float
    data: bytes
    keyframe: bool
    settings: Settings
    rotation: int


class Pictures:
    """Puts payloads together. After a loss nothing is given until the next whole keyframe; `starved` says so."""

    def __init__(self) -> None:
        self.starved = True
        self._settings: Settings | None = None
        self._sps: bytes | None = None
        self._pps: list[bytes] = []
        self._nals: list[bytes] = []
        self._fragment: bytearray | None = None
        self._packet: Packet | None = None
        self._damaged = False

    def push(self, packet: Packet, missing: bool) -> list[Picture]:
        """Take the next packet; `missing` says that packets before it are lost. Give the pictures that it completes."""
        done: list[Picture] = []
        if missing:
            self.starved = True
            self._forget()
        elif self._packet is not None and packet.timestamp != self._packet.timestamp:
            # The marker bit of the picture before was not set.
            done += self._finish()
        if self._packet is None:
            # After a loss a picture is whole for certain only from its parameter set on.
            self._damaged = missing and not _begins_keyframe(packet.payload)
        self._packet = packet
        self._unpack(packet.payload)
        if packet.marker:
            done += self._finish()
        return done

    def _unpack(self, payload: bytes) -> None:
        if not payload:
            return
        kind = payload[0] & 31
        if kind == _FU_A:
            self._join(payload)
            return
        self._fragment = None
        if kind == _STAP_A:
            at = 1
            while at + 2 < len(payload):
                end = at + 2 + int.from_bytes(payload[at : at + 2], "big")
                if end > len(payload):
                    self._damaged = True
                    return
                self._take(payload[at + 2 : end])
                at = end
        elif 1 <= kind < _STAP_A:
            self._take(payload)
        else:
            self._damaged = True

    def _join(self, payload: bytes) -> None:
        """A fragment (§5.8): its first one carries the start bit, its last one the end bit."""
        if len(payload) < 2:
            self._damaged = True
            return
        if payload[1] & 0x80:
            self._fragment = bytearray((payload[0] & 0xE0 | payload[1] & 31,))
        if self._fragment is None:
            self._damaged = True
            return
        self._fragment += payload[2:]
        if payload[1] & 0x40:
            self._take(bytes(self._fragment))
            self._fragment = None

    def _take(self, nal: bytes) -> None:
        if not nal:
            return
        kind = nal[0] & 31
        if kind == _SPS:
            self._sps, self._pps, self._settings = nal, [], None
        elif kind == _PPS:
            if nal not in self._pps:
                self._pps.append(nal)
                self._settings = None
        elif kind not in (_DELIMITER, _FILLER):
            self._nals.append(nal)

    def _finish(self) -> list[Picture]:
        packet, nals, damaged = self._packet, self._nals, self._damaged or self._fragment is not None
        self._forget()
        assert packet is not None
        if not nals:
            return []
        keyframe = any(nal[0] & 31 == _IDR for nal in nals)
        settings = self._whole_settings()
        if damaged or settings is None:
            self.starved = True
            return []
        if self.starved and not keyframe:
            return []
        self.starved = False
        data = b"".join(part for nal in nals for part in (len(nal).to_bytes(4, "big"), nal))
        return [Picture(packet.timestamp, packet.arrived, data, keyframe, settings, packet.rotation)]

    def _whole_settings(self) -> Settings | None:
        if self._settings is None and self._sps is not None and self._pps:
            size = size_of(self._sps)
            if size is not None:
                self._settings = Settings(self._sps, tuple(self._pps), *size)
        return self._settings

    def _forget(self) -> None:
        self._nals, self._fragment, self._packet, self._damaged = [], None, None, False


def _begins_keyframe(payload: bytes) -> bool:
    """Whether a payload starts with a sequence parameter set, alone or in an aggregate."""
    if not payload:
        return False
    if payload[0] & 31 == _STAP_A:
        return len(payload) > 3 and payload[3] & 31 in (_SPS, _DELIMITER)
    return payload[0] & 31 == _SPS


class _Bits:
    """Reads a NAL unit's bits. Raises ValueError beyond its end."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("the parameter set is cut off")
        return self._value >> self._left & (1 << count) - 1

    def unsigned(self) -> int:
        """An Exp-Golomb code (§9.1)."""
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        code = self.unsigned()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def size_of(sps: bytes) -> tuple[int, int] | None:
    """Width and height in pixels that a sequence parameter set gives (§7.3.2.1.1); None when it cannot be read."""
    try:
        return _read_size(_Bits(sps[1:].replace(b"\0\0\3", b"\0\0")))
    except ValueError:
        return None


def _read_size(bits: _Bits) -> tuple[int, int]:
    profile = bits.take(8)
    bits.take(16)
    bits.unsigned()
    chroma = 1
    if profile in _CHROMA_PROFILES:
        chroma = bits.unsigned()
        if chroma == 3:
            bits.take(1)
        bits.unsigned()
        bits.unsigned()
        bits.take(1)
        if bits.take(1):
            for index in range(12 if chroma == 3 else 8):
                if bits.take(1):
                    _skip_scaling(bits, 16 if index < 6 else 64)
    bits.unsigned()
    order = bits.unsigned()
    if order == 0:
        bits.unsigned()
    elif order == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(bits.unsigned()):
            bits.signed()
    bits.unsigned()
    bits.take(1)
    width = 16 * (bits.unsigned() + 1)
    rows = bits.unsigned() + 1
    fields = 1 if bits.take(1) else 2
    if fields == 2:
        bits.take(1)
    bits.take(1)
    height = 16 * fields * rows
    if bits.take(1):
        across, down = (2 if chroma in (1, 2) else 1), (2 if chroma == 1 else 1) * fields
        width -= across * (bits.unsigned() + bits.unsigned())
        height -= down * (bits.unsigned() + bits.unsigned())
    if not (0 < width <= 16384 and 0 < height <= 16384):
        raise ValueError("the parameter set gives no size")
    return width, height


def _skip_scaling(bits: _Bits, count: int) -> None:
    """A scaling list (§7.3.2.1.1.1) says nothing about the size."""
    last = scale = 8
    for _ in range(count):
        if scale:
            scale = (last + bits.signed()) % 256
        last = scale or last
