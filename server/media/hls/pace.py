"""Whether a track keeps up with the desk, and how much later it must be played if it does not. Input: its packets' slack.

Slack is how many samples before its place was closed a packet came; below zero it came too late.
"""

from __future__ import annotations

from server.media.hls.opus import FRAME

_WINDOW = 50
# A burst after a pause of the network fills a window in no time; it says nothing about what will come.
_LEAST_SPAN_S = 0.8
_MOST_LATE = _WINDOW // 5
_CALM_WINDOWS = 10
_MARGIN = 2 * FRAME
_MOST_LAG = 96_000


class Pace:
    """`lag` is by how many samples a track is played later than its clock says."""

    def __init__(self) -> None:
        self.lag = 0
        self._slacks: list[int] = []
        self._began = 0.0
        self._spare = _MOST_LAG
        self._calm = 0

    def note(self, slack: int, arrived: float) -> bool:
        """Take a packet's slack; True when the lag has changed."""
        if not self._slacks:
            self._began = arrived
        self._slacks.append(slack)
        if len(self._slacks) < _WINDOW:
            return False
        slacks, self._slacks = sorted(self._slacks), []
        if arrived - self._began < _LEAST_SPAN_S:
            return False
        if slacks[_MOST_LATE] < 0:
            return self._move(_MARGIN - slacks[_WINDOW // 10])
        self._spare = min(self._spare, slacks[0])
        self._calm += 1
        if self._calm < _CALM_WINDOWS:
            return False
        spare = self._spare
        self._spare, self._calm = _MOST_LAG, 0
        return self.lag > 0 and spare > 2 * _MARGIN and self._move(_MARGIN - spare)

    def _move(self, by: int) -> bool:
        former = self.lag
        self.lag = min(_MOST_LAG, max(0, former + by))
        self._spare, self._calm = _MOST_LAG, 0
        return self.lag != former
