"""The engine's process: a crash is noticed and mended, a hang ended, and callers are told what to do."""

import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil
import pytest

from server.errors import Misconfigured
from server.media.configuration import Configuration
from server.media.port import EngineRestarted, MediaRefused, ResourceClosed, TrackId, TrackRemoved
from server.media.supervisor import Supervisor
from tests.server.media.peers import (
    ROOM,
    SPEAKER,
    Scripted,
    added,
    collected,
    publish,
    subscribe,
    until,
    video,
)


@asynccontextmanager
async def supervised(hangs_s: float = 6.0) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(Configuration(), hangs_s)
    await supervisor.start()
    try:
        yield supervisor
    finally:
        await supervisor.close()


async def test_crash_is_noticed_within_a_second_and_publishers_can_offer_again() -> None:
    async with supervised() as engine:
        told = collected(engine)
        await publish(engine, Scripted())
        await engine.set_stage(ROOM, (TrackId("speaker/camera/video"),))
        first = engine.process
        assert first is not None
        os.kill(first, signal.SIGKILL)
        killed = time.monotonic()
        await until(lambda: engine.process is None, "the crash to be noticed")
        assert time.monotonic() - killed < 1
        with pytest.raises(MediaRefused) as refused:
            await engine.tracks(ROOM)
        assert (refused.value.code, refused.value.temporary) == ("media.restarting", True)
        await until(lambda: EngineRestarted() in told, "the engine to return", limit_s=15)
        lost = [each for each in told if isinstance(each, TrackRemoved | ResourceClosed)]
        assert [type(each) for each in lost] == [TrackRemoved, ResourceClosed]
        assert isinstance(lost[1], ResourceClosed)
        assert (lost[1].participant, lost[1].reason) == (SPEAKER, "restarted")
        assert engine.process not in (None, first)
        assert await engine.tracks(ROOM) == ()
        # The stage is remembered: the hall sees the speaker as soon as both are back.
        speaker, hall = Scripted(), Scripted()
        await publish(engine, speaker)
        await added(told, 2)
        await subscribe(engine, hall, backstage=False)
        speaker.remote.send(video(1, key=True))
        await until(lambda: hall.packets, "a frame in the hall")


async def test_call_under_way_is_refused_when_the_process_dies() -> None:
    async with supervised() as engine:
        assert engine.process is not None
        os.kill(engine.process, signal.SIGSTOP)
        os.kill(engine.process, signal.SIGKILL)
        with pytest.raises(MediaRefused) as refused:
            await engine.stats()
        assert refused.value.code == "media.restarting"


async def test_process_that_hangs_is_replaced() -> None:
    async with supervised(hangs_s=1.0) as engine:
        told = collected(engine)
        first = engine.process
        assert first is not None
        os.kill(first, signal.SIGSTOP)
        await until(lambda: EngineRestarted() in told, "the engine to be replaced", limit_s=20)
        assert not psutil.pid_exists(first)


async def test_taken_port_is_told_at_the_start() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, match=f"UDP port {port}: .*in use"):
            await Supervisor(Configuration(port=port)).start()


async def test_process_ends_with_its_supervisor() -> None:
    async with supervised() as engine:
        process = engine.process
        assert process is not None
    assert not psutil.pid_exists(process)
