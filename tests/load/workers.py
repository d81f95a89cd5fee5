"""The benchmark `workers`: the same room on one worker and on two, and what the second one adds.

Input: a fresh cluster each (PostgreSQL, Redis). On a machine of two cores the crowd needs one, so that throughput itself
cannot double here. `scaling` is therefore counted from cost: what so many workers, a core each, could deliver by the CPU
time that a delivery took them, in that of one worker. Two perfect workers have 2.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil

from server.rehearsal.figures import percentile
from tests.cluster import cluster
from tests.load.accounts import sign_in
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Crowd
from tests.load.seat import join, leave
from tests.load.served import pin_apart
from tests.load.talk import Talk

MOST = 2
PER_S = 20.0
WARM_S = 2.0


@dataclass(frozen=True)
class Cost:
    """What one form cost. `redis_us` is Redis's own CPU time a message."""

    us_a_delivery: float
    redis_us: float
    latency_p50_ms: float
    latency_p99_ms: float


async def run(options: Options) -> Figures:
    """Measure both forms; see the module for how, RESULTS.md for what came out."""
    people = options.connections or 600
    seconds = options.seconds or 10.0
    core = pin_apart()
    warm_s = options.aside(WARM_S)
    costs = [await _cost(core, workers, people, warm_s, seconds) for workers in (1, MOST)]
    one, two = costs
    return {
        "connections": people,
        "scaling": round(MOST * one.us_a_delivery / two.us_a_delivery, 2),
        "one_us_a_delivery": round(one.us_a_delivery, 2),
        "two_us_a_delivery": round(two.us_a_delivery, 2),
        "one_latency_p99_ms": round(one.latency_p99_ms, 1),
        "two_latency_p50_ms": round(two.latency_p50_ms, 1),
        "two_latency_p99_ms": round(two.latency_p99_ms, 1),
        "redis_us_a_message": round(two.redis_us, 1),
    }


async def _cost(core: int, workers: int, people: int, warm_s: float, seconds: float) -> Cost:
    with tempfile.TemporaryDirectory(prefix="puente-workers-") as folder:
        async with cluster(Path(folder), workers=workers, core=core) as running:
            say(f"{people} people on {workers} worker{'s' * (workers > 1)}")
            crowd = Crowd()
            try:
                await join(crowd, running.near.address, await sign_in(running.near, people), people / 150)
                await Talk(crowd).paced(PER_S, warm_s)
                crowd.forget()
                served = running.near.served
                assert served is not None
                assert running.redis is not None
                redis = psutil.Process(_pid(running.redis.process))
                before, redis_before = served.cpu_s(), sum(redis.cpu_times()[:2])
                talk = Talk(crowd)
                await talk.paced(PER_S, seconds)
                used, redis_used = served.cpu_s() - before, sum(redis.cpu_times()[:2]) - redis_before
                waits = crowd.waits()
                return Cost(
                    1e6 * used / crowd.deltas,
                    1e6 * redis_used / talk.sent,
                    percentile(waits, 0.5) / 1000,
                    percentile(waits, 0.99) / 1000,
                )
            finally:
                leave(crowd)


def _pid(process: object) -> int:
    return int(process.pid)  # type: ignore[attr-defined]


BENCHMARK = Benchmark(
    name="workers",
    line="one room on one worker and on two: CPU a delivery, and what two workers could deliver of one's",
    figures=("scaling",),
    limit_s=300.0,
    run=run,
)
