"""The media port: what a room asks of any media engine, and what an engine tells. Shapes cross processes as MessagePack.

Words are the W3C's: a publisher sends tracks, a subscriber receives them. A track's source is a camera, a microphone or
a screen; a screen has a video track and may have an audio track. Offers and answers are SDP (RFC 8866).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NewType, Protocol

import msgspec

from rooms import ParticipantId, RoomId

TrackId = NewType("TrackId", str)
ResourceId = NewType("ResourceId", str)


class Source(StrEnum):
    CAMERA = "camera"
    MICROPHONE = "microphone"
    SCREEN = "screen"


class Kind(StrEnum):
    AUDIO = "audio"
    VIDEO = "video"


class MediaRefused(Exception):
    """The engine denies a request. `code` is one of REFUSALS, `data` fills its words, `temporary` invites a retry."""

    def __init__(self, code: str, **data: str | int) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data
        self.temporary = REFUSALS[code]


# Every refusal code of the port, and whether asking again later may help.
REFUSALS: dict[str, bool] = {
    "media.sdp": False,  # the offer cannot be read, or lacks what WebRTC needs; data.reason says what
    "media.codec": False,  # no codec in common for a section of the offer; data.kind
    "media.taken": False,  # another publisher of this participant holds the source; data.source
    "media.resource": False,  # there is no such publisher or subscriber (any more)
    "media.track": False,  # there is no such track, layer or section
    "media.fragment": False,  # a trickle fragment that cannot be read
    "media.full": True,  # the engine holds as many peers as it may
    "media.busy": True,  # too many joins at this moment
    "media.restarting": True,  # the engine's process is being restarted
    "media.off": False,  # this server runs no media engine
}


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all shapes of the port."""


class Track(Shape, frozen=True):
    """A published track. `layers` are the simulcast layers' names as the publisher offers them; () when it has one.

    One that is `aside` is received by those backstage who ask for it by name, and not by itself.
    """

    id: TrackId
    room: RoomId
    publisher: ParticipantId
    source: Source
    kind: Kind
    codec: str
    layers: tuple[str, ...] = ()
    aside: bool = False


class Publish(Shape, frozen=True):
    """An offer to send. `sources` names what the offer's sections carry; `codecs` the order in which video is preferred.

    `replace` takes a source over from the same participant's other publisher, whose resource is then closed.
    `aside` is for the microphones of booths: see Track.
    """

    room: RoomId
    publisher: ParticipantId
    sources: tuple[Source, ...]
    offer: str
    codecs: tuple[str, ...] = ("VP8", "H264")
    replace: bool = False
    aside: bool = False


class Wanted(Shape, frozen=True):
    """What one section of a subscriber's offer shall carry. Without a track it stays silent until one is chosen.

    `layer` pins a simulcast layer; None lets the engine follow the subscriber's bandwidth.
    """

    track: TrackId | None = None
    layer: str | None = None


class Subscribe(Shape, frozen=True):
    """An offer to receive. `wanted` fills its audio and video sections in their order, each kind from its own tracks.

    None asks for whatever may be received in the room, now and later, as far as the offer has sections for it.
    The hall receives tracks that are on the stage; `backstage` receives every track.
    """

    room: RoomId
    subscriber: ParticipantId
    offer: str
    wanted: tuple[Wanted, ...] | None = None
    backstage: bool = False


class Section(Shape, frozen=True):
    """A section (m-line) of an answer: its mid, and the track that it carries now."""

    mid: str
    kind: Kind
    track: TrackId | None


class Answer(Shape, frozen=True):
    """The answer to an offer. `tag` names the ICE generation and changes with each ICE restart (an ETag, RFC 9725)."""

    resource: ResourceId
    sdp: str
    tag: str
    tracks: tuple[Track, ...] = ()
    sections: tuple[Section, ...] = ()


class Restarted(Shape, frozen=True):
    """Fresh ICE credentials of the engine as an SDP fragment (RFC 8840), and their tag."""

    fragment: str
    tag: str


class LayerStats(Shape, frozen=True):
    """One simulcast layer, or the only one (name ""). Bits per second over the last seconds; packets since the start."""

    name: str
    bitrate: int
    packets: int
    lost: int
    repaired: int
    keyframes: int


class TrackStats(Shape, frozen=True):
    """A track's layers and how many subscribers receive it now."""

    track: Track
    layers: tuple[LayerStats, ...]
    viewers: int


