"""Whose camera is shown where only one can be: that of whoever speaks, without haste. Input: levels, and the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.media.port import TrackId

# Seconds: how long a picture stays at least, and how long another must speak before it is shown.
_LEAST_S, _BEFORE_S = 4.0, 1.2
# Of 127 steps of a decibel: how much louder than who is shown, and how loud at all.
_LOUDER, _SPEAKS = 12.0, 70.0
_SLOWNESS = 0.7
_SILENT = 127


class Spotlight:
    """One room's. Levels are in -dBov, by track; a camera and a microphone belong together by their publisher."""

    def __init__(self) -> None:
        self._loudness: dict[str, float] = {}
        self._shown: TrackId | None = None
        self._since = 0.0
        self._rival: tuple[str, float] | None = None

    def note(self, levels: Mapping[TrackId, int], now: float) -> None:
        """Take the levels of a moment."""
        heard: dict[str, int] = {}
        for track, level in levels.items():
            person = _person(track)
            heard[person] = min(level, heard.get(person, _SILENT))
        for person in self._loudness.keys() | heard.keys():
            loud = _SILENT - heard.get(person, _SILENT)
            self._loudness[person] = _SLOWNESS * self._loudness.get(person, 0.0) + (1 - _SLOWNESS) * loud
        shown = self._loudness.get(_person(self._shown), 0.0) if self._shown else 0.0
        loudest = max(self._loudness, key=lambda each: self._loudness[each], default=None)
        if loudest is None or self._loudness[loudest] < max(_SPEAKS, shown + _LOUDER):
            self._rival = None
        elif self._rival is None or self._rival[0] != loudest:
            self._rival = (loudest, now)

    def choose(self, cameras: Sequence[TrackId], now: float) -> TrackId | None:
        """Which of these cameras is shown now."""
        if self._shown not in cameras:
            self._shown, self._since = (cameras[-1] if cameras else None), now
        elif self._rival is not None and now - self._rival[1] >= _BEFORE_S and now - self._since >= _LEAST_S:
            theirs = next((camera for camera in cameras if _person(camera) == self._rival[0]), None)
            if theirs is not None and theirs != self._shown:
                self._shown, self._since, self._rival = theirs, now, None
        return self._shown


def _person(track: TrackId) -> str:
    return track.partition("/")[0]
