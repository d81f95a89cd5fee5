"""The packager from packets to products: what a player would decode, when the network or a publisher misbehaves."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable
from itertools import pairwise

import av
import numpy as np
import pytest

from server.media.hls.feed import Channel, Packet, Plan
from server.media.hls.products import (
    LONGEST_SEGMENT,
    PART_TARGET,
    Ended,
    Group,
    Opened,
    PartCut,
    Product,
    SegmentCut,
)
from server.media.port import TrackId
from tests.air import CAMERA, CHANNELS, INTERPRETER, ORIGIN, VOICE, Air
from tests.studio import Camera, Sender, read_time

SOUNDS = ("opus-original", "opus-es", "aac-original", "aac-es")


def pictures(data: bytes) -> list[tuple[float, int | None, int]]:
    """Each decoded picture: its time in seconds, the time that it shows in milliseconds, its width."""
    found = []
    with av.open(io.BytesIO(data), "r") as container:
        for frame in container.decode(video=0):
            luma = frame.to_ndarray()[: frame.height].astype(np.uint8)
            assert frame.time is not None
            found.append((frame.time, read_time(luma), frame.width))
    return found


def heard(data: bytes, since: float, until: float) -> tuple[int, float]:
    """The loudest frequency in hertz and the loudness between two times of a sound."""
    with av.open(io.BytesIO(data), "r") as container:
        frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    sound = np.concatenate(frames)[int(since * 48_000) : int(until * 48_000)]
    spectrum = np.abs(np.fft.rfft(sound))
    return round(float(spectrum.argmax()) / (until - since)), float(sound.std())


def assert_gapless(parts: list[PartCut]) -> None:
    for part, following in pairwise(parts):
        assert part.began + part.duration == pytest.approx(following.began, abs=1e-4)


def segments(products: list[Product], rendition: str) -> list[list[PartCut]]:
    """The closed segments' parts."""
    found: list[list[PartCut]] = [[]]
    for product in products:
        if product.rendition != rendition:
            continue
        if isinstance(product, PartCut):
            found[-1].append(product)
        elif isinstance(product, SegmentCut) and found[-1]:
            found.append([])
    return found[:-1]


def test_every_picture_is_decoded_and_shows_the_time_at_which_it_stands(air: Air) -> None:
    air.play(6)
    found = pictures(air.file("video"))
    assert len(found) >= 25 * 5
    for time, shown, _ in found:
        assert shown is not None
        # The camera began with the first step of the clock, 5 ms after the broadcast.
        assert shown / 1000 + 0.005 == pytest.approx(time, abs=0.002)


@pytest.mark.parametrize(
    ("rendition", "hertz"), [(SOUNDS[0], 440), (SOUNDS[1], 880), (SOUNDS[2], 440), (SOUNDS[3], 880)]
)
def test_every_channel_is_heard_in_both_codecs(air: Air, rendition: str, hertz: int) -> None:
    air.play(4)
    assert heard(air.file(rendition), 1, 3)[0] == hertz
    assert_gapless(air.parts(rendition))


def test_opus_of_a_single_voice_passes_untouched() -> None:
    air = Air(groups=(Group.OPUS,))
    sent: list[bytes] = []

    def note(packet: Packet) -> Iterable[Packet]:
        if packet.stream == 2:
            sent.append(packet.payload)
        return (packet,)

    air.disturb = note
    air.play(2)
    with av.open(io.BytesIO(air.file("opus-original")), "r") as container:
        passed = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    assert len(passed) >= 80
    assert passed == sent[: len(passed)]


def test_parts_keep_what_the_playlist_promises(air: Air) -> None:
    air.play(13)
    for rendition in ("video", *SOUNDS):
        closed = segments(air.products, rendition)
        assert len(closed) >= 2
        for segment in closed:
            assert sum(part.duration for part in segment) <= LONGEST_SEGMENT
            for part in segment[:-1]:
                assert 0.85 * PART_TARGET <= part.duration <= PART_TARGET
            assert segment[-1].duration <= PART_TARGET
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


def test_absent_interpreter_is_silence_and_the_playlist_goes_on(air: Air) -> None:
    air.silent.add(INTERPRETER)
    air.play(6)
    for rendition in ("opus-es", "aac-es"):
        assert heard(air.file(rendition), 1, 5)[1] < 1e-4
        ends = air.parts(rendition)[-1]
        assert ends.began + ends.duration > air.now - 1.0
        assert_gapless(air.parts(rendition))


def test_interpreter_who_comes_late_is_heard_from_then_on(air: Air) -> None:
    air.silent.add(INTERPRETER)
    air.play(3)
    air.silent.clear()
    air.play(4)
    for rendition in ("opus-es", "aac-es"):
        assert heard(air.file(rendition), 1, 2.5)[1] < 1e-4
        hertz, loudness = heard(air.file(rendition), 4, 6)
        assert hertz == 880
        assert loudness == pytest.approx(0.173, abs=0.02)


