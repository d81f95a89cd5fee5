"""How loud the floor is under an interpreter: lowered while they speak, back when they have been silent for a while.

Never in a step: both ways take a time. Input: whether there is an interpreter, and their sound, frame by frame.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from server.media.hls import opus
from server.media.hls.codecs import Sound

# What is left of the floor while the interpreter speaks.
UNDER = 0.2
# After so long without speech the floor comes back; without an interpreter at once.
HOLD_S = 3.0
# How long going down and coming back take: 2.3 and 0.7 dB in 50 ms.
DOWN_S, UP_S = 0.3, 1.0
# Root mean square of a frame that is speech, of 1.
SPEECH = 0.004

_FRAME_S = opus.FRAME / opus.RATE


class Ducking:
    """One channel's. Frames of 20 ms."""

    def __init__(self) -> None:
        # In decibels, so that the change is as even to the ear as it can be.
        self._least = float(20 * np.log10(UNDER))
        self._level = 0.0
        self._quiet_s = HOLD_S

    def gain(self, present: bool, voice: Sound | None) -> NDArray[np.float32]:
        """The gain of the floor for each sample of the next frame."""
        speaks = voice is not None and float(np.sqrt(np.mean(np.square(voice)))) > SPEECH
        self._quiet_s = 0.0 if speaks else self._quiet_s + _FRAME_S
        begin, target = self._level, self._least if present and self._quiet_s < HOLD_S else 0.0
        if target < begin:
            self._level = max(target, begin + self._least * _FRAME_S / DOWN_S)
        elif target > begin:
            self._level = min(target, begin - self._least * _FRAME_S / UP_S)
        ramp = np.linspace(begin, self._level, opus.FRAME, dtype=np.float32)
        gain: NDArray[np.float32] = np.power(np.float32(10), ramp / 20)
        return gain
