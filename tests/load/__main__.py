"""The one door of the benchmarks: `python -m tests.load` lists them, `python -m tests.load NAME` runs one.

The last line of standard output is one JSON object with the figures; what happens on the way goes to standard error.
A new benchmark is one file beside this one, with its `BENCHMARK`, and one line in the table below.
"""

import argparse
import asyncio
import json
import os
import resource
import sys

import uvloop

from tests.load import (
    audience,
    broadcast,
    channels,
    commits,
    crowds,
    deploy,
    durability,
    fanout,
    faults,
    forward,
    interpretation,
    languages,
    redis,
    stampede,
    votes,
    workers,
)
from tests.load.benchmark import Benchmark, Figures, Options
from tests.load.crowd import Disturbed

BENCHMARKS: tuple[Benchmark, ...] = (
    fanout.BENCHMARK,
    durability.BENCHMARK,
    forward.BENCHMARK,
    broadcast.BENCHMARK,
    votes.BENCHMARK,
    faults.BENCHMARK,
    stampede.BENCHMARK,
    workers.BENCHMARK,
    channels.BENCHMARK,
    commits.BENCHMARK,
    redis.BENCHMARK,
    languages.BENCHMARK,
    interpretation.BENCHMARK,
    crowds.BENCHMARK,
    deploy.BENCHMARK,
    audience.BENCHMARK,
)


def main(arguments: list[str]) -> int:
    """List the benchmarks or run one; give the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.load", description="Measure the server with a crowd."
    )
    parser.add_argument("name", nargs="?", choices=[each.name for each in BENCHMARKS])
    parser.add_argument("--seconds", type=float, help="length of each measured phase")
    parser.add_argument("--connections", type=int, help="size of the crowd")
    chosen = parser.parse_args(arguments)
    if chosen.name is None:
        for each in BENCHMARKS:
            sys.stdout.write(f"{each.name:<12} {each.line}\n")
        return 0
    _raise_file_limit()
    # Others at work on the machine are the first thing to look at when figures surprise.
    load_before = round(os.getloadavg()[0], 2)
    benchmark = next(each for each in BENCHMARKS if each.name == chosen.name)
    try:
        figures = uvloop.run(_bounded(benchmark, Options(chosen.seconds, chosen.connections)))
    except TimeoutError:
        sys.stderr.write(f"{benchmark.name} did not end within its {benchmark.limit_s:.0f} s\n")
        return 1
    except Disturbed as disturbed:
        sys.stderr.write(f"{benchmark.name}: {disturbed}\n")
        return 1
    missing = [name for name in benchmark.figures if name not in figures]
    if missing:
        sys.stderr.write(f"{benchmark.name} gave no {', '.join(missing)}\n")
        return 1
    sys.stdout.write(json.dumps({**figures, "load_average_before": load_before}) + "\n")
    return 0


async def _bounded(benchmark: Benchmark, options: Options) -> Figures:
    async with asyncio.timeout(benchmark.limit_s):
        return await benchmark.run(options)


def _raise_file_limit() -> None:
    """A crowd holds a socket for each seat; the servers that it starts inherit the limit."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
