"""What the packager makes, in order, for one broadcast. Shapes cross processes as MessagePack; data is served as is."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from rooms import RoomId
from server.media.port import Kind, Shape

# Seconds. A part is cut at the first sample that brings it to its length; none lasts longer than the target, and all but
# a segment's last at least 85 % of it (RFC 8216bis §4.4.3.7). Players stay three targets behind (§4.4.3.8).
PART = 0.4
_SLACK, _ROOM = 0.01, 1.05
_HOLD_BACK = 3
SEGMENT = 4.0
# A publisher that gives no keyframe must not stretch a segment beyond what the playlist has promised.
LONGEST_SEGMENT = 5.2
TARGET_DURATION = 5

# The picture; the same as its publisher sends it for thin lines; a second one, where the layout shows two.
VIDEO, SMALL, BESIDE = "video", "small", "beside"


class Parts(NamedTuple):
    """How long parts are: cut from `least` on, never longer than `target`."""

    least: float
    target: float

    @property
    def hold_back(self) -> float:
        return round(_HOLD_BACK * self.target, 3)


def parts_of(length: float = PART) -> Parts:
    """Parts of about a length in seconds."""
    return Parts(length - _SLACK, round(length * _ROOM, 3))


class Group(StrEnum):
    """The codecs in which each channel is offered."""

    OPUS = "opus"
    AAC = "aac"


class Opened(Shape, frozen=True, tag="rendition.opened", tag_field="type"):
    """A rendition begins. `group`, `channel`, `label` and `language` are a sound's. `rendition` is fit for an address.

    `part` is the length of its parts.
    """

    rendition: str
    kind: Kind
    group: Group | None = None
    channel: str = ""
    label: str = ""
    language: str = ""
    part: float = PART


class Ended(Shape, frozen=True, tag="rendition.ended", tag_field="type"):
    """A rendition ends; its channel was taken away."""

    rendition: str


class InitMade(Shape, frozen=True, tag="init.made", tag_field="type"):
    """The init segment of the segments that follow. `codec` as in RFC 6381; `width` and `height` are a picture's."""

    rendition: str
    codec: str
    data: bytes
    width: int = 0
    height: int = 0


class PartCut(Shape, frozen=True, tag="part.cut", tag_field="type"):
    """A part. `began` is in seconds since 1970; `independent` parts can be decoded from their first sample on."""

    rendition: str
    began: float
    duration: float
    independent: bool
    data: bytes


class SegmentCut(Shape, frozen=True, tag="segment.cut", tag_field="type"):
    """The parts since the last one are a segment. With `discontinuity` the next one does not continue it."""

    rendition: str
    discontinuity: bool = False


Product = Opened | Ended | InitMade | PartCut | SegmentCut
Emit = Callable[[Product], None]
# Takes what the packager of a room made.
Taker = Callable[[RoomId, Product], None]
