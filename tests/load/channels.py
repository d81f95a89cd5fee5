"""The benchmark `channels`: one room on one worker, beside Django Channels' `group_send`, both with Redis, in one run.

Input: a fresh `puente serve` with Redis, and `tests.load.channels_server`, by turns on the same core. Puente decides,
stores durably and keeps a view; Channels only passes on.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from server.rehearsal.figures import percentile
from tests.cluster import Crew
from tests.load.accounts import sign_in
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Address, Crowd, Disturbed
from tests.load.seat import join, leave
from tests.load.served import ROOT, Served, pin_apart
from tests.load.talk import Talk
from tests.programs import running_redis

PER_S = 5.0
WARM_S = 2.0
START_S = 30.0


@dataclass(frozen=True)
class Done:
    """What one side did."""

    deliveries_per_cpu_s: float
    latency_p50_ms: float
    latency_p99_ms: float


async def run(options: Options) -> Figures:
    """Measure both; see the module for how, RESULTS.md for what came out."""
    if find_spec("channels") is None:
        raise Disturbed("Django Channels is not installed: make load installs it from requirements-load.lock")
    people = options.connections or 200
    seconds, warm_s = options.seconds or 10.0, options.aside(WARM_S)
    core = pin_apart()
    with (
        tempfile.TemporaryDirectory(prefix="puente-channels-") as name,
        running_redis(Path(name) / "redis") as redis,
    ):
        crew = Crew(Path(name), core, {"PUENTE_REDIS_URL": redis.url, "PUENTE_MEDIA": "false"})
        say(f"{people} people on Puente")
        try:
            served = await crew.start()
            ours = await _measured(served, crew.address, await sign_in(crew, people), warm_s, seconds)
        finally:
            if crew.served is not None:
                await crew.served.stop()
        say(f"{people} people on Channels")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.load.channels_server", redis.url), cwd=ROOT, stdout=PIPE
        )
        os.sched_setaffinity(process.pid, {core})
        theirs_served = Served(process)
        try:
            assert process.stdout is not None
            port = int(await asyncio.wait_for(process.stdout.readline(), START_S))
            address = Address(port, "/", f"http://localhost:{port}")
            theirs = await _measured(theirs_served, address, [""] * people, warm_s, seconds)
        finally:
            await theirs_served.stop()
    return {
        "connections": people,
        "ratio": round(ours.deliveries_per_cpu_s / theirs.deliveries_per_cpu_s, 1),
        "deliveries_per_cpu_s": round(ours.deliveries_per_cpu_s),
        "channels_deliveries_per_cpu_s": round(theirs.deliveries_per_cpu_s),
        "latency_p99_ms": round(ours.latency_p99_ms, 1),
        "channels_latency_p50_ms": round(theirs.latency_p50_ms, 1),
        "channels_latency_p99_ms": round(theirs.latency_p99_ms, 1),
    }


async def _measured(
    served: Served, address: Address, cookies: Sequence[str], warm_s: float, seconds: float
) -> Done:
    crowd = Crowd()
    try:
        await join(crowd, address, cookies, max(1.0, len(cookies) / 100))
        await Talk(crowd).paced(PER_S, warm_s)
        crowd.forget()
        before = served.cpu_s()
        await Talk(crowd).paced(PER_S, seconds)
        used = served.cpu_s() - before
        waits = crowd.waits()
        return Done(crowd.deltas / used, percentile(waits, 0.5) / 1000, percentile(waits, 0.99) / 1000)
    finally:
        leave(crowd)


BENCHMARK = Benchmark(
    name="channels",
    line="one room of 200 on one worker beside Django Channels' group_send over Redis, in one run",
    figures=("deliveries_per_cpu_s", "channels_deliveries_per_cpu_s", "ratio"),
    limit_s=180.0,
    run=run,
)
