"""How long an Opus packet lasts, and silence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.hls import opus
from server.media.hls.codecs import OpusDecoder


@pytest.mark.parametrize(
    ("payload", "samples"),
    [
        (b"\xfc", 960),  # CELT, 20 ms, one frame
        (b"\xfd\0", 1920),  # two frames
        (b"\xff\x03\0", 2880),  # three frames
        (b"\x08\0", 960),  # SILK, 20 ms
        (b"\x18\0", 2880),  # SILK, 60 ms
        (b"\x68\0", 960),  # hybrid, 20 ms
        (b"\xe0\0", 120),  # CELT, 2.5 ms
        (b"", None),
        (b"\xff", None),  # the count of frames is missing
        (b"\xff\0", None),  # no frames
        (b"\x1b\x3f", None),  # longer than 120 ms
    ],
)
def test_duration_is_read_from_the_first_octets(payload: bytes, samples: int | None) -> None:
    assert opus.duration_of(payload) == samples


@given(st.binary(max_size=5))
def test_any_bytes_have_a_duration_or_none(payload: bytes) -> None:
    found = opus.duration_of(payload)
    assert found is None or 0 < found <= 5760


def test_silence_decodes_to_silence_of_one_frame() -> None:
    decoder = OpusDecoder()
    for _ in range(3):
        sound = decoder.decode(opus.SILENCE)
        assert sound is not None
        assert sound.shape == (2, opus.FRAME)
        assert np.abs(sound).max() < 1e-6


def test_broken_packets_do_not_stop_the_decoder() -> None:
    decoder = OpusDecoder()
    for broken in (b"\xff", b"\x03\xff", b"", b"\xff\x81" + b"\xff" * 30):
        decoder.decode(broken)
    assert decoder.decode(opus.SILENCE) is not None
