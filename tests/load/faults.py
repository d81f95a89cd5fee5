"""The benchmark `faults`: people write on several servers while one part after the other fails, and nothing may be lost.

Input: a fresh cluster (`tests.cluster`): workers on one host, a server on another, PostgreSQL, Redis. Each fault begins
in the middle of the writing and is repaired after some seconds. What was acknowledged is held against the log in the end.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.cluster import Cluster, cluster
from tests.load.accounts import sign_in
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Address, Disturbed
from tests.load.durability import compare
from tests.load.history import read_chat
from tests.load.outcome import Outcome, summed_up
from tests.load.writer import Witness
from tests.programs import PostgresProgram, RedisProgram

# A person may write sixty messages a minute.
PER_S = 0.9
PATIENCE_S = 60.0
# Everyone must be whole again so soon.
WHOLE_S = 10.0
# The slowest that PostgreSQL can be told to be at each commit, in microseconds.
COMMIT_DELAY = 100_000

# The near server's clock goes forward by so much, and back in the end.
STEP_S = 3600

Deed = Callable[[Cluster], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """What is done to the cluster, and how it is undone. `told` learn of it, by a frame or a closed socket."""

    name: str
    begin: Deed
    repair: Deed
    told: Literal["all", "far", "nobody"] = "nobody"


def _postgres(cluster: Cluster) -> PostgresProgram:
    assert cluster.postgres is not None
    return cluster.postgres


def _redis(cluster: Cluster) -> RedisProgram:
    assert cluster.redis is not None
    return cluster.redis


async def _nothing(_: Cluster) -> None:
    """It repairs itself."""


async def _kill_worker(cluster: Cluster) -> None:
    os.kill(random.choice(cluster.near.workers), signal.SIGKILL)


async def _stop_redis(cluster: Cluster) -> None:
    await asyncio.to_thread(_redis(cluster).stop)


async def _start_redis(cluster: Cluster) -> None:
    await asyncio.to_thread(_redis(cluster).start)


async def _restart_redis(cluster: Cluster) -> None:
    await asyncio.to_thread(_redis(cluster).kill)
    await asyncio.to_thread(_redis(cluster).start)


async def _flush_redis(cluster: Cluster) -> None:
    _redis(cluster).flush()


async def _pause_redis(cluster: Cluster) -> None:
    _redis(cluster).pause()


async def _resume_redis(cluster: Cluster) -> None:
    _redis(cluster).resume()


async def _restart_postgres(cluster: Cluster) -> None:
    await asyncio.to_thread(_postgres(cluster).stop)
    await asyncio.to_thread(_postgres(cluster).start)


async def _pause_postgres(cluster: Cluster) -> None:
    _postgres(cluster).pause()


async def _resume_postgres(cluster: Cluster) -> None:
    _postgres(cluster).resume()


async def _cut_network(cluster: Cluster) -> None:
    assert cluster.network is not None
    cluster.network.cut(_redis(cluster).port)


async def _mend_network(cluster: Cluster) -> None:
    assert cluster.network is not None
    cluster.network.mend()


async def _slow_disk(cluster: Cluster) -> None:
    for statement in (
        f"ALTER SYSTEM SET commit_delay = {COMMIT_DELAY}",
        "ALTER SYSTEM SET commit_siblings = 0",
        "SELECT pg_reload_conf()",
    ):
        await asyncio.to_thread(_postgres(cluster).sql, statement)


async def _quick_disk(cluster: Cluster) -> None:
    await asyncio.to_thread(_postgres(cluster).sql, "ALTER SYSTEM RESET ALL")
    await asyncio.to_thread(_postgres(cluster).sql, "SELECT pg_reload_conf()")


async def _step_clock(cluster: Cluster) -> None:
    assert cluster.clock is not None
    cluster.clock.step(STEP_S)
    deadline = time.monotonic() + PATIENCE_S
    while "the clock was set by" not in cluster.near.last_words():
        if time.monotonic() > deadline:
            raise Disturbed("the server did not notice that its clock was set")
        await asyncio.sleep(0.05)


async def _set_clock_right(cluster: Cluster) -> None:
    assert cluster.clock is not None
    cluster.clock.step(0)


FAULTS = (
    Fault("worker killed", _kill_worker, _nothing),
    Fault("redis stopped", _stop_redis, _start_redis, told="all"),
    Fault("redis restarted", _restart_redis, _nothing),
    Fault("redis flushed", _flush_redis, _nothing),
    Fault("redis paused", _pause_redis, _resume_redis, told="all"),
    Fault("postgresql restarted", _restart_postgres, _nothing),
    Fault("postgresql paused", _pause_postgres, _resume_postgres, told="all"),
    Fault("far server cut off from redis", _cut_network, _mend_network, told="far"),
    Fault("slow disk", _slow_disk, _quick_disk),
    Fault("clock stepped", _step_clock, _set_clock_right),
)


class Company:
    """People on all servers of a cluster, or behind one door of them; they write and keep what they are shown."""

    def __init__(self, cluster: Cluster, cookies: Sequence[str], door: Address | None = None) -> None:
        self.cluster = cluster
        self.cookies = cookies
        doors = [each.address for each in cluster.servers] if door is None else [door]
        self.writers = [
            Witness(doors[number % len(doors)], cookie, number) for number, cookie in enumerate(cookies)
        ]

    async def enter(self) -> None:
        for writer in self.writers:
            writer.enter()
        await self.until(lambda: all(writer.here for writer in self.writers), "joined")

    async def leave(self) -> None:
        for writer in self.writers:
            await writer.leave()

    async def through(self, fault: Fault, seconds: float) -> Outcome:
        """Write, let the fault happen, write on for so long, repair, and wait until everyone is whole again."""
        await self.write(0.5)
        for writer in self.writers:
            writer.told = False
        # They write on, also while a part is being stopped.
        writing = asyncio.create_task(self.write(seconds))
        await fault.begin(self.cluster)
        begun = time.monotonic()
        concerned = self._concerned(fault)
        await self.until(
            lambda: all(writer.told or not writer.here for writer in concerned), f"told of {fault.name}"
        )
        told = time.monotonic() - begun if concerned else 0.0
        if fault.repair is not _nothing:
            await writing
        await fault.repair(self.cluster)
        repaired = broken = time.monotonic()
        owed = {text for writer in self.writers for text in writer.owed()}

        def recovered() -> bool:
            # A moment may pass until somebody notices what is over, for instance a killed worker.
            nonlocal broken
            whole = self.whole(owed)
            broken = broken if whole else time.monotonic()
            return whole and writing.done()

        await self.until(recovered, f"whole after {fault.name}")
        await writing
        await self.until(self.whole, f"whole after {fault.name}")
        return Outcome(broken - repaired, told)

    def _concerned(self, fault: Fault) -> Sequence[Witness]:
        if fault.told == "nobody":
            return ()
        near = self.cluster.near.address
        return [each for each in self.writers if fault.told == "all" or each.address != near]

    def whole(self, texts: set[str] | None = None) -> bool:
        """Whether everyone is here and was shown these texts; without them, has every answer and all that was said."""
        if not all(writer.here for writer in self.writers):
            return False
        if texts is None:
            if any(writer.unanswered for writer in self.writers):
                return False
            texts = {text for writer in self.writers for text in writer.said()}
        return all(texts <= writer.seen for writer in self.writers)

    async def figures(self) -> Figures:
        """Hold what everyone was promised against the log, as a newcomer reads it.

        The newcomer may come to a worker on which nobody was, so that it was not waited for: what the bus did not bring
        it finds by itself, as everyone must be whole again.
        """
        deadline = time.monotonic() + WHOLE_S
        while True:
            room = await read_chat(self.writers[0].address, self.cookies[0])
            found = compare(
                [writer.said() for writer in self.writers],
                room,
                [writer.said_at_once() for writer in self.writers],
            )
            if not found["missing"] or time.monotonic() > deadline:
                return found

    async def until(self, condition: Callable[[], bool], done: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            for writer in self.writers:
                writer.check()
            if time.monotonic() > deadline:
                away = sum(not writer.here for writer in self.writers)
                owed = sum(len(writer.unanswered) for writer in self.writers)
                said = {text for writer in self.writers for text in writer.said()}
                blind = sum(not said <= writer.seen for writer in self.writers)
                raise Disturbed(
                    f"not all {done} in {PATIENCE_S:.0f} s: {away} away, {owed} unanswered, {blind} not shown all"
                )
            await asyncio.sleep(0.05)

    async def write(self, seconds: float) -> None:
        """Everyone writes, evenly."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        turns = [begin + random.uniform(0, 1 / PER_S) for _ in self.writers]
        while (now := loop.time()) < begin + seconds:
            for index, due in enumerate(turns):
                if due <= now:
                    self.writers[index].say_more()
                    turns[index] = due + 1 / PER_S
            await asyncio.sleep(0.01)


async def run(options: Options) -> Figures:
    """Let every fault happen; see the module for how, RESULTS.md for what came out."""
    people = options.connections or 60
    seconds = options.seconds or 5.0
    with tempfile.TemporaryDirectory(prefix="puente-faults-") as folder:
        async with cluster(Path(folder), far=True, clock=True) as running:
            company = Company(running, await sign_in(running.near, people))
            await company.enter()
            outcomes: dict[str, Outcome] = {}
            try:
                for fault in FAULTS:
                    outcomes[fault.name] = outcome = await company.through(fault, seconds)
                    say(
                        f"{fault.name}: whole after {outcome.recovery_s:.1f} s, told after {outcome.told_s:.1f} s"
                    )
                figures = await company.figures()
            finally:
                await company.leave()
    return {"connections": people, **summed_up(outcomes), **figures}


BENCHMARK = Benchmark(
    name="faults",
    line="workers, Redis, PostgreSQL, network and disk fail under 60 writers: what is missing, double or late",
    figures=("acknowledged", "missing", "duplicates", "out_of_order", "recovery_s"),
    limit_s=600.0,
    run=run,
)
