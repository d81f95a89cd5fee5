"""The processes under measurement: a real `puente serve` on fresh data, and the bare loop, each pinned to one core.

Input: a data folder for the one, nothing for the other. Both are ended when their context ends, however it ends.
"""

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from tests.load.crowd import Address, Disturbed
from tests.programs import free_port

ROOT = Path(__file__).resolve().parents[2]
CONFERENCE, ROOM = "metropolis-americas-2022", "plenary"
_START_S = 100.0


def pin_apart() -> int:
    """Pin this process to the last core that it may use; give the first, for the servers (the same on one core)."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    return cores[0]


class Served:
    """A process with its children."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.pid = process.pid

    def cpu_s(self) -> float:
        """CPU seconds that all its threads used so far, user and system, children included."""
        # Linux makes the clock of another process from its id; see clock_getcpuclockid(3).
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in self._pids())

    def memory_bytes(self) -> int:
        """Memory that would be free if it ended (unique set size), children included."""
        return sum(psutil.Process(pid).memory_full_info().uss for pid in self._pids())

    async def settled_memory_bytes(self, within_s: float) -> int:
        """The memory once it has stopped changing by more than 64 KiB in half a second, or at the end of the wait."""
        deadline = time.monotonic() + within_s
        before = self.memory_bytes()
        while True:
            await asyncio.sleep(0.5)
            after = self.memory_bytes()
            if abs(after - before) < 65_536 or time.monotonic() > deadline:
                return after
            before = after

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process itself."""
        self._process.send_signal(number)

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """SIGTERM, then SIGKILL after half a minute."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), 30)
            except TimeoutError:
                self._process.kill()
        await self._process.wait()

    def _pids(self) -> list[int]:
        children = psutil.Process(self.pid).children(recursive=True)
        return [self.pid, *(child.pid for child in children)]


class Puente:
    """A server of its own data folder and port, which may be killed and started again."""

    def __init__(
        self,
        data: Path,
        port: int,
        core: int | None,
        settings: Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self.port = port
        self.host = host
        own = f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"
        self.origin = (settings or {}).get("PUENTE_PUBLIC_URL", own)
        self._core = core
        self.data = data / "data"
        self._log = data / "served.log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PUENTE_")},
            "PUENTE_DATA": str(data / "data"),
            "PUENTE_PORT": str(port),
            "PUENTE_HOST": "127.0.0.1",
            "PUENTE_LOG_LEVEL": "warning",
            "PUENTE_TRANSLATION": "none",
            **(settings or {}),
        }
        self.served: Served | None = None

    @property
    def settings(self) -> set[str]:
        """The settings that it is given."""
        return {name for name in self._environment if name.startswith("PUENTE_")}

    @property
    def address(self) -> Address:
        """Where the sockets of the measured room are."""
        return Address(self.port, f"/socket/{CONFERENCE}/{ROOM}", self.origin, self.host)

    async def start(self) -> Served:
        """Start and wait until the port is listened on. Raises Disturbed with the server's last words."""
        with self._log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *self._command("serve"),
                cwd=ROOT,
                env=self._environment,
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
            )
        if self._core is not None:
            os.sched_setaffinity(process.pid, {self._core})
        self.served = Served(process)
        deadline = time.monotonic() + _START_S
        while not await _listens(self.host, self.port):
            if process.returncode is not None or time.monotonic() > deadline:
                await self.served.kill()
                raise Disturbed(f"puente serve did not start:\n{self.last_words()}")
            await asyncio.sleep(0.02)
        return self.served

    async def links(self, count: int, role: str = "attendee") -> list[str]:
        """Make so many personal links for a role."""
        options = ("--conference", CONFERENCE, "--role", role, "--count", str(count), "--json")
        process = await asyncio.create_subprocess_exec(
            *self._command("links", *options), cwd=ROOT, env=self._environment, stdout=PIPE, stderr=PIPE
        )
        out, err = await process.communicate()
        if process.returncode:
            raise Disturbed(f"puente links failed:\n{err.decode(errors='replace')}")
        return [str(link["url"]) for link in json.loads(out)]

    def last_words(self) -> str:
        """The end of what the server wrote."""
        return self._log.read_text(errors="replace")[-4000:]

    def _command(self, *arguments: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "server", *arguments)


@asynccontextmanager
async def puente(core: int, settings: Mapping[str, str] | None = None) -> AsyncIterator[Puente]:
    """Start a server on a fresh data folder and a free port."""
    with tempfile.TemporaryDirectory(prefix="puente-load-") as folder:
        server = Puente(Path(folder), free_port(), core, settings)
        try:
            await server.start()
            yield server
        finally:
            if server.served is not None:
                await server.served.stop()


@asynccontextmanager
async def bare(core: int | None) -> AsyncIterator[tuple[Served, Address, int]]:
    """Start the bare loop; give it with the address of its sockets and the port of its feed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.bare", cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    if core is not None:
        os.sched_setaffinity(process.pid, {core})
    served = Served(process)
    try:
        assert process.stdout is not None
        ports = json.loads(await asyncio.wait_for(process.stdout.readline(), _START_S))
        yield served, Address(ports["port"], "/", "http://localhost"), ports["feed"]
    finally:
        await served.stop()


async def _listens(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
