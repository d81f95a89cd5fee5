"""Which channels change when others are heard in them."""

from __future__ import annotations

from rooms import RoomId
from server.media.channels import Channels, channel_track, is_channel
from server.media.port import TrackId

ROOM = RoomId("c/r")
IRIS, IVO = TrackId("iris/microphone/audio"), TrackId("ivo/microphone/audio")
ES, FR = channel_track("es"), channel_track("fr")


def test_only_the_channels_that_change_are_told() -> None:
    channels = Channels()
    assert channels.set(ROOM, {"es": IRIS, "fr": IVO}) == (ES, FR)
    assert channels.set(ROOM, {"es": IVO, "fr": IVO}) == (ES,)
    assert (channels.heard(ROOM, ES), channels.of(ROOM, [IVO])) == (IVO, (ES, FR))
    assert channels.set(ROOM, {}) == (ES, FR)
    assert channels.heard(ROOM, ES) is None


def test_channel_is_told_from_a_persons_track() -> None:
    assert is_channel(ES)
    assert not is_channel(IRIS)
    assert not is_channel(None)
