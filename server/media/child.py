"""A process for the engine, ready to be told what to serve. Input: nothing; `server/media/process.py` is what it runs."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path
from typing import NamedTuple

from server.media import control

START_S = 20.0
_ROOT = Path(__file__).resolve().parents[2]


class Child(NamedTuple):
    """A process, and the line to it."""

    process: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def end(self) -> None:
        """End its line, and see it out."""
        self.writer.close()
        await see_out(self.process)


async def start_child() -> Child:
    """Start a process and wait until it has read its code, or until it is late: then its line tells nothing."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "server.media.process",
            str(theirs.fileno()),
            pass_fds=(theirs.fileno(),),
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
        )
    child = Child(process, *await asyncio.open_connection(sock=ours))
    try:
        async with asyncio.timeout(START_S):
            await control.read_frame(child.reader)
    except TimeoutError:
        pass
    except BaseException:
        await child.end()
        raise
    return child


async def see_out(process: asyncio.subprocess.Process) -> None:
    """Wait for a process whose line has ended; kill one that stays."""
    if process.returncode is not None:
        return
    try:
        async with asyncio.timeout(2):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
