"""Pictures from payloads: whole ones only, and after a loss none before the next keyframe."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.hls.feed import Packet
from server.media.hls.h264 import Picture, Pictures, size_of
from server.media.hls.reorder import Reorder
from tests.studio import MTU, Camera, Sender

# Of a picture of 1280 x 720 by x264 in High profile, and of 640 x 360 (cropped from 368) in Baseline.
HIGH = bytes.fromhex("6764001facd940500 5bb011000000300100000030320f1831960".replace(" ", ""))
SPS, PPS = bytes.fromhex("6742c01ed900a02ff9610000030001000003003c0f162e48"), bytes.fromhex("68cb83cb20")


def through(packets: Iterable[tuple[Packet, bool]]) -> list[Picture]:
    pictures = Pictures()
    return [done for packet, missing in packets for done in pictures.push(packet, missing)]


def in_order(packets: list[Packet]) -> list[Picture]:
    return through((packet, place == 0) for place, packet in enumerate(packets))


def packet(payload: bytes, timestamp: int = 0, marker: bool = False, number: int = 0) -> Packet:
    return Packet(number, timestamp, marker, payload, 0.0)


def aggregate(*units: bytes) -> bytes:
    return b"\x78" + b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)


def film(pictures: int, keyframes: set[int] | None = None) -> list[list[Packet]]:
    """The packets of some pictures, those of each together."""
    camera, sender = Camera(320, 180, bitrate=4_000_000), Sender(1)
    found = []
    for number in range(pictures):
        camera.keyframe_wanted = number in (keyframes or {0})
        found.append(sender.picture(camera.picture(number), number * 3600, 0.0))
    return found


FILM = film(12, {0, 6})


@pytest.mark.parametrize(
    ("sps", "size"),
    [
        (SPS, (640, 360)),
        (HIGH, (1280, 720)),
        (b"\x67\x42", None),
        (b"\x67", None),
        (b"\x67" + b"\0" * 20, None),
    ],
)
def test_size_is_read_from_the_parameter_set(sps: bytes, size: tuple[int, int] | None) -> None:
    assert size_of(sps) == size


@given(st.binary(max_size=60))
def test_broken_parameter_sets_give_a_size_or_nothing(data: bytes) -> None:
    size = size_of(b"\x67" + data)
    assert size is None or (size[0] > 0 and size[1] > 0)


def test_single_units_aggregates_and_fragments_make_one_picture() -> None:
    idr = b"\x65" + bytes(range(1, 200))
    pieces = [idr[1:100], idr[100:]]
    done = in_order(
        [
            packet(aggregate(SPS, PPS)),
            packet(b"\x06sei"),
            packet(b"\x7c\x85" + pieces[0]),
            packet(b"\x7c\x45" + pieces[1], marker=True),
        ]
    )
    assert len(done) == 1
    assert done[0].keyframe
    assert done[0].data == b"\0\0\0\x04\x06sei" + len(idr).to_bytes(4, "big") + idr
    assert (done[0].settings.sps, done[0].settings.pps) == (SPS, (PPS,))


def test_picture_ends_with_its_timestamp_when_the_marker_is_missing() -> None:
    done = in_order(
        [
            packet(aggregate(SPS, PPS), 0),
            packet(b"\x65one", 0),
            packet(b"\x41two", 3600),
            packet(b"\x41three", 7200, True),
        ]
    )
    assert [each.timestamp for each in done] == [0, 3600, 7200]
    assert [each.keyframe for each in done] == [True, False, False]


def test_a_stream_that_is_joined_in_its_middle_waits_for_a_keyframe() -> None:
    done = in_order([packet_ for picture in FILM[3:] for packet_ in picture])
    assert [each.timestamp // 3600 for each in done] == list(range(6, 12))


@pytest.mark.parametrize("lost", range(len(FILM[0])))
def test_no_packet_of_a_keyframe_can_be_missed_unnoticed(lost: int) -> None:
    packets = [each for picture in FILM for each in picture]
    del packets[lost]
    reorder = Reorder(0.0)
    done = through(each for packet_ in packets for each in [*reorder.push(packet_), *reorder.expire(0.0)])
    # Without its parameter sets the first packet of a picture cannot be told from its middle.
    assert [each.timestamp // 3600 for each in done] == list(range(6, 12))


@given(st.integers(0, 1 << 30), st.floats(0.0, 0.4), st.booleans())
def test_whatever_is_lost_or_disordered_every_picture_given_is_whole_and_decodable(
    seed: int, loss: float, shuffled: bool
) -> None:
    chance = random.Random(seed)
    whole = {each.timestamp: each for each in in_order([p for picture in FILM for p in picture])}
    packets = [each for picture in FILM for each in picture if chance.random() >= loss]
    if shuffled:
        packets = sorted(packets, key=lambda each: each.number + chance.uniform(0, 3))
    reorder = Reorder(0.25)
    due = [each for packet_ in packets for each in reorder.push(packet_)] + reorder.expire(1.0)
    done = through(due)
    before: int | None = None
    for picture in done:
        assert picture.data == whole[picture.timestamp].data
        assert picture.keyframe or before == picture.timestamp - 3600
        before = picture.timestamp


@given(
    st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 3), st.booleans(), st.booleans()), max_size=30)
)
def test_any_bytes_are_taken(packets: list[tuple[bytes, int, bool, bool]]) -> None:
    through((packet(payload, timestamp, marker), missing) for payload, timestamp, marker, missing in packets)


def test_studio_makes_fragments_and_aggregates() -> None:
    kinds = {each.payload[0] & 31 for picture in film(1) for each in picture}
    assert kinds >= {24, 28}
    assert all(len(each.payload) <= MTU + 2 for picture in FILM for each in picture)
