"""A broadcast from end to end in processes of their own: one packs and serves it, one publishes it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INDEX = "/broadcast/fair/plenary/index.m3u8"
TAKE = "/broadcast/fair/plenary/take"
AUTOPLAY = "--autoplay-policy=no-user-gesture-required"
_START_S = 60.0


@asynccontextmanager
async def broadcasting(picture: str, bitrate: int, core: int | None = None) -> AsyncIterator[int]:
    """Broadcast a picture of WIDTHxHEIGHTxRATE and three tones; give the port of the players. `core` is the server's."""
    async with _process("tests.broadcaster") as server:
        if core is not None:
            os.sched_setaffinity(server.pid, {core})
        assert server.stdout is not None
        ports = json.loads(await asyncio.wait_for(server.stdout.readline(), _START_S))
        async with _process("tests.transmitter", str(ports["udp"]), picture, str(bitrate)):
            yield int(ports["http"])


@asynccontextmanager
async def _process(*arguments: str) -> AsyncIterator[Process]:
    """Run a module; it ends when its standard input does."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    try:
        yield started
    finally:
        if started.stdin is not None:
            started.stdin.close()
        try:
            await asyncio.wait_for(started.wait(), 10)
        except TimeoutError:
            started.kill()
            await started.wait()
