"""The seam to whoever receives packets: what the packager is fed, and what it asks for. Input: one track's RTP packets.

Packets come after decryption and repair (RTX and RED undone), in any order, once each. Times are seconds since 1970 on
the engine's clock, so that tracks of several publishers can be laid side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from server.media.port import Shape, TrackId

# Ask the publisher of a track for a keyframe. Whoever carries it out may throttle.
WantKeyframe = Callable[[TrackId], None]

ORIGINAL = "original"


class Packet(NamedTuple):
    """One RTP packet without its header. `number` is the extended sequence number, `timestamp` the 32-bit one.

    `stream` is its SSRC: a track goes over to another when its publisher comes back or another layer is taken.
    `arrived` is in seconds. `rotation` is how far to turn the picture clockwise, in degrees (3GPP TS 26.114 §7.4.5).
    """

    number: int
    timestamp: int
    marker: bool
    payload: bytes
    arrived: float
    stream: int = 0
    rotation: int = 0


class Channel(Shape, frozen=True):
    """One sound to choose: the original, or an interpretation channel. `name` is its slug, `label` what people read.

    Several tracks are mixed; without tracks, or while they are absent, the channel is silent. `under` is the floor, heard
    beneath an interpreter (see `ducking.py`), and by itself while there is none.
    """

    name: str
    label: str
    language: str
    tracks: tuple[TrackId, ...] = ()
    under: tuple[TrackId, ...] = ()

    @property
    def heard(self) -> tuple[TrackId, ...]:
        """All tracks that are heard in it."""
        return (*self.tracks, *self.under)


class Plan(Shape, frozen=True):
    """What is broadcast now: the track of the picture, and the channels. The first channel is what plays at first.

    `beside` is a second picture, for layouts that show two; it has a playlist of its own and no sound.

    `since`, in seconds since 1970, is up to when another process has packed the same broadcast: this one goes on from
    there, at once, with a still and silence for whatever is not there yet.
    """

    picture: TrackId | None = None
    channels: tuple[Channel, ...] = (Channel(ORIGINAL, "Original", "und"),)
    beside: TrackId | None = None
    since: float | None = None
