"""Real PostgreSQL and Redis servers for the tests and benchmarks, started from the machine's own programs.

Each has a free port on loopback and a folder of its own, and ends with its context. They can be stopped, killed, paused
and started again on the same data, as a machine room does it to them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_S = 30.0


def free_port(address: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def free_udp_port() -> int:
    """A UDP port that nobody has."""
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """Where a program is; Debian keeps PostgreSQL's own out of the way."""
    found = shutil.which(name)
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert found or places, f"{name} is not installed: run make machine"
    return found or str(places[-1])


class Program(ABC):
    """One server process, on one address."""

    def __init__(self, folder: Path, address: str = "127.0.0.1") -> None:
        self.folder = folder
        self.address = address
        self.port = free_port(address)
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """What is run, with its arguments."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it serves."""

    def identity(self) -> dict[str, Any]:
        """As whom the process runs, as Popen takes it."""
        return {}

    def start(self) -> None:
        """Start, and return when it serves."""
        assert self.process is None, "it runs already"
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self.identity(),
            )
        deadline = time.monotonic() + START_S
        while not self.answers():
            ended = self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"{self.command()[0]}:\n{(self.folder / 'log').read_text()[-3000:]}")
            time.sleep(0.02)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> None:
        """End it as an operator does."""
        if self.process is not None:
            self.process.send_signal(by)
            try:
                self.process.wait(START_S)
            finally:
                self.process = None

    def kill(self) -> None:
        """SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def pause(self) -> None:
        """Let it stand still: its sockets stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)


class RedisProgram(Program):
    """A Redis without persistence."""

    def command(self) -> list[str]:
        return [
            *(program("redis-server"), "--port", str(self.port), "--bind", self.address),
            *("--save", "", "--appendonly", "no", "--dir", str(self.folder), "--protected-mode", "no"),
        ]

    @property
    def url(self) -> str:
        return f"redis://{self.address}:{self.port}/0"

    def answers(self) -> bool:
        return self.tell("PING") == b"+PONG"

    def flush(self) -> None:
        """Forget every key."""
        assert self.tell("FLUSHALL") == b"+OK"

    def tell(self, words: str) -> bytes:
        """Send a command and return the first line of the answer; nothing when it cannot be reached."""
        try:
            with socket.create_connection((self.address, self.port), timeout=2) as connection:
                connection.sendall(f"{words}\r\n".encode())
                return connection.recv(1024).splitlines()[0]
        except (OSError, IndexError):
            return b""


class PostgresProgram(Program):
    """A PostgreSQL cluster. `durable` keeps the promises of fsync; the tests of other things do without."""

    name = "puente"

    def __init__(self, folder: Path, address: str = "127.0.0.1", *, durable: bool = True) -> None:
        super().__init__(folder, address)
        self._durable = durable
        self._user = _unprivileged()
        self._databases = 0

    def create(self) -> None:
        """Make the cluster. Once, before the first start."""
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        subprocess.run(
            [
                *(program("initdb"), "--pgdata", str(self._data), "--username", self.name, "--auth", "trust"),
                *("--no-sync", "--encoding", "UTF8", "--locale", "C"),
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self.identity(),
        )

        if self.address != "127.0.0.1":
            with (self._data / "pg_hba.conf").open("a", encoding="ascii") as rules:
                rules.write(f"host all all {self.address}/24 trust\n")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def identity(self) -> dict[str, Any]:
        return {} if self._user is None else {"user": self._user, "group": self._user, "extra_groups": []}

    def command(self) -> list[str]:
        settings = {
            "port": self.port,
            "listen_addresses": self.address,
            "unix_socket_directories": self.folder,
            "max_connections": 200,
            "shared_buffers": "64MB",
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [program("postgres"), "-D", str(self._data), *options]

    def stop(self, by: signal.Signals = signal.SIGINT) -> None:
        """The fast way: whoever is connected is cut off."""
        super().stop(by)

    def kill(self) -> None:
        """SIGQUIT is what PostgreSQL calls a crash: SIGKILL would leave its children behind."""
        if self.process is not None:
            super().stop(signal.SIGQUIT)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        for pid in (self.process.pid, *_children(self.process.pid)):
            os.kill(pid, number)

    def answers(self) -> bool:
        return self.sql("SELECT 1", database="postgres", check=False) == "1"

    def sql(self, statement: str, database: str = "postgres", *, check: bool = True) -> str:
        """Run a statement as the owner and return what it prints."""
        ran = subprocess.run(
            [
                *(program("psql"), "-XtAq", "-h", self.address, "-p", str(self.port), "-U", self.name),
                *("-d", database, "-c", statement),
            ],
            check=False,
            capture_output=True,
            text=True,
        )
        assert not check or ran.returncode == 0, ran.stderr
        return ran.stdout.strip()

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://{self.name}@{self.address}:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database and return its URL."""
        self._databases += 1
        name = f"puente_{self._databases}"
        self.sql(f"CREATE DATABASE {name}")
        return self.url(name)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def _unprivileged() -> str | None:
    """Who runs PostgreSQL, which refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def running_redis(folder: Path, address: str = "127.0.0.1") -> Iterator[RedisProgram]:
    """Run a Redis for as long as the context lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    redis = RedisProgram(folder, address)
    redis.start()
    try:
        yield redis
    finally:
        redis.kill()


@contextmanager
def running_postgres(address: str = "127.0.0.1", *, durable: bool = True) -> Iterator[PostgresProgram]:
    """Run a fresh PostgreSQL for as long as the context lasts."""
    # In a folder of its own at the top: pytest closes its own folders to everyone else whenever one of it starts.
    with tempfile.TemporaryDirectory(prefix="puente-postgres-") as folder:
        postgres = PostgresProgram(Path(folder), address, durable=durable)
        postgres.create()
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.kill()
