"""A real `puente serve` in its own process, on a data folder of its own, for tests that come from outside.

Input: a folder. The address and the personal links are read from what the server prints.
"""

from __future__ import annotations

import asyncio
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rooms import Role
from server.invitations import Invitations
from server.settings import Settings
from server.stores import open_stores

ROOT = Path(__file__).resolve().parent.parent
CONFERENCE = "metropolis-americas-2022"
ROOM = "plenary"
START_S = 100.0
STOP_S = 10.0
STANDING = 5


@dataclass(frozen=True)
class Link:
    """A personal link, as a start or `puente links --json` prints it."""

    role: str
    language: str
    name: str
    url: str


@dataclass
class Served:
    """The server of one data folder. Started, stopped, killed and started again, always on the same port."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = 0
    # What puts it into a network of its own, in front of its command.
    within: tuple[str, ...] = ()
    address: str = ""
    links: list[Link] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._listening: threading.Thread | None = None
        self.printed: list[str] = []

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        assert self._process is not None, "it does not run"
        return self._process.pid

    def start(self) -> None:
        """Start, and return when the links are printed. Fails with the server's own words."""
        assert self._process is None, "it runs already"
        self._lines = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [*self.within, sys.executable, "-m", "server", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._listening = threading.Thread(
            target=self._listen, args=(self._process, self._lines), daemon=True
        )
        self._listening.start()
        deadline = time.monotonic() + START_S
        self.links = []
        try:
            while len(self.links) < STANDING:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
                assert line is not None, "puente serve ended:\n" + "".join(self.printed)
                if found := re.match(r"Puente serves on (http://\S+:(\d+))/", line):
                    self.address, self.port = found[1], int(found[2])
                elif found := re.match(r"  (\w+) +(\w+) +(.+?) +(http\S+)$", line):
                    self.links.append(Link(*found.groups()))
        except queue.Empty:
            raise AssertionError("puente serve printed no links:\n" + "".join(self.printed)) from None
        finally:
            if len(self.links) < STANDING:
                self.kill()

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End as systemd does, or as Ctrl-C by SIGINT; kill when that takes too long. Returns the exit status."""
        if self._process is None:
            return 0
        self._process.send_signal(by)
        try:
            status = self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("puente serve did not stop:\n" + "".join(self.printed)) from None
        self._process = None
        assert self._listening is not None
        self._listening.join(STOP_S)
        return status

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, nobody is told."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def link(self, role: str, language: str | None = None) -> str:
        """Return the standing link of a role."""
        return next(
            each.url for each in self.links if each.role == role and language in (None, each.language)
        )

    def make_link(self, role: str, language: str = "en", name: str = "Guest") -> str:
        """Make a new personal link while the server runs, as an organizer does."""
        return self.make_links(role, language, [name])[0]

    def make_links(
        self, role: str, language: str = "en", names: Sequence[str] = (), count: int = 1
    ) -> list[str]:
        """Make new personal links as `puente links` does, without its process, which takes longer than most tests."""

        async def make() -> list[str]:
            async with open_stores(self.as_settings()) as stores:
                conference = stores.conferences.get(CONFERENCE)
                assert conference is not None
                invitations = Invitations(stores.accounts, stores.links, stores.settings)
                made = await invitations.make(
                    conference, Role(role), language, names, None if names else count
                )
            return [each.url for each in made]

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(make())).result()

    def as_settings(self) -> Settings:
        """The settings that the server and its commands have."""
        given = self.environment() | {"PUENTE_PORT": str(self.port)}
        own = {
            name.removeprefix("PUENTE_").lower(): value
            for name, value in given.items()
            if name.startswith("PUENTE_")
        }
        return Settings(**own)  # type: ignore[arg-type]

    def puente(self, *arguments: str) -> str:
        """Run another `puente` command on the same data and return what it prints."""
        ran = subprocess.run(
            [sys.executable, "-m", "server", *arguments],
            cwd=ROOT,
            env=self.environment() | {"PUENTE_PORT": str(self.port)},
            check=False,
            capture_output=True,
            text=True,
            timeout=START_S,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def environment(self) -> dict[str, str]:
        """The environment in which the server and its commands run."""
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PUENTE_") and name != "PORT"
        }
        return {
            **clean,
            "PUENTE_DATA": str(self.folder),
            "PUENTE_MEDIA": "false",
            "PUENTE_TRANSLATION": "none",
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def _listen(self, process: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.printed.append(line)
                lines.put(line.rstrip("\n"))
        lines.put(None)


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Served]:
    """Serve a fresh data folder for as long as the context lasts."""
    served = Served(folder, settings)
    served.start()
    try:
        yield served
    finally:
        served.stop()
