"""A studio that needs no camera: pictures with the time drawn into them, tones, and the RTP packets of both.

Pictures are H.264 with a keyframe only when one is asked for, as a browser encodes them; sound is Opus of 20 ms a frame.
The time is milliseconds since 1970, modulo 2**32, as a row of light and dark blocks along the upper edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.video.frame import PictureType

from server.media.hls.feed import Packet

MTU = 1200
BLOCKS, BAND = 40, 24
_FRAGMENT, _AGGREGATE = 28, 24


class Camera:
    """Encodes a moving picture of an even size, with the time that it is told."""

    def __init__(self, width: int = 640, height: int = 360, rate: int = 25, bitrate: int = 800_000) -> None:
        self.width, self.height, self.rate = width, height, rate
        encoder = av.CodecContext.create("libx264", "w")
        assert isinstance(encoder, av.VideoCodecContext)
        encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
        encoder.time_base, encoder.framerate = Fraction(1, 90_000), Fraction(rate, 1)
        encoder.bit_rate = bitrate
        encoder.options = {
            "preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "forced-idr": "1",
            "x264-params": "keyint=infinite:slice-max-size=0", "threads": "1",
        }  # fmt: skip
        self._encoder = encoder
        shade = np.add.outer(np.arange(height), np.arange(2 * width)) % 200 + 30
        self._backdrop = shade.astype(np.uint8)
        self._grain = np.random.default_rng(1).integers(0, 12, (height, width), dtype=np.uint8)
        self._taken = 0
        self.keyframe_wanted = True

    def picture(self, milliseconds: int) -> list[bytes]:
        """The NAL units of the next picture, which shows this time."""
        width, height = self.width, self.height
        planes = np.full((height * 3 // 2, width), 128, np.uint8)
        at = self._taken * 3 % width
        planes[:height] = self._backdrop[:, at : at + width] + self._grain
        draw_time(planes[:BAND], milliseconds)
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = self._taken * 90_000 // self.rate, Fraction(1, 90_000)
        if self.keyframe_wanted:
            frame.pict_type, self.keyframe_wanted = PictureType.I, False
        self._taken += 1
        coded = b"".join(bytes(packet) for packet in self._encoder.encode(frame))
        return [unit for piece in coded.split(b"\0\0\1")[1:] if (unit := piece.rstrip(b"\0"))]


def draw_time(band: np.ndarray[Any, np.dtype[np.uint8]], milliseconds: int) -> None:
    """Draw a time into rows of luma: a light and a dark block, 32 bits, a dark and a light block."""
    size = band.shape[1] // BLOCKS
    bits = [1, 0, *((milliseconds >> place & 1) for place in range(31, -1, -1)), 0, 1]
    band[:] = 128
    for place, bit in enumerate(bits):
        band[:, place * size : (place + 1) * size] = 235 if bit else 16


def read_time(luma: np.ndarray[Any, np.dtype[np.uint8]]) -> int | None:
    """The time that a decoded picture shows, modulo 2**32; None when there is none."""
    size = luma.shape[1] // BLOCKS
    bits = [int(luma[BAND // 2, place * size + size // 2] > 128) for place in range(36)]
    if bits[:2] != [1, 0] or bits[34:] != [0, 1]:
        return None
    return int("".join(map(str, bits[2:34])), 2)


class Microphone:
    """Encodes a tone."""

    def __init__(self, hertz: int) -> None:
        encoder = av.CodecContext.create("libopus", "w")
        assert isinstance(encoder, av.AudioCodecContext)
        encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "s16"
        encoder.bit_rate, encoder.time_base = 32_000, Fraction(1, 48_000)
        encoder.options = {"application": "audio", "frame_duration": "20"}
        self._encoder = encoder
        self._hertz = hertz
        self._taken = self._hushed = 0

    def hush(self, seconds: float) -> None:
        """Say nothing for so long, but go on sending."""
        self._hushed = self._taken + round(seconds * 48_000)

    def sound(self) -> bytes:
        """The Opus packet of the next 20 ms."""
        times = np.arange(self._taken, self._taken + 960)
        values = (8000 * np.sin(2 * np.pi * self._hertz * times / 48_000)).astype(np.int16)
        values[times < self._hushed] = 0
        frame = av.AudioFrame.from_ndarray(values[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, self._taken, Fraction(1, 48_000)
        self._taken += 960
        return b"".join(bytes(packet) for packet in self._encoder.encode(frame))


class Sender:
    """Numbers the payloads of one stream and makes packets of them."""

    def __init__(self, stream: int, number: int = 0, timestamp: int = 0) -> None:
        self.stream = stream
        self.number = number
        self.timestamp = timestamp

    def picture(self, units: list[bytes], timestamp: int, arrived: float) -> list[Packet]:
        """The packets of one picture (RFC 6184): parameter sets in an aggregate, long units in fragments."""
        payloads = list(payloads_of(units))
        return [
            self._packet(payload, timestamp, place == len(payloads) - 1, arrived)
            for place, payload in enumerate(payloads)
        ]

    def sound(self, payload: bytes, timestamp: int, arrived: float) -> Packet:
        """The packet of one frame of sound."""
        return self._packet(payload, timestamp, False, arrived)

    def _packet(self, payload: bytes, timestamp: int, marker: bool, arrived: float) -> Packet:
        packet = Packet(
            self.number, timestamp + self.timestamp & 0xFFFFFFFF, marker, payload, arrived, self.stream
        )
        self.number += 1
        return packet


def payloads_of(units: list[bytes]) -> Iterator[bytes]:
    """RTP payloads of a picture's NAL units."""
    short = [unit for unit in units if unit[0] & 31 in (7, 8)]
    if short:
        body = b"".join(len(unit).to_bytes(2, "big") + unit for unit in short)
        yield bytes((0x60 | _AGGREGATE,)) + body
    for unit in units:
        if unit in short:
            continue
        if len(unit) <= MTU:
            yield unit
            continue
        indicator, kind = unit[0] & 0xE0 | _FRAGMENT, unit[0] & 31
        pieces = [unit[at : at + MTU] for at in range(1, len(unit), MTU)]
        for place, piece in enumerate(pieces):
            start, end = 0x80 * (place == 0), 0x40 * (place == len(pieces) - 1)
            yield bytes((indicator, start | end | kind)) + piece
