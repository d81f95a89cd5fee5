"""Boxes as another reader (PyAV) understands them."""

from __future__ import annotations

import io

import av
import pytest

from server.media.hls.boxes import Sample, fragment, h264_init
from server.media.hls.h264 import Settings
from server.media.hls.still import still


def file(rotation: int, times: list[int]) -> bytes:
    picture = still()[0]
    samples = [Sample(time, 3000, picture.data, True) for time in times]
    return h264_init(picture.settings, rotation).data + b"".join(
        fragment(number, [sample]) for number, sample in enumerate(samples, start=1)
    )


def test_times_stand_where_they_were_put_even_after_a_day() -> None:
    day = 90_000 * 86_400
    with av.open(io.BytesIO(file(0, [day, day + 3000])), "r") as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        assert [(packet.pts, packet.duration, packet.is_keyframe) for packet in packets] == [
            (day, 3000, True),
            (day + 3000, 3000, True),
        ]


@pytest.mark.parametrize(("rotation", "seen"), [(0, 0), (90, -90), (180, -180), (270, 90)])
def test_picture_is_turned_clockwise(rotation: int, seen: int) -> None:
    with av.open(io.BytesIO(file(rotation, [0])), "r") as container:
        frame = next(container.decode(video=0))
        # PyAV counts against the clock.
        assert frame.rotation == seen


def test_init_tells_codec_and_shown_size() -> None:
    settings = still()[0].settings
    upright, turned = h264_init(settings), h264_init(settings, 90)
    assert upright.codec == f"avc1.{settings.sps[1:4].hex()}"
    assert (upright.width, upright.height) == (640, 360)
    assert (turned.width, turned.height) == (360, 640)


def test_parameter_sets_of_any_count_are_kept() -> None:
    settings = still()[0].settings
    double = Settings(settings.sps, (*settings.pps, *settings.pps), settings.width, settings.height)
    assert len(h264_init(double).data) == len(h264_init(settings).data) + 2 + len(settings.pps[0])
