"""The large form for tests and benchmarks: PostgreSQL, Redis, workers here, and one more server in a network of its own.

Everything is real and ended with its context. The other server (`far`) stands for another host: it has its own network
namespace, so that its way to Redis can be cut while its sockets stay open.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.clock import Clock
from tests.load.served import Puente
from tests.programs import PostgresProgram, RedisProgram, free_port, running_postgres, running_redis

START_S = 90.0


class Crew(Puente):
    """A `puente serve` of several workers, or one in another network."""

    def __init__(
        self,
        data: Path,
        core: int | None,
        settings: dict[str, str],
        within: tuple[str, ...] = (),
        host: str = "127.0.0.1",
    ) -> None:
        super().__init__(data, free_port(), core, settings | {"PUENTE_HOST": host}, host)
        self._within = within

    def _command(self, *arguments: str) -> tuple[str, ...]:
        return (*self._within, *super()._command(*arguments))

    @property
    def workers(self) -> list[int]:
        """The workers' process ids."""
        assert self.served is not None
        found = []
        for child in psutil.Process(self.served.pid).children():
            with suppress(psutil.NoSuchProcess):
                if "worker" in child.cmdline():
                    found.append(child.pid)
        return found

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the crew itself."""
        assert self.served is not None
        self.served.send(number)

    async def die(self) -> None:
        """The whole host is gone at once: crew, workers, engines."""
        assert self.served is not None
        crew = psutil.Process(self.served.pid)
        for each in (crew, *crew.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                each.kill()
        await self.served.kill()


@dataclass
class Cluster:
    """What runs, and what can be done to it."""

    postgres: PostgresProgram | None
    redis: RedisProgram | None
    near: Crew
    far: Crew | None = None
    network: Network | None = None
    # That of the near server, where it may be set.
    clock: Clock | None = None

    @property
    def servers(self) -> list[Crew]:
        return [self.near] if self.far is None else [self.near, self.far]


@dataclass
class Network:
    """A network namespace with one cable to this one. `here` and `there` are its ends' addresses."""

    name: str
    here: str
    there: str
    _cut: bool = field(default=False)

    @property
    def within(self) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self.name)

    def cut(self, port: int | None = None) -> None:
        """Drop every packet to and from a port, or all that pass the cable: connections stay open, nothing arrives."""
        to, come_from = (f"tcp dport {port}", f"tcp sport {port}") if port else ("oif != lo", "iif != lo")
        rules = f"""
            add table inet cut
            add chain inet cut out {{ type filter hook output priority 0 ; }}
            add chain inet cut in {{ type filter hook input priority 0 ; }}
            add rule inet cut out {to} drop
            add rule inet cut in {come_from} drop
        """
        _run(*self.within, "nft", "-f", "-", words="\n".join(line.strip() for line in rules.splitlines()))

    def mend(self) -> None:
        _run(*self.within, "nft", "delete", "table", "inet", "cut")


@contextmanager
def network() -> Iterator[Network]:
    """Make a namespace; needs root. Two runs of the tests on one machine do not meet."""
    number = os.getpid() % 254
    name, here, there = f"puente{number}", f"10.203.{number}.1", f"10.203.{number}.2"
    cable = f"pt{number}"
    _run("ip", "netns", "add", name)
    try:
        _run("ip", "link", "add", f"{cable}a", "type", "veth", "peer", "name", f"{cable}b")
        _run("ip", "link", "set", f"{cable}b", "netns", name)
        _run("ip", "addr", "add", f"{here}/30", "dev", f"{cable}a")
        _run("ip", "link", "set", f"{cable}a", "up")
        within = Network(name, here, there)
        _run(*within.within, "ip", "addr", "add", f"{there}/30", "dev", f"{cable}b")
        _run(*within.within, "ip", "link", "set", f"{cable}b", "up")
        _run(*within.within, "ip", "link", "set", "lo", "up")
        yield within
    finally:
        # The cable goes with the namespace that holds one of its ends.
        subprocess.run(["ip", "netns", "del", name], check=False)
        subprocess.run(["ip", "link", "del", f"{cable}a"], check=False, capture_output=True)


@asynccontextmanager
async def cluster(
    folder: Path,
    *,
    workers: int = 2,
    far: bool = False,
    clock: bool = False,
    core: int | None = None,
    durable: bool = True,
    settings: dict[str, str] | None = None,
) -> AsyncIterator[Cluster]:
    """Run everything on fresh data. With `far` there is a second server, in a network of its own.

    With `clock` the near server has a clock of its own, which may be set.
    """
    with network() if far else _nothing() as apart:
        address = "127.0.0.1" if apart is None else apart.here
        with (
            running_redis(folder / "redis", address) as redis,
            running_postgres(address, durable=durable) as postgres,
        ):
            common = {
                "PUENTE_DATABASE_URL": postgres.new_database(),
                "PUENTE_REDIS_URL": redis.url,
                # Hosts that start at different moments would shift the programme differently.
                "PUENTE_REHEARSE_DAY": "false",
                "PUENTE_MEDIA": "false",
                **(settings or {}),
            }
            near_clock = Clock(folder / "clock") if clock else None
            its_own = {} if near_clock is None else near_clock.environment
            beyond: dict[str, str] = {}
            if apart is not None:
                # Each host is reached by the other, and believes it as it does the proxy.
                common["PUENTE_FORWARDED_ALLOW_IPS"] = f"127.0.0.1,{apart.here},{apart.there}"
                its_own |= {"PUENTE_WORKER_HOST": apart.here, "PUENTE_MEDIA_ADDRESSES": "127.0.0.1"}
                beyond = {"PUENTE_WORKER_HOST": apart.there, "PUENTE_MEDIA_ADDRESSES": apart.there}
            near = Crew(folder, core, common | {"PUENTE_WORKERS": str(workers)} | its_own)
            running = Cluster(postgres, redis, near, clock=near_clock)
            try:
                await near.start()
                if apart is not None:
                    running.network = apart
                    running.far = Crew(folder, core, common | beyond, apart.within, apart.there)
                    await running.far.start()
                yield running
            finally:
                for each in running.servers:
                    if each.served is not None:
                        await each.served.stop()


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


def _run(*command: str, words: str | None = None) -> None:
    ran = subprocess.run(command, check=False, capture_output=True, text=True, input=words)
    assert ran.returncode == 0, f"{' '.join(command)}: {ran.stderr}"
