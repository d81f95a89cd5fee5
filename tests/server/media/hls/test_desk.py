"""The sounds of a broadcast: untouched, mixed, silent, and beside their picture, when tracks are late or absent."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import av
import numpy as np
import pytest

from server.media.hls.feed import Channel, Packet, Plan
from server.media.hls.products import Group
from tests.air import CAMERA, INTERPRETER, ORIGIN, VOICE, Air
from tests.server.media.hls.decoded import SOUNDS, assert_gapless, began_to_sound, heard


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


def test_floor_is_lowered_under_the_interpreter_and_fills_a_channel_without_one() -> None:
    plan = Plan(
        CAMERA,
        (
            Channel("original", "Original", "und", (VOICE,)),
            Channel("es", "Español", "es", (INTERPRETER,), (VOICE,)),
        ),
    )
    air = Air(plan=plan)
    air.play(4)
    air.silent.add(INTERPRETER)
    air.play(7)
    for rendition in ("opus-es", "aac-es"):
        with av.open(io.BytesIO(air.file(rendition)), "r") as container:
            sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])

        def loud(hertz: int, begin: int, sound: Any = sound) -> float:
            return float(np.abs(np.fft.rfft(sound[begin * 48_000 : (begin + 1) * 48_000]))[hertz])

        assert loud(440, 2) / loud(440, 9) == pytest.approx(0.2, abs=0.02)
        assert loud(880, 2) > 4 * loud(440, 2)
        assert loud(880, 9) < loud(440, 9) / 50
        assert_gapless(air.parts(rendition))


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
