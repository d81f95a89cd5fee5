"""Renumbering: whatever is lost, late, doubled or switched, a viewer sees one well-numbered stream."""

from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from rooms import ParticipantId, RoomId
from server.media import rtp, vp8
from server.media.fan import Exit, Fan
from server.media.ingest import Ingest
from server.media.layers import Item, Layer
from server.media.offers import Codec, Offered
from server.media.port import Kind, Notification, Source, Track, TrackId, Wanted
from server.media.srtp import Association
from server.media.transport import Transport
from server.media.viewer import Viewer

VP8 = Codec(96, "VP8", 90_000, repair=97, feedback=("nack", "nack pli"))
OPUS, RED = Codec(111, "opus", 48_000, 2), Codec(63, "red", 48_000, 2)


class Recorded:
    """A transport that keeps what would be sent. It counts as connected."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.association = cast(Association, object())

    def send_packet(self, packet: bytes) -> None:
        self.sent.append(packet)


class RecordingExit(Exit):
    """A way out that gives each receiver its copy instead of sending it."""

    def forward(self, item: Item, packet: bytes, fan: Fan) -> None:
        if item.number < fan.begins:
            super().forward(item, packet, fan)
            return
        fan.item, fan.payload_at = item, len(packet) - len(item.payload)
        fan.packets += 1
        for receiver in fan.receivers:
            view = memoryview(bytearray(packet))
            change = receiver.change()
            if change is not None:
                change(view)
            receiver.transport.send_packet(bytes(view))


WAY_OUT = RecordingExit()


def ingest(kind: Kind = Kind.VIDEO, codec: Codec = VP8, redundant: Codec | None = None) -> Ingest:
    source = Source.CAMERA if kind is Kind.VIDEO else Source.MICROPHONE
    track = Track(TrackId("t"), RoomId("c/r"), ParticipantId("p"), source, kind, codec.name)
    told: list[Notification] = []
    return Ingest(track, codec, redundant, {}, WAY_OUT, lambda _: None, told.append, 1)


def viewer_of(track: Ingest, *codecs: Codec) -> tuple[Viewer, Recorded]:
    transport = Recorded()
    offered = Offered(track.track.kind, track.track.kind.value, "0", "UDP/TLS/RTP/SAVPF", (), False, True)
    viewer = Viewer(cast(Transport, transport), offered, codecs or (VP8,), 50, Wanted(), lambda *_: None, 0.0)
    viewer.ingest = track
    track.viewers.append(viewer)
    return viewer, transport


def frame(number: int, picture: int, *, key: bool, layer: str) -> bytes:
    """A VP8 frame of one packet whose payload tells where it came from."""
    head = bytes((0x90, 0x80, 0x80 | picture >> 8 & 0x7F, picture & 255, 0 if key else 1))
    return rtp.build(
        96, 0x80, number & 0xFFFF, number * 3000 & 0xFFFFFFFF, 9, head + f"{layer}{number}".encode()
    )


def take(track: Ingest, layer: Layer, data: bytes, now: float) -> None:
    header = rtp.parse(data)
    assert header is not None
    track.take(layer, data, header, header.sequence, header.start, now)


# A step: which layer sends, how its next packet fares, whether it is a keyframe, and which layer is wanted then.
STEPS = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.sampled_from(["fine"] * 5 + ["lost", "late", "doubled"]),
        st.booleans(),
        st.sampled_from([None, None, None, "a", "b"]),
    ),
    min_size=5,
    max_size=80,
)


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from([0, 100, 32_760, 65_500]), st.sampled_from([0, 32_700, 65_530]))
def test_viewer_sees_one_stream_whatever_happens(
    steps: list[tuple[str, str, bool, str | None]], first_a: int, first_b: int
) -> None:
    track = ingest()
    viewer, transport = viewer_of(track)
    layers = {"a": track.layer("a", 1), "b": track.layer("b", 2)}
    numbers, pictures, late = {"a": first_a, "b": first_b}, {"a": 5, "b": 20_000}, list[tuple[str, bytes]]()
    track.aim(viewer, layers["a"])
    for moment, (name, fate, key, wish) in enumerate(steps):
        now = moment / 30
        data = frame(numbers[name], pictures[name], key=key, layer=name)
        numbers[name] += 1
        pictures[name] = pictures[name] + 1 & 0x7FFF
        if fate == "late":
            late.append((name, data))
        elif fate != "lost":
            take(track, layers[name], data, now)
            if fate == "doubled":
                take(track, layers[name], data, now)
            if late:
                slow, held = late.pop(0)
                take(track, layers[slow], held, now)
        if wish is not None:
            track.aim(viewer, layers[wish])
    seen: dict[int, bytes] = {}
    near: int | None = None
    highest_picture: int | None = None
    for packet in transport.sent:
        header = rtp.parse(packet)
        assert header is not None
        assert (header.ssrc, header.payload_type) == (50, 96)
        number = header.sequence if near is None else rtp.unwrap(header.sequence, near)
        near = number if near is None else max(near, number)
        payload = packet[header.start : header.end]
        # Under AES-GCM a number must never cover two different packets.
        assert seen.setdefault(number, packet) == packet
        descriptor = vp8.parse(payload)
        assert descriptor is not None
        if number == near:
            ahead = descriptor.picture - (
                highest_picture if highest_picture is not None else descriptor.picture - 1
            )
            assert 0 < ahead & 0x7FFF < 0x4000, "picture ids go forward with the numbers"
            highest_picture = descriptor.picture
    assert len(seen) == len(transport.sent), "nothing is sent twice without being asked for"
    if transport.sent:
        assert vp8.is_keyframe(*_payload(transport.sent[0])), "a viewer begins with a keyframe"


def _payload(packet: bytes) -> tuple[bytes, vp8.Descriptor]:
    header = rtp.parse(packet)
    assert header is not None
    payload = packet[header.start : header.end]
    descriptor = vp8.parse(payload)
    assert descriptor is not None
    return payload, descriptor


def test_viewer_is_asked_to_wait_for_no_keyframe_with_sound() -> None:
    track = ingest(Kind.AUDIO, OPUS)
    viewer, transport = viewer_of(track, OPUS)
    layer = track.layer("", 1)
    take(track, layer, rtp.build(111, 0, 1, 960, 1, b"sound"), 0.0)
    assert len(transport.sent) == 1
    assert viewer.layer is layer


def _red(number: int, past: bytes, present: bytes) -> bytes:
    head = (1 << 31 | 111 << 24 | 960 << 10 | len(past)).to_bytes(4, "big") + bytes((111,))
    return rtp.build(63, 0, number, number * 960, 1, head + past + present)


def test_lost_sound_is_repaired_from_the_redundancy_of_the_next_packet() -> None:
    track = ingest(Kind.AUDIO, OPUS, RED)
    _, transport = viewer_of(track, Codec(96, "opus", 48_000, 2))
    layer = track.layer("", 1)
    take(track, layer, _red(1, b"zero", b"one"), 0.0)
    take(track, layer, _red(3, b"two", b"three"), 0.04)
    found = [rtp.parse(packet) for packet in transport.sent]
    assert [(each.sequence, each.timestamp) for each in found if each] == [(1, 960), (2, 1920), (3, 2880)]
    assert [packet[12:] for packet in transport.sent] == [b"one", b"two", b"three"]
    assert {each.payload_type for each in found if each} == {96}


def test_viewer_that_knows_redundancy_gets_it_under_its_own_payload_types() -> None:
    track = ingest(Kind.AUDIO, OPUS, RED)
    _, transport = viewer_of(track, Codec(35, "red", 48_000, 2), Codec(96, "opus", 48_000, 2))
    take(track, track.layer("", 1), _red(1, b"zero", b"one"), 0.0)
    (packet,) = transport.sent
    header = rtp.parse(packet)
    assert header is not None
    assert header.payload_type == 35
    assert (packet[12] & 127, packet[16]) == (96, 96)
