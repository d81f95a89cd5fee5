"""The crew: one worker or several that serve one port, started, watched and replaced by one process.

Input: settings, signals. SIGTERM ends all of them, SIGHUP replaces them without anyone being turned away: the new ones
serve before the old ones let go, and everyone who is connected is told to come back once. A worker that dies is replaced.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.crew_line import CrewLine, Left, Roll, Serves
from server.hosting import ANYONE_S, COMES_S, MOVES_S
from server.listening import SPREAD_S, STOP_S, bind
from server.serving import announce, load_conferences
from server.settings import Settings
from server.stores import open_stores

logger = logging.getLogger(__name__)

ROOT: Final = Path(__file__).resolve().parent.parent
# A worker reads the language model and every room before it serves.
START_S: Final = 60.0
END_S: Final = SPREAD_S + STOP_S + ANYONE_S + COMES_S + MOVES_S
# A worker that ends within this time of its start is started again more and more slowly.
STEADY_S: Final = 10.0
LONGEST_PAUSE_S: Final = 10.0


class Failed(Exception):
    """A worker ended before it served."""


async def serve_together(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve with `settings.crew` processes until SIGINT or SIGTERM. `say` prints a line for the operator.

    Raises what `server.serving.serve` does, and Failed when the first workers do not come to serve.
    """
    # Whoever else has the port is found by asking for it alone.
    bind(settings, shared=False).close()
    # Kept while there are workers, and never listened on: the port is ours even when all of them are replaced.
    with bind(settings, shared=True) as port:
        settings = settings.model_copy(update={"port": port.getsockname()[1]})
        crew = None
        try:
            async with open_stores(settings) as stores:
                await load_conferences(stores, say)
                crew = Crew(settings, stores.conferences.rehearsed_at)
                await crew.start()
                await announce(stores, settings.port, say)
            say(f"{settings.crew} workers: {', '.join(map(str, crew.pids))}")
            await crew.run()
        finally:
            if crew is not None:
                await crew.end()


