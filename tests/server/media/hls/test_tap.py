"""From the forwarder's ingests to the packager: packets, clocks, turned pictures, layers and requests."""

from __future__ import annotations

from rooms import ParticipantId, RoomId
from server.media import rtcp, rtp
from server.media.fan import Exit
from server.media.hls.feed import Packet
from server.media.hls.packager import Packager
from server.media.hls.tap import Tapped, Taps
from server.media.ingest import Ingest
from server.media.layers import Layer
from server.media.offers import Codec
from server.media.port import Kind, Source, Track, TrackId
from tests.air import Air

TRACK = TrackId("ana/camera/video")
WALL = 1_648_044_000.0


class Noted(Packager):
    """A packager that notes what it is given before it takes it."""

    packets: list[tuple[TrackId, Packet]]
    small: list[int]
    reports: list[tuple[TrackId, int, float, int]]

    def packet(self, track: TrackId, packet: Packet) -> None:
        self.packets.append((track, packet))
        super().packet(track, packet)

    def small_packet(self, track: TrackId, packet: Packet) -> None:
        self.small.append(packet.stream)
        super().small_packet(track, packet)

    def report(self, track: TrackId, stream: int, wall: float, timestamp: int) -> None:
        self.reports.append((track, stream, wall, timestamp))
        super().report(track, stream, wall, timestamp)


class Bench:
    """One ingest, tapped."""

    def __init__(self) -> None:
        air = Air()
        air.packager.__class__ = Noted
        assert isinstance(air.packager, Noted)
        self.packager = air.packager
        self.packager.packets, self.packager.small, self.packager.reports = [], [], []
        self.sent: list[bytes] = []
        self.wall, self.now = WALL, 5.0
        self.offset: int | None = None
        track = Track(TRACK, RoomId("fair/plenary"), ParticipantId("ana"), Source.CAMERA, Kind.VIDEO, "H264")
        codec = Codec(96, "H264", 90_000, feedback=("nack pli",))
        self.ingest = Ingest(
            track, codec, None, {"urn:3gpp:video-orientation": 3}, Exit(), self.sent.append, lambda _: None, 9
        )
        self.taps = Taps(self.packager, lambda: self.wall, lambda: self.now)
        self.tapped = {TRACK: Tapped(self.ingest, lambda: self.offset)}
        self.taps.listen(self.tapped)

    def send(self, layer: Layer, sequence: int, size: int = 20, elements: bytes = b"") -> None:
        data = rtp.build(96, 0x80, sequence, 3000 * sequence, layer.ssrc, b"\x41" * size, elements)
        header = rtp.parse(data)
        assert header is not None
        self.ingest.take(layer, data, header, sequence, header.start, self.now)


def test_packets_reach_the_packager_with_their_order_and_time() -> None:
    bench = Bench()
    bench.send(bench.ingest.layer("", 77), 65_535)
    bench.send(bench.ingest.layer("", 77), 0)
    assert bench.packager.packets == [
        (TRACK, Packet(65_535, 196_605_000, True, b"\x41" * 20, WALL, 77)),
        (TRACK, Packet(65_536, 0, True, b"\x41" * 20, WALL, 77)),
    ]


def test_turned_picture_is_told_in_degrees() -> None:
    bench = Bench()
    bench.send(bench.ingest.layer("", 77), 1, elements=rtp.element(3, b"\x01"))
    assert bench.packager.packets[0][1].rotation == 90


def test_sender_report_is_brought_to_our_clock_and_told_once() -> None:
    bench = Bench()
    layer = bench.ingest.layer("", 77)
    bench.send(layer, 1)
    # The publisher's clock is ten seconds late.
    layer.note_clock(rtcp.to_ntp(WALL - 10), 90_000, bench.now)
    bench.offset = 10 << 32
    bench.send(layer, 2)
    bench.send(layer, 3)
    assert len(bench.packager.reports) == 1
    track, stream, wall, timestamp = bench.packager.reports[0]
    assert (track, stream, timestamp) == (TRACK, 77, 90_000)
    assert abs(wall - WALL) < 0.001


def test_request_for_a_keyframe_reaches_the_publisher() -> None:
    bench = Bench()
    bench.taps.want_keyframe(TRACK)
    assert bench.sent == []
    bench.send(bench.ingest.layer("", 77), 1)
    bench.taps.want_keyframe(TRACK)
    parts = [part for data in bench.sent for part in rtcp.parts(data)]
    assert [(part.type, part.format) for part in parts] == [(rtcp.PAYLOAD_FEEDBACK, rtcp.PLI)]
    assert rtcp.feedback_target(parts[0]) == 77


def test_best_layer_is_taken_and_another_when_it_stops() -> None:
    bench = Bench()
    small, large = bench.ingest.layer("q", 1), bench.ingest.layer("h", 2)
    for sequence in range(100):
        bench.now += 0.05
        bench.wall += 0.05
        bench.send(small, sequence, 20)
        if sequence < 60:
            bench.send(large, sequence, 200)
        small.report(bench.now)
        large.report(bench.now)
    streams = [packet.stream for _, packet in bench.packager.packets]
    assert streams[45:60] == [2] * 15
    assert streams[-5:] == [1] * 5


def test_least_layer_is_taken_for_the_small_picture_and_another_when_it_stops() -> None:
    bench = Bench()
    bench.taps.listen(bench.tapped, TRACK)
    small, large = bench.ingest.layer("q", 1), bench.ingest.layer("h", 2)
    for sequence in range(100):
        bench.now += 0.05
        bench.wall += 0.05
        if sequence < 60:
            bench.send(small, sequence, 20)
        bench.send(large, sequence, 200)
        small.report(bench.now)
        large.report(bench.now)
    assert set(bench.packager.small[25:50]) == {1}
    assert set(bench.packager.small[-5:]) == {2}
    bench.taps.want_keyframe(TRACK, small=True)
    assert rtcp.feedback_target(next(iter(rtcp.parts(bench.sent[-1])))) == 2
    bench.taps.listen({})
    assert bench.ingest.taps == []


def test_track_that_is_no_longer_wanted_is_not_listened_to() -> None:
    bench = Bench()
    bench.taps.close()
    bench.send(bench.ingest.layer("", 77), 1)
    assert bench.packager.packets == []
    assert bench.ingest.taps == []
