"""What lives on a Janus for us: publications, subscriptions and the room that holds them. Values and rules.

Input: the requests of the port, and what VideoRoom answered.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from rooms import ParticipantId, RoomId
from server.media.channels import is_channel
from server.media.janus.descriptions import NUMBERS, Side
from server.media.offers import Offer, Offered
from server.media.port import (
    Kind,
    MediaRefused,
    Publish,
    ResourceId,
    Section,
    Source,
    Subscribe,
    Track,
    TrackId,
    Wanted,
)

_KINDS = {
    Source.CAMERA: (Kind.VIDEO,),
    Source.MICROPHONE: (Kind.AUDIO,),
    Source.SCREEN: (Kind.VIDEO, Kind.AUDIO),
}


@dataclass(eq=False)
class Publication:
    """One publisher. `feed` is its number in the VideoRoom, `mids` the section that carries each track there."""

    resource: ResourceId
    request: Publish
    handle: int
    feed: int
    offer: str
    tag: str
    tracks: dict[TrackId, Track]
    mids: dict[TrackId, str]
    live: bool = False
    # Janus receives nothing from it at the moment.
    silent: bool = False

    @property
    def owner(self) -> ParticipantId:
        """Who publishes."""
        return self.request.publisher


@dataclass(eq=False)
class Part:
    """One section of a subscription: its mid in the viewer's offer and in Janus' own, and what it carries."""

    mid: str
    kind: Kind
    there: str
    wanted: Wanted = field(default_factory=Wanted)
    carries: TrackId | None = None


@dataclass(eq=False)
class Subscription:
    """One subscriber. `follows` takes whatever may be received; `lock` keeps one change after the other."""

    resource: ResourceId
    request: Subscribe
    handle: int
    side: Side
    tag: str
    parts: list[Part]
    follows: bool
    live: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def owner(self) -> ParticipantId:
        """Who receives."""
        return self.request.subscriber

    def sections(self) -> tuple[Section, ...]:
        """The sections as an answer tells them."""
        return tuple(Section(part.mid, part.kind, part.carries) for part in self.parts)


@dataclass(eq=False)
class Hall:
    """One room on this Janus. `silence` is the feed that never sends: what carries nothing receives it."""

    room: RoomId
    number: int
    silence: int = 0
    silent_mids: dict[Kind, str] = field(default_factory=dict)
    stage: tuple[TrackId, ...] = ()
    publications: dict[ResourceId, Publication] = field(default_factory=dict)
    subscriptions: dict[ResourceId, Subscription] = field(default_factory=dict)
    # Tracks that can be watched, and whose they are.
    tracks: dict[TrackId, Publication] = field(default_factory=dict)
    levels: dict[TrackId, int] = field(default_factory=dict)
    # The track that is heard in each interpretation channel.
    heard: dict[TrackId, TrackId] = field(default_factory=dict)

    def receivable(self, backstage: bool) -> tuple[TrackId, ...]:
        """The tracks that the backstage, or the hall, may receive now."""
        if backstage:
            return tuple(self.tracks)
        return tuple(track for track in self.stage if track in self.tracks)

    def carried(self, wanted: TrackId | None, may: Collection[TrackId]) -> TrackId | None:
        """The track that a wanted one stands for now, where it may be received."""
        if is_channel(wanted):
            heard = self.heard.get(wanted) if wanted is not None else None
            return heard if heard in self.tracks else None
        return wanted if wanted is not None and wanted in may else None

    def track(self, id: TrackId) -> Track:
        return self.tracks[id].tracks[id]

    def source(self, part: Part, track: TrackId | None) -> tuple[int, str]:
        """The feed and the mid that give a track to a part, or silence."""
        publication = None if track is None else self.tracks.get(track)
        if publication is None or track is None:
            return self.silence, self.silent_mids[part.kind]
        return publication.feed, publication.mids[track]

    def part(self, subscription: Subscription, mid: str, wanted: Wanted) -> Part:
        """The part of a subscription that shall carry something else. Raises MediaRefused media.track."""
        part = next((each for each in subscription.parts if each.mid == mid), None)
        if part is None:
            raise MediaRefused("media.track", section=mid)
        if is_channel(wanted.track) and part.kind is Kind.AUDIO:
            return part
        if wanted.track is not None:
            may = self.receivable(subscription.request.backstage)
            if wanted.track not in may or self.track(wanted.track).kind is not part.kind:
                raise MediaRefused("media.track", track=wanted.track)
            if wanted.layer is not None:
                layer_number(self.track(wanted.track), wanted.layer)
        return part

    def viewers(self, track: TrackId) -> int:
        return sum(part.carries == track for each in self.subscriptions.values() for part in each.parts)

    def holders(self, request: Publish) -> list[Publication]:
        """Who has a source that this request wants, or is asked to give way. Raises MediaRefused media.taken."""
        found = []
        for other in self.publications.values():
            held = {track.source for track in other.tracks.values()} & set(request.sources)
            if other.request.publisher == request.publisher and held:
                if not request.replace and not other.silent:
                    raise MediaRefused("media.taken", source=min(held))
                found.append(other)
        return found


def hall_number(room: RoomId) -> int:
    """A room's number in the VideoRoom: the same in every process. Two rooms of one server do not meet in 62 bits."""
    data = room.encode()
    return zlib.crc32(data) << 30 | zlib.crc32(data[::-1]) >> 2 | 1