class Crew:
    """The workers by their slot."""

    def __init__(self, settings: Settings, rehearsed_at: int) -> None:
        self._settings = settings
        self._rehearsed_at = rehearsed_at
        self._workers: dict[int, Worker] = {}
        self._watches: dict[int, asyncio.Task[None]] = {}
        self._over = asyncio.Event()
        self._replacing: asyncio.Task[None] | None = None

    @property
    def pids(self) -> list[int]:
        """The workers' process ids."""
        return [worker.pid for worker in self._workers.values()]

    async def start(self) -> None:
        """Start all workers and wait until they serve. Raises Failed."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._over.set)
        loop.add_signal_handler(signal.SIGHUP, self._replace)
        self._workers = dict(enumerate(await self._started(at_once=True)))
        for slot in self._workers:
            self._watch(slot)
        self._call_roll()

    async def run(self) -> None:
        """Return when a signal says so."""
        await self._over.wait()

    async def end(self) -> None:
        """End every worker; each lets its people go first."""
        tasks = [*self._watches.values(), *([self._replacing] if self._replacing else [])]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await asyncio.gather(*(worker.end() for worker in self._workers.values()))

    async def _started(self, *, at_once: bool) -> list[Worker]:
        """Start as many workers as there are slots. Raises Failed, and then none of them is left."""
        # One after the other takes less from those who serve meanwhile.
        gate = asyncio.Semaphore(self._settings.crew if at_once else 1)

        async def start() -> Worker:
            async with gate:
                return await Worker.start(self._settings, self._rehearsed_at)

        starting = [asyncio.create_task(start()) for _ in range(self._settings.crew)]
        try:
            return await asyncio.gather(*starting)
        except BaseException:
            for task in starting:
                task.cancel()
            outcomes = await asyncio.gather(*starting, return_exceptions=True)
            await asyncio.gather(*(each.end() for each in outcomes if isinstance(each, Worker)))
            raise

    def _watch(self, slot: int) -> None:
        self._watches[slot] = asyncio.create_task(self._keep(slot), name=f"worker {slot}")

    async def _keep(self, slot: int) -> None:
        """Replace the worker of a slot whenever it ends by itself."""
        pause = 0.0
        while True:
            worker = self._workers[slot]
            code = await worker.ended()
            self._call_roll()
            logger.error("worker %d ended with %d; another takes its place", worker.pid, code)
            pause = min(2 * pause + 0.5, LONGEST_PAUSE_S) if worker.age_s < STEADY_S else 0.0
            while True:
                await asyncio.sleep(pause)
                try:
                    self._workers[slot] = await Worker.start(self._settings, self._rehearsed_at)
                    self._call_roll()
                    break
                except Failed as failed:
                    logger.error("%s", failed)
                    pause = min(2 * pause + 0.5, LONGEST_PAUSE_S)

    def _call_roll(self) -> None:
        """Tell every worker who serves."""
        serving = {str(slot): each.address for slot, each in self._workers.items() if each.runs}
        for worker in self._workers.values():
            worker.tell(Roll(serving))

    def _replace(self) -> None:
        if self._workers and (self._replacing is None or self._replacing.done()):
            self._replacing = asyncio.create_task(self._replace_all(), name="replacing")

    async def _replace_all(self) -> None:
        """Have new workers serve, then let the old ones go one after the other, so that everyone moves once."""
        logger.info("the workers are replaced")
        try:
            new = await self._started(at_once=False)
        except Failed as failed:
            logger.error("the workers stay: %s", failed)
            return
        for watch in self._watches.values():
            watch.cancel()
        old, self._workers = self._workers, dict(enumerate(new))
        for slot in self._workers:
            self._watch(slot)
        self._call_roll()
        for worker in old.values():
            worker.send(signal.SIGUSR1)
        # Whoever is told that the media moved must still be here.
        await asyncio.gather(*(worker.left() for worker in old.values()))
        for worker in old.values():
            await worker.end()
        logger.info("the workers were replaced: %s", ", ".join(map(str, self.pids)))


class Worker:
    """One process. Make it with `start`."""

    def __init__(self, process: asyncio.subprocess.Process, line: CrewLine) -> None:
        self.address = ""
        self._process = process
        self._line = line
        self._since = time.monotonic()

    @classmethod
    async def start(cls, settings: Settings, rehearsed_at: int) -> Worker:
        """Start a worker and wait until it serves. Raises Failed."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "server", "worker"),
                *("--line", str(theirs.fileno()), "--rehearsed-at", str(rehearsed_at)),
                env=os.environ | dict(environment(settings)),
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # Ctrl-C at a terminal is for the crew, which ends its workers itself.
                start_new_session=True,
            )
        worker = cls(process, await CrewLine.of(ours))
        try:
            async with asyncio.timeout(START_S):
                said = await worker._line.hear()
        except TimeoutError:
            said = None
        except BaseException:
            await worker.end()
            raise
        if not isinstance(said, Serves):
            await worker.end()
            raise Failed(f"a worker did not come to serve; it ended with {process.returncode}")
        worker.address = said.address
        return worker

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def age_s(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self._since

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.returncode is None

    def tell(self, message: Roll) -> None:
        """Tell it something over its line."""
        self._line.tell(message)

    async def left(self) -> None:
        """Wait until it does nothing for the others any more, or is late with that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ANYONE_S + COMES_S + MOVES_S):
                while not isinstance(await self._line.hear(), Left | None):
                    continue

    async def ended(self) -> int:
        """Wait until it ends; return its exit status."""
        return await self._process.wait()

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it still runs."""
        with suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def end(self) -> None:
        """Let it finish what is in hand; kill it when that takes too long."""
        if self._process.returncode is None:
            self.send(signal.SIGTERM)
            try:
                async with asyncio.timeout(END_S):
                    await self._process.wait()
            except TimeoutError:
                logger.error("worker %d does not end and is killed", self.pid)
                self.send(signal.SIGKILL)
                await self._process.wait()
        self._line.close()


def environment(settings: Settings) -> Iterable[tuple[str, str]]:
    """Return what the command line changed and the port, as a worker reads it."""
    for name in settings.model_fields_set | {"port"}:
        value = getattr(settings, name)
        if hasattr(value, "get_secret_value"):
            continue  # It came from the environment, where it still is.
        yield f"PUENTE_{name.upper()}", "" if value is None else str(value)
