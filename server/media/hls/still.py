"""The picture of a broadcast that has none: a plain dark one, so that sound goes on. Encoded once by PyAV (libx264)."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import av
import numpy as np
from av.video.frame import PictureType

from server.media.hls.feed import Packet
from server.media.hls.h264 import Picture, Pictures

WIDTH, HEIGHT = 640, 360
# The night blue of the pages, as Y, Cb and Cr (ITU-R BT.601, limited range).
_COLOUR = (34, 138, 124)


@cache
def still() -> tuple[Picture, ...]:
    """Keyframes to be shown in turn. There are two, as neighbouring ones must differ in their idr_pic_id."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base = Fraction(1, 5)
    encoder.options = {
        "preset": "veryfast", "tune": "zerolatency", "profile": "baseline", "forced-idr": "1", "threads": "1",
    }  # fmt: skip
    planes = np.empty((HEIGHT * 3 // 2, WIDTH), np.uint8)
    planes[:HEIGHT] = _COLOUR[0]
    planes[HEIGHT : HEIGHT * 5 // 4] = _COLOUR[1]
    planes[HEIGHT * 5 // 4 :] = _COLOUR[2]
    pictures: list[Picture] = []
    reader = Pictures()
    for number in range(2):
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.pict_type = number, PictureType.I
        coded = b"".join(bytes(packet) for packet in encoder.encode(frame))
        units = split(coded)
        for index, unit in enumerate(units):
            last, first = index == len(units) - 1, not pictures and not index
            pictures += reader.push(Packet(0, number, last, unit, 0.0), first)
    assert len(pictures) == 2 and all(each.keyframe for each in pictures)
    return tuple(pictures)


def split(coded: bytes) -> list[bytes]:
    """The NAL units of a byte stream (ITU-T H.264 annex B)."""
    found = []
    for piece in coded.split(b"\0\0\1")[1:]:
        unit = piece.rstrip(b"\0")
        if unit:
            found.append(unit)
    return found