def tracks_of(request: Publish, offer: Offer) -> dict[str, Track]:
    """What each sending section of an offer carries, by its mid. Raises MediaRefused media.codec and media.sdp."""
    free = [(source, kind) for source in request.sources for kind in _KINDS[source]]
    found: dict[str, Track] = {}
    for section in offer.sections:
        place = next((each for each in free if each[1] is section.kind), None) if section.sends else None
        if place is None:
            continue
        source, kind = place
        name = NUMBERS[kind][0]
        if not any(codec.name.lower() == name.lower() for codec in section.codecs):
            raise MediaRefused("media.codec", kind=kind.value)
        free.remove(place)
        found[section.mid] = Track(
            TrackId(f"{request.publisher}/{source}/{kind}"),
            request.room, request.publisher, source, kind, name, section.layers, request.aside,
        )  # fmt: skip
    if not found:
        raise MediaRefused("media.sdp", reason="nothing is sent that was asked for")
    return found


def parts_of(hall: Hall, request: Subscribe, sections: Iterable[Offered]) -> list[Part]:
    """The parts of a subscription with what each shall carry. Raises MediaRefused media.track."""
    may = hall.receivable(request.backstage)
    waiting = list(request.wanted or ())
    parts = []
    for number, section in enumerate(sections):
        assert section.kind is not None
        part = Part(section.mid, section.kind, str(number))
        for each in waiting:
            channel = is_channel(each.track)
            if each.track is not None and not channel and each.track not in may:
                raise MediaRefused("media.track", track=each.track)
            kind = Kind.AUDIO if channel else part.kind if each.track is None else hall.track(each.track).kind
            if kind is part.kind:
                waiting.remove(each)
                part.wanted = each
                break
        part.carries = hall.carried(part.wanted.track, may)
        parts.append(part)
    if waiting:
        raise MediaRefused("media.track", track=waiting[0].track or "")
    if request.wanted is None:
        fill(hall, parts, may)
    return parts


def fill(hall: Hall, parts: list[Part], tracks: Iterable[TrackId]) -> list[Part]:
    """Give free parts the tracks that nobody of them carries; return the parts that changed."""
    changed = []
    for track in tracks:
        if hall.track(track).aside or any(part.carries == track for part in parts):
            continue
        kind = hall.track(track).kind
        free = next((part for part in parts if part.carries is None and part.kind is kind), None)
        if free is not None:
            free.carries = track
            free.wanted = Wanted(track, free.wanted.layer)
            changed.append(free)
    return changed


def layer_number(track: Track, layer: str) -> int:
    """Janus' number of a simulcast layer, 0 the lowest. Raises MediaRefused media.track."""
    if layer not in track.layers:
        raise MediaRefused("media.track", layer=layer)
    place = track.layers.index(layer)
    return len(track.layers) - 1 - place if order_of(track.layers) == "hml" else place


def order_of(layers: tuple[str, ...]) -> str:
    """The order in which a publisher names its layers: `hml` from the highest, `lmh` from the lowest."""
    return "lmh" if layers and layers[0] in ("l", "q", "low", "0") else "hml"
