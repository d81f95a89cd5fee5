"""What a player would make of a packager's products. Input: products and files of a room on air."""

from __future__ import annotations

import io
from itertools import pairwise

import av
import numpy as np
import pytest

from server.media.hls.products import PartCut, Product, SegmentCut
from tests.air import Air
from tests.studio import read_time

SOUNDS = ("opus-original", "opus-es", "aac-original", "aac-es")


def pictures(data: bytes) -> list[tuple[float, int | None, int]]:
    """Each decoded picture: its time in seconds, the time that it shows in milliseconds, its width."""
    found = []
    with av.open(io.BytesIO(data), "r") as container:
        for frame in container.decode(video=0):
            luma = frame.to_ndarray()[: frame.height].astype(np.uint8)
            assert frame.time is not None
            found.append((frame.time, read_time(luma), frame.width))
    return found


def heard(data: bytes, since: float, until: float) -> tuple[int, float]:
    """The loudest frequency in hertz and the loudness between two times of a sound."""
    with av.open(io.BytesIO(data), "r") as container:
        frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    sound = np.concatenate(frames)[int(since * 48_000) : int(until * 48_000)]
    spectrum = np.abs(np.fft.rfft(sound))
    return round(float(spectrum.argmax()) / (until - since)), float(sound.std())


def assert_gapless(parts: list[PartCut]) -> None:
    for part, following in pairwise(parts):
        assert part.began + part.duration == pytest.approx(following.began, abs=1e-4)


def segments(products: list[Product], rendition: str) -> list[list[PartCut]]:
    """The closed segments' parts."""
    found: list[list[PartCut]] = [[]]
    for product in products:
        if product.rendition != rendition:
            continue
        if isinstance(product, PartCut):
            found[-1].append(product)
        elif isinstance(product, SegmentCut) and found[-1]:
            found.append([])
    return found[:-1]


def began_to_sound(air: Air, rendition: str) -> float:
    with av.open(io.BytesIO(air.file(rendition)), "r") as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    return int((np.abs(sound) > 0.1).argmax()) / 48_000
