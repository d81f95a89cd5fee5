"""The floor under an interpreter: a fifth, back after three seconds of silence, never in a step."""

from __future__ import annotations

import numpy as np
import pytest

from server.media.hls import opus
from server.media.hls.codecs import Sound
from server.media.hls.ducking import Ducking

SPEECH: Sound = np.full((2, opus.FRAME), 0.1, np.float32)
SILENCE: Sound = np.zeros((2, opus.FRAME), np.float32)


def seconds(ducking: Ducking, length: float, voice: Sound | None, present: bool = True) -> np.ndarray:
    return np.concatenate([ducking.gain(present, voice) for _ in range(round(length * 50))])


def test_floor_is_a_fifth_while_the_interpreter_speaks_and_while_they_take_a_breath() -> None:
    ducking = Ducking()
    assert seconds(ducking, 1, SPEECH)[-1] == pytest.approx(0.2, abs=1e-3)
    assert seconds(ducking, 2.9, SILENCE).max() == pytest.approx(0.2, abs=1e-3)


def test_floor_comes_back_after_three_seconds_of_silence_or_at_once_without_an_interpreter() -> None:
    ducking = Ducking()
    seconds(ducking, 1, SPEECH)
    back = seconds(ducking, 5, SILENCE)
    assert np.argmax(back > 0.21) / opus.RATE == pytest.approx(3.0, abs=0.1)
    assert back[-1] == pytest.approx(1.0, abs=1e-3)
    seconds(ducking, 1, SPEECH)
    assert seconds(ducking, 1.1, None, present=False)[-1] == pytest.approx(1.0, abs=1e-3)


def test_no_step_is_louder_than_six_decibels_in_fifty_milliseconds() -> None:
    ducking = Ducking()
    gain = np.concatenate(
        [seconds(ducking, 1, SPEECH), seconds(ducking, 5, SILENCE), seconds(ducking, 0.1, SPEECH)]
    )
    level, window = 20 * np.log10(gain), opus.RATE // 20
    assert np.abs(level[window:] - level[:-window]).max() < 6
