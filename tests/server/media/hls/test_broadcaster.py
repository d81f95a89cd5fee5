"""An engine's broadcast of a room: which tracks it listens to, and that it lets go of them."""

from __future__ import annotations

import asyncio

import pytest

from rooms import ParticipantId, RoomId
from server.media import rtp
from server.media.fan import Exit
from server.media.hls.broadcaster import Broadcaster
from server.media.hls.feed import Channel, Plan
from server.media.hls.products import PartCut, Product, SegmentCut
from server.media.hls.tap import Tapped
from server.media.ingest import Ingest
from server.media.offers import Codec
from server.media.port import Kind, Source, Track, TrackId
from tests.studio import Camera, Sender

CAMERA, FILM, VOICE = (
    TrackId("ana/camera/video"),
    TrackId("bea/camera/video"),
    TrackId("ana/microphone/audio"),
)
H264, VP8, OPUS = Codec(96, "H264", 90_000), Codec(97, "VP8", 90_000), Codec(98, "opus", 48_000, 2)


def ingest(track: TrackId, codec: Codec) -> Tapped:
    kind = Kind.AUDIO if codec is OPUS else Kind.VIDEO
    source = Source.MICROPHONE if codec is OPUS else Source.CAMERA
    published = Track(track, RoomId("fair/plenary"), ParticipantId("ana"), source, kind, codec.name)
    return Tapped(Ingest(published, codec, None, {}, Exit(), lambda _: None, lambda _: None, 9), lambda: None)


def plan(picture: TrackId | None) -> Plan:
    return Plan(picture, (Channel("original", "Original", "und", (VOICE,)),))


async def test_only_planned_tracks_that_browsers_can_play_are_listened_to() -> None:
    tracks = {CAMERA: ingest(CAMERA, H264), FILM: ingest(FILM, VP8), VOICE: ingest(VOICE, OPUS)}
    broadcaster = Broadcaster(plan(CAMERA), lambda _: None, lambda: 1000.0, lambda: 0.0)

    def listened() -> list[TrackId]:
        return [track for track, each in tracks.items() if each.ingest.taps]

    broadcaster.listen(tracks)
    assert (listened(), broadcaster.unsuitable) == ([CAMERA, VOICE], frozenset())
    broadcaster.aim(plan(FILM))
    assert (listened(), broadcaster.unsuitable) == ([VOICE], frozenset({FILM}))
    broadcaster.aim(plan(None))
    assert (listened(), broadcaster.unsuitable) == ([VOICE], frozenset())
    broadcaster.close()
    assert listened() == []


async def test_track_that_comes_later_is_broadcast_from_then_on() -> None:
    now, products = 1000.0, list[Product]()
    broadcaster = Broadcaster(plan(CAMERA), products.append, lambda: now, lambda: now)
    broadcaster.listen({})
    tapped = ingest(CAMERA, H264)
    broadcaster.listen({CAMERA: tapped})
    layer, camera, sender = tapped.ingest.layer("", 7), Camera(320, 180), Sender(7)
    for number in range(25):
        now = 1000.0 + 0.04 * number
        for packet in sender.picture(camera.picture(0), 3600 * number, now):
            data = rtp.build(
                96, 0x80 if packet.marker else 0, packet.number, packet.timestamp, 7, packet.payload
            )
            header = rtp.parse(data)
            assert header is not None
            tapped.ingest.take(layer, data, header, header.sequence, header.start, now)
        broadcaster.tick()
        await asyncio.sleep(0)
    broadcaster.close()
    video = [each for each in products if each.rendition == "video"]
    assert sum(each.duration for each in video if isinstance(each, PartCut)) == pytest.approx(1.1, abs=0.1)
    assert isinstance(video[-1], SegmentCut)
