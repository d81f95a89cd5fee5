"""The desk in its thread: the same sound, handed over in the loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from server.media.hls.desk import Made
from server.media.hls.desk_thread import DeskThread
from server.media.hls.feed import Channel, Packet
from server.media.port import TrackId
from tests.studio import Microphone, Sender

VOICE = TrackId("ana/microphone/audio")


async def test_sound_is_delivered_in_the_loop_and_nothing_after_the_end() -> None:
    made: list[Made] = []
    threads: set[int] = set()
    enough = asyncio.Event()

    def deliver(some: list[Made]) -> None:
        made.extend(some)
        threads.add(threading.get_ident())
        if len(made) > 150:
            enough.set()

    desk = DeskThread(1000.0, deliver)
    desk.plan([Channel("original", "Original", "und", (VOICE,))])
    microphone, sender = Microphone(440), Sender(5)
    for number in range(100):
        now = 1000.0 + 0.02 * number
        desk.packet(VOICE, sender.sound(microphone.sound(), 960 * number, now))
        desk.report(VOICE, 5, now, 960 * number)
        desk.advance(now)
    await asyncio.wait_for(enough.wait(), 20)
    assert threads == {threading.get_ident()}
    assert [each.sample.time for each in made if each.group == "opus"][:3] == [0, 960, 1920]
    desk.close()
    count = len(made)
    desk.advance(1010.0)
    await asyncio.sleep(0)
    assert len(made) == count
    assert desk.dropped == 0


async def test_a_step_that_fails_does_not_end_the_sound(caplog: pytest.LogCaptureFixture) -> None:
    enough = asyncio.Event()

    def deliver(some: list[Made]) -> None:
        enough.set()

    desk = DeskThread(1000.0, deliver)
    desk.plan([Channel("original", "Original", "und", (VOICE,))])
    # A time that no clock gives.
    desk.packet(VOICE, Packet(0, 0, False, b"\xfc\xff\xfe", float("nan"), 5))
    desk.advance(1001.0)
    await asyncio.wait_for(enough.wait(), 20)
    desk.close()
    assert "could not do a step" in caplog.text
