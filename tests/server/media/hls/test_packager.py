"""The packager from packets to products: what a player would see, when the network or a publisher misbehaves."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable
from itertools import pairwise

import pytest

from server.media.hls.feed import Channel, Packet, Plan
from server.media.hls.packager import Packager
from server.media.hls.products import LONGEST_SEGMENT, Ended, Group, Opened, PartCut, SegmentCut, parts_of
from server.media.port import TrackId
from tests.air import CAMERA, CHANNELS, ORIGIN, Air
from tests.server.media.hls.decoded import SOUNDS, assert_gapless, heard, pictures, segments
from tests.studio import Camera, Sender


def test_every_picture_is_decoded_and_shows_the_time_at_which_it_stands(air: Air) -> None:
    air.play(6)
    found = pictures(air.file("video"))
    assert len(found) >= 25 * 5
    for time, shown, _ in found:
        assert shown is not None
        # The camera began with the first step of the clock, 5 ms after the broadcast.
        assert shown / 1000 + 0.005 == pytest.approx(time, abs=0.002)


def test_parts_keep_what_the_playlist_promises(air: Air) -> None:
    air.play(13)
    for rendition in ("video", *SOUNDS):
        closed = segments(air.products, rendition)
        assert len(closed) >= 2
        for segment in closed:
            assert sum(part.duration for part in segment) <= LONGEST_SEGMENT
            for part in segment[:-1]:
                assert 0.85 * parts_of().target <= part.duration <= parts_of().target
            assert segment[-1].duration <= parts_of().target
            assert segment[0].independent


def test_a_keyframe_is_asked_for_with_each_segment(air: Air) -> None:
    air.play(13)
    starts = [segment[0].began - ORIGIN for segment in segments(air.products, "video")]
    assert starts == pytest.approx([0, 3.965, 7.925], abs=0.1)
    assert len(air.asked) == 3


def test_publisher_that_gives_no_keyframes_gets_segments_of_the_promised_length() -> None:
    air = Air(answers_requests=False)
    air.play(12)
    closed = segments(air.products, "video")
    assert len(closed) == 2
    assert all(sum(part.duration for part in segment) <= LONGEST_SEGMENT for segment in closed)
    assert [segment[0].independent for segment in closed] == [True, False]


@pytest.mark.parametrize("seed", range(3))
def test_reordered_packets_are_put_in_order(seed: int) -> None:
    air, chance = Air(groups=(Group.OPUS,)), random.Random(seed)
    waiting: list[Packet] = []

    def shuffle(packet: Packet) -> Iterable[Packet]:
        if packet.stream != 1:
            return (packet,)
        waiting.append(packet)
        if len(waiting) < 4:
            return ()
        chance.shuffle(waiting)
        due = list(waiting)
        waiting.clear()
        return due

    air.disturb = shuffle
    air.play(4)
    found = pictures(air.file("video"))
    assert len(found) > 80
    assert all(shown is not None and shown / 1000 + 0.01 >= time - 0.01 for time, shown, _ in found)


def test_after_a_loss_the_picture_goes_on_with_a_new_keyframe() -> None:
    air = Air(groups=(Group.OPUS,))
    air.disturb = lambda packet: () if packet.stream == 1 and 2.0 < air.now - ORIGIN < 2.1 else (packet,)
    air.play(6)
    times = [time for time, _, _ in pictures(air.file("video"))]
    holes = [(at, after - at) for at, after in pairwise(times) if after - at > 0.05]
    assert len(holes) == 1
    assert holes[0][1] < 0.6
    assert any(2.1 < at < 2.6 for at, _ in air.asked)
    assert_gapless(air.parts("video"))


def test_camera_that_is_off_gives_a_still_and_everything_stays_in_step(air: Air) -> None:
    air.play(3)
    air.silent.add(CAMERA)
    air.play(4)
    still = air.parts("video")[-1]
    assert still.began + still.duration > air.now - 1.0
    air.silent.clear()
    air.camera.keyframe_wanted = True
    air.play(3)
    assert [(init.width, init.height) for init in air.inits("video")] == [(320, 180), (640, 360), (320, 180)]
    assert_gapless(air.parts("video"))
    for rendition in ("video", "small", *SOUNDS):
        breaks = [
            product
            for product in air.products
            if isinstance(product, SegmentCut) and product.rendition == rendition and product.discontinuity
        ]
        assert len(breaks) == 2


def test_broadcast_without_any_picture_begins_with_a_still() -> None:
    air = Air(plan=Plan(None, CHANNELS))
    air.play(5)
    assert [(init.width, init.height) for init in air.inits("video")] == [(640, 360)]
    assert len(pictures(air.file("video"))) >= 20
    assert_gapless(air.parts("video"))


def test_larger_picture_gets_its_own_init_segment_behind_a_discontinuity(air: Air) -> None:
    air.play(2)
    air.camera = Camera(640, 360)
    air.play(3)
    assert [(init.width, init.height) for init in air.inits("video")] == [(320, 180), (640, 360)]
    small, large = air.inits("video")
    cut = next(
        place
        for place, product in enumerate(air.products)
        if isinstance(product, SegmentCut) and product.rendition == "video" and product.discontinuity
    )
    after = [each for each in air.products[cut:] if isinstance(each, PartCut) and each.rendition == "video"]
    assert after[0].independent
    found = pictures(large.data + b"".join(part.data for part in after))
    assert {width for _, _, width in found} == {640}
    assert small.codec.startswith("avc1.42")


@pytest.mark.parametrize("late_s", [0.0, 0.3])
def test_sounds_tell_a_discontinuity_of_the_same_moment_as_the_picture(air: Air, late_s: float) -> None:
    on_the_way: deque[Packet] = deque()

    def disturb(packet: Packet) -> Iterable[Packet]:
        if packet.stream != air.senders[CAMERA].stream:
            return (packet,)
        on_the_way.append(packet)
        return [
            on_the_way.popleft() for each in list(on_the_way) if each.arrived + late_s <= air.now
        ]  # fmt: skip

    air.disturb = disturb
    air.play(2)
    air.camera = Camera(640, 360)
    air.play(3)

    def continued(rendition: str) -> float:
        products = iter(air.products)
        next(
            each
            for each in products
            if isinstance(each, SegmentCut) and each.rendition == rendition and each.discontinuity
        )
        return next(
            each.began for each in products if isinstance(each, PartCut) and each.rendition == rendition
        )

    for rendition in SOUNDS:
        assert 0 <= continued(rendition) - continued("video") < 0.022
        assert_gapless(air.parts(rendition))


def test_picture_goes_over_to_another_camera_at_its_first_keyframe(air: Air) -> None:
    other, sender = TrackId("bea/camera/video"), Sender(7, 5, 123)
    air.play(2)
    air.packager.aim(Plan(other, CHANNELS))
    assert not [each for each in air.products if isinstance(each, Opened | Ended)][6:]
    air.play(0.3)
    camera = Camera(320, 180)
    for number in range(50):
        air.play(0.04)
        for packet in sender.picture(camera.picture(900_000), number * 3600, air.now):
            air.packager.packet(other, packet)
    shown = [found for _, found, _ in pictures(air.file("video"))]
    assert shown[-1] == 900_000
    assert shown.index(900_000) >= 25 * 2


def test_small_picture_is_that_of_the_smallest_layer_and_breaks_where_the_large_one_does(air: Air) -> None:
    layer, sender, pictured = Camera(160, 90), Sender(9, 5, 123), 0
    air.packager.small_packet = lambda _track, _packet: None  # type: ignore[method-assign, assignment]
    for number in range(150):
        air.play(0.04)
        if number == 75:
            air.camera = Camera(640, 360)
        layer.keyframe_wanted = len(air.small_asked) > pictured
        pictured = len(air.small_asked)
        for packet in sender.picture(layer.picture(number * 40), number * 3600, air.now):
            Packager.small_packet(air.packager, CAMERA, packet)
    breaks = [
        product.rendition
        for product in air.products
        if isinstance(product, SegmentCut) and product.discontinuity
    ]
    assert sorted(breaks) == sorted(["video", "small", *SOUNDS])
    assert [(init.width, init.height) for init in air.inits("small")] == [(160, 90)]
    found = pictures(air.file("small"))
    assert len(found) > 140 and {width for _, _, width in found} == {160}
    assert_gapless(air.parts("small"))


def test_second_picture_opens_beside_the_first_and_ends_without_it(air: Air) -> None:
    other, sender, camera = TrackId("bea/camera/video"), Sender(7, 5, 123), Camera(320, 180)
    air.play(2)
    air.packager.aim(Plan(CAMERA, CHANNELS, other))
    for number in range(50):
        air.play(0.04)
        for packet in sender.picture(camera.picture(900_000), number * 3600, air.now):
            air.packager.packet(other, packet)
    assert {shown for _, shown, _ in pictures(air.file("beside"))} == {900_000}
    assert 900_000 not in {shown for _, shown, _ in pictures(air.file("video"))}
    assert abs(air.parts("beside")[-1].began - air.parts("video")[-1].began) < 0.5
    air.packager.aim(Plan(CAMERA, CHANNELS))
    told = [type(each).__name__ for each in air.products if isinstance(each, Opened | Ended)]
    assert told[6:] == ["Opened", "Ended"]


def test_channel_that_is_added_and_taken_away_opens_and_ends_its_renditions(air: Air) -> None:
    air.play(1)
    french = Channel("fr", "Français", "fr")
    air.packager.aim(Plan(CAMERA, (CHANNELS[0], french)))
    air.play(1)
    told = [
        (type(each).__name__, each.rendition) for each in air.products if isinstance(each, Opened | Ended)
    ]
    assert told[6:] == [
        ("Ended", "opus-es"), ("Ended", "aac-es"), ("Opened", "opus-fr"), ("Opened", "aac-fr"),
    ]  # fmt: skip
    assert heard(air.file("aac-fr"), 0.1, 0.5)[1] < 1e-4


def test_closing_gives_every_rendition_its_last_segment(air: Air) -> None:
    air.play(1)
    air.packager.close()
    for rendition in ("video", *SOUNDS):
        last = [each for each in air.products if each.rendition == rendition][-1]
        assert isinstance(last, SegmentCut)


def edge(air: Air, rendition: str) -> float:
    """Up to when there is something to play, in seconds since the broadcast began."""
    parts = air.parts(rendition)
    return parts[-1].began + parts[-1].duration - ORIGIN if parts else 0.0


def test_pictures_wait_for_sounds_that_are_late_and_lose_nothing() -> None:
    air = Air(groups=(Group.OPUS,))
    for behind in (0.0, 4.0, 2.0, 0.0):
        air.behind = behind
        for _ in range(20):
            air.play(0.25)
            ahead = edge(air, "video") - edge(air, "opus-original")
            # A player begins three parts behind the picture's edge.
            assert ahead < 2 * parts_of().target
    assert edge(air, "video") > air.now - ORIGIN - 0.6
    assert_gapless(air.parts("video"))
    assert len(pictures(air.file("video"))) >= 25 * 18


def test_pictures_go_on_without_sounds_that_do_not_come() -> None:
    air = Air(groups=(Group.OPUS,))
    air.behind = 3600.0
    air.play(9)
    assert edge(air, "video") < 1
    air.play(9)
    assert 7 < edge(air, "video") < 9


def test_dates_and_durations_agree_to_the_millisecond() -> None:
    air = Air(camera=Camera(320, 180, 30), groups=(Group.OPUS,), origin=ORIGIN + 0.123)
    air.play(9)
    for rendition in ("video", "opus-original"):
        parts = air.parts(rendition)
        for figure in (*(part.began for part in parts), *(part.duration for part in parts)):
            assert 1000 * figure == pytest.approx(round(1000 * figure), abs=1e-3)
