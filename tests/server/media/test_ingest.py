"""What a track asks of its publisher, and what it tells of itself."""

from rooms import ParticipantId, RoomId
from server.media import rtcp, rtp
from server.media.fan import Exit
from server.media.ingest import KEYFRAME_S, Ingest
from server.media.layers import Item, Layer
from server.media.offers import Codec
from server.media.port import KeyframeWanted, Kind, Notification, Source, Track, TrackId

WAY_OUT = Exit()


def ingest(*feedback: str) -> tuple[Ingest, list[rtcp.Part], list[Notification]]:
    sent: list[rtcp.Part] = []
    told: list[Notification] = []
    track = Track(TrackId("t"), RoomId("c/r"), ParticipantId("p"), Source.CAMERA, Kind.VIDEO, "VP8")
    codec = Codec(96, "VP8", 90_000, feedback=feedback)
    made = Ingest(track, codec, None, {}, WAY_OUT, lambda data: sent.extend(rtcp.parts(data)), told.append, 7)
    return made, sent, told


def arrives(track: Ingest, layer: Layer, number: int, now: float, *, key: bool = False) -> None:
    data = rtp.build(96, 0x80, number, number * 3000, 1, bytes((0x10, 0 if key else 1)))
    header = rtp.parse(data)
    assert header is not None
    track.take(layer, data, header, header.sequence, header.start, now)


def test_keyframes_are_asked_for_at_most_every_300_ms_until_one_comes() -> None:
    track, sent, told = ingest("nack", "nack pli")
    layer = track.layer("", 1)
    for step in range(100):
        track.want_keyframe(layer, step / 100)
    assert KEYFRAME_S == 0.3
    assert len(sent) == 4
    assert {(part.type, part.format, rtcp.feedback_target(part)) for part in sent} == {
        (rtcp.PAYLOAD_FEEDBACK, rtcp.PLI, 1)
    }
    assert told == [KeyframeWanted(TrackId("t"), "")] * 4
    arrives(track, layer, 1, 1.0, key=True)
    track.ask(layer, 5.0)
    assert len(sent) == 4


def test_request_that_the_throttle_held_back_is_made_later() -> None:
    track, sent, _ = ingest("nack pli")
    layer = track.layer("", 1)
    track.want_keyframe(layer, 1.0)
    arrives(track, layer, 1, 1.05, key=True)
    track.want_keyframe(layer, 1.1)
    track.ask(layer, 1.2)
    assert len(sent) == 1
    track.ask(layer, 1.31)
    assert len(sent) == 2


def test_encoder_that_knows_no_pli_is_asked_by_fir_with_a_growing_number() -> None:
    track, sent, _ = ingest("ccm fir")
    layer = track.layer("", 1)
    track.want_keyframe(layer, 0.0)
    track.want_keyframe(layer, 1.0)
    assert [(part.format, part.body[12]) for part in sent] == [(rtcp.FIR, 1), (rtcp.FIR, 2)]


def test_listeners_see_each_packet_once_with_its_layer() -> None:
    track, _, _ = ingest()
    layer = track.layer("", 1)
    seen: list[tuple[Layer, Item]] = []
    track.taps.append(lambda heard, item: seen.append((heard, item)))
    for number in (1, 3, 3, 2):
        arrives(track, layer, number, 0.0)
    assert [item.number for _, item in seen] == [1, 3, 2]
    assert {heard for heard, _ in seen} == {layer}


def test_stats_tell_what_arrived() -> None:
    track, _, _ = ingest()
    layer = track.layer("", 1)
    for number in (1, 2, 4):
        arrives(track, layer, number, 0.0, key=number == 1)
    (stats,) = track.stats().layers
    assert (stats.packets, stats.lost, stats.keyframes) == (3, 1, 1)
