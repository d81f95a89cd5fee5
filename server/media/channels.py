"""Interpretation channels in the engine: names that stand for the track of whoever speaks in a channel now.

A subscriber that wants the track `channel/es/audio` receives the microphone of the interpreter on air, then that of the
next one, without a new offer or another choice. Input: what staging says of each room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rooms import RoomId
from server.media.port import TrackId

_PREFIX = "channel/"


def channel_track(language: str) -> TrackId:
    """The track that stands for a channel."""
    return TrackId(f"{_PREFIX}{language}/audio")


def is_channel(track: TrackId | None) -> bool:
    """Whether a track stands for a channel."""
    return track is not None and track.startswith(_PREFIX)


class Channels:
    """By room: which track is heard in which channel."""

    def __init__(self) -> None:
        self._rooms: dict[RoomId, dict[TrackId, TrackId]] = {}

    def set(self, room: RoomId, heard: Mapping[str, TrackId]) -> tuple[TrackId, ...]:
        """From now on these tracks are heard, by language; return the channels in which that is another one."""
        before = self._rooms.pop(room, {})
        after = {channel_track(language): track for language, track in heard.items()}
        if after:
            self._rooms[room] = after
        return tuple(each for each in sorted({*before, *after}) if before.get(each) != after.get(each))

    def heard(self, room: RoomId, channel: TrackId) -> TrackId | None:
        """The track that is heard in a channel."""
        return self._rooms.get(room, {}).get(channel)

    def of(self, room: RoomId, tracks: Iterable[TrackId]) -> tuple[TrackId, ...]:
        """The channels in which one of these tracks is heard."""
        wanted = set(tracks)
        return tuple(channel for channel, track in self._rooms.get(room, {}).items() if track in wanted)