class SubscriberStats(Shape, frozen=True):
    """How a subscriber fares: bits per second that it can take (0: unknown), loss, repairs, layers now.

    One that is not `connected` is on its way, or was not heard for some seconds.
    """

    resource: ResourceId
    room: RoomId
    subscriber: ParticipantId
    connected: bool
    estimate: int
    loss: float
    packets: int
    repaired: int
    layers: dict[str, str]
    # The interpretation channels that it wants, as tracks.
    channels: tuple[TrackId, ...] = ()


class Stats(Shape, frozen=True):
    """The engine's load. `cpu` in seconds since its start, packets as sent and received on the wire."""

    process: int
    cpu: float
    packets_in: int
    packets_out: int
    dropped: dict[str, int]
    tracks: tuple[TrackStats, ...]
    subscribers: tuple[SubscriberStats, ...]


class TrackAdded(Shape, frozen=True, tag="track.added", tag_field="type"):
    """A publisher is connected and this track can be watched."""

    track: Track


class TrackRemoved(Shape, frozen=True, tag="track.removed", tag_field="type"):
    """The track ended, with its publisher."""

    track: Track


class AudioLevels(Shape, frozen=True, tag="audio.levels", tag_field="type"):
    """Levels of a room's audio tracks in -dBov (0 loudest, 127 silence; RFC 6464), about five times a second."""

    room: RoomId
    levels: dict[TrackId, int]


class KeyframeWanted(Shape, frozen=True, tag="keyframe.wanted", tag_field="type"):
    """The engine asked the publisher for a keyframe."""

    track: TrackId
    layer: str


class LayerChosen(Shape, frozen=True, tag="layer.chosen", tag_field="type"):
    """A subscriber's section now receives this layer."""

    resource: ResourceId
    mid: str
    track: TrackId
    layer: str


class ResourceClosed(Shape, frozen=True, tag="resource.closed", tag_field="type"):
    """A publisher or subscriber is gone: it left, was replaced, or gave no sign of life."""

    resource: ResourceId
    room: RoomId
    participant: ParticipantId
    reason: str


class EngineRestarted(Shape, frozen=True, tag="engine.restarted", tag_field="type"):
    """The engine, or a part of it, is back after a fault. What was told as closed may be offered again."""


Notification = (
    TrackAdded | TrackRemoved | AudioLevels | KeyframeWanted | LayerChosen | ResourceClosed | EngineRestarted
)
Listener = Callable[[Notification], None]


class MediaEngine(Protocol):
    """What every engine offers. Each method may raise MediaRefused."""

    async def publish(self, request: Publish) -> Answer:
        """Take an offer to send. One publisher per (participant, source): a second is refused with media.taken."""

    async def subscribe(self, request: Subscribe) -> Answer:
        """Take an offer to receive."""

    async def choose(self, resource: ResourceId, mid: str, wanted: Wanted) -> None:
        """Change what a subscriber's section carries, without a new offer."""

    async def ice_tag(self, resource: ResourceId) -> str:
        """Give the tag of the resource's ICE generation."""

    async def restart_ice(self, resource: ResourceId, fragment: str) -> Restarted:
        """Give fresh ICE credentials; the media goes on until the peer uses them."""

    async def leave(self, resource: ResourceId) -> None:
        """Close a publisher or a subscriber."""

    async def expel(self, room: RoomId, participant: ParticipantId) -> None:
        """Close every publisher and subscriber of a participant."""

    async def unpublish(self, room: RoomId, participant: ParticipantId) -> None:
        """Close every publisher of a participant; they may go on watching."""

    async def set_stage(self, room: RoomId, tracks: tuple[TrackId, ...]) -> None:
        """Say which tracks the hall receives from now on; at first none. They need not be published yet."""

    async def set_channels(self, room: RoomId, heard: dict[str, TrackId]) -> None:
        """Say which tracks are heard in the room's interpretation channels from now on, by language.

        Anyone who receives the room may want `channel/<language>/audio`; it is silent while no track is heard in it.
        """

    async def tracks(self, room: RoomId) -> tuple[Track, ...]:
        """The tracks that are published in a room now."""

    async def stats(self) -> Stats:
        """Tell the engine's load and how each peer fares."""

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each notification; the result ends that. It must not block."""

    async def close(self) -> None:
        """Close every resource and the engine."""