def test_voices_of_one_channel_are_mixed() -> None:
    air = Air(plan=Plan(CAMERA, (Channel("original", "Original", "und", (VOICE, INTERPRETER)),)))
    air.play(4)
    for rendition in ("opus-original", "aac-original"):
        with av.open(io.BytesIO(air.file(rendition)), "r") as container:
            sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
        spectrum = np.abs(np.fft.rfft(sound[48_000 : 2 * 48_000]))
        assert sorted(np.argsort(spectrum)[-2:].tolist()) == [440, 880]


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
    for rendition in ("video", *SOUNDS):
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


def test_picture_goes_over_to_another_camera_at_its_first_keyframe(air: Air) -> None:
    other, sender = TrackId("bea/camera/video"), Sender(7, 5, 123)
    air.play(2)
    air.packager.aim(Plan(other, CHANNELS))
    assert not [each for each in air.products if isinstance(each, Opened | Ended)][5:]
    air.play(0.3)
    camera = Camera(320, 180)
    for number in range(50):
        air.play(0.04)
        for packet in sender.picture(camera.picture(900_000), number * 3600, air.now):
            air.packager.packet(other, packet)
    shown = [found for _, found, _ in pictures(air.file("video"))]
    assert shown[-1] == 900_000
    assert shown.index(900_000) >= 25 * 2


def test_channel_that_is_added_and_taken_away_opens_and_ends_its_renditions(air: Air) -> None:
    air.play(1)
    french = Channel("fr", "Français", "fr")
    air.packager.aim(Plan(CAMERA, (CHANNELS[0], french)))
    air.play(1)
    told = [
        (type(each).__name__, each.rendition) for each in air.products if isinstance(each, Opened | Ended)
    ]
    assert told[5:] == [
        ("Ended", "opus-es"), ("Ended", "aac-es"), ("Opened", "opus-fr"), ("Opened", "aac-fr"),
    ]  # fmt: skip
    assert heard(air.file("aac-fr"), 0.1, 0.5)[1] < 1e-4


class Slow:
    """A network on which one stream takes longer than the others."""

    def __init__(self, air: Air, stream: int, delay: float) -> None:
        self._air, self._stream, self._delay = air, stream, delay
        self._waiting: list[Packet] = []

    def __call__(self, packet: Packet) -> Iterable[Packet]:
        self._waiting.append(packet)
        now = self._air.now
        due = [each for each in self._waiting if each.arrived + self._wait(each) <= now]
        self._waiting = [each for each in self._waiting if each not in due]
        return [each._replace(arrived=now) for each in due]

    def _wait(self, packet: Packet) -> float:
        return self._delay if packet.stream == self._stream else 0.0


def began_to_sound(air: Air, rendition: str) -> float:
    with av.open(io.BytesIO(air.file(rendition)), "r") as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    return int((np.abs(sound) > 0.1).argmax()) / 48_000


@pytest.mark.parametrize("rendition", ["opus-original", "aac-original"])
def test_sound_stays_with_the_picture_by_the_sender_reports_not_by_arrival(rendition: str) -> None:
    air = Air()
    air.disturb = Slow(air, 2, 0.15)
    for track in (CAMERA, VOICE):
        air.packager.report(track, air.senders[track].stream, ORIGIN, air.senders[track].timestamp)
    air.voices[VOICE].hush(1.0)
    air.play(0.3)
    for track in (CAMERA, VOICE):
        air.packager.report(track, air.senders[track].stream, ORIGIN, air.senders[track].timestamp)
    air.play(2.5)
    # Its first tone was captured at 1 s, and arrived at 1.15 s.
    assert began_to_sound(air, rendition) == pytest.approx(1.0, abs=0.05)


def test_sound_that_is_always_late_is_moved_and_heard() -> None:
    air = Air(groups=(Group.OPUS,))
    air.disturb = Slow(air, 2, 0.5)
    for track in (CAMERA, VOICE):
        air.packager.report(track, air.senders[track].stream, ORIGIN, air.senders[track].timestamp)
    air.play(0.6)
    for track in (CAMERA, VOICE):
        air.packager.report(track, air.senders[track].stream, ORIGIN, air.senders[track].timestamp)
    air.play(4)
    hertz, loudness = heard(air.file("opus-original"), 2.5, 4)
    assert hertz == 440
    assert loudness == pytest.approx(0.173, abs=0.02)


def test_closing_gives_every_rendition_its_last_segment(air: Air) -> None:
    air.play(1)
    air.packager.close()
    for rendition in ("video", *SOUNDS):
        last = [each for each in air.products if each.rendition == rendition][-1]
        assert isinstance(last, SegmentCut)
