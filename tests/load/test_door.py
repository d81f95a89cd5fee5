"""The one door of the benchmarks, with tiny crowds against the real server."""

import json
import subprocess
import sys

import pytest

from tests.load.__main__ import BENCHMARKS
from tests.load.benchmark import Benchmark
from tests.load.served import ROOT

# What these do are tests by themselves (tests/faults, tests/browser/stage/test_listening.py), and takes half a minute.
QUICK = [each for each in BENCHMARKS if each.name not in ("deploy", "faults", "interpretation")]

# With other work on the machine.
LIMIT_S = 280


def door(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.load", *arguments],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )


def test_door_lists_every_benchmark_with_a_line() -> None:
    listed = door().stdout.splitlines()
    assert [line.split()[0] for line in listed] == [each.name for each in BENCHMARKS]
    assert all(len(line.split()) > 3 for line in listed)


def test_unknown_benchmark_is_refused_with_the_names_that_there_are() -> None:
    ran = door("nothing")
    assert ran.returncode == 2
    assert all(each.name in ran.stderr for each in BENCHMARKS)


@pytest.mark.timeout(LIMIT_S + 20)
@pytest.mark.parametrize("benchmark", QUICK, ids=lambda each: each.name)
def test_last_line_of_a_run_is_its_figures(benchmark: Benchmark) -> None:
    ran = door(benchmark.name, "--connections", "20", "--seconds", "0.5")
    assert ran.returncode == 0, ran.stderr
    figures = json.loads(ran.stdout.splitlines()[-1])
    assert all(isinstance(figures[name], int | float) for name in benchmark.figures)
    if benchmark.name == "durability":
        assert figures["acknowledged"] > 0
        assert (figures["missing"], figures["duplicates"], figures["out_of_order"]) == (0, 0, 0)
    if benchmark.name == "fanout":
        assert figures["deliveries_per_cpu_s"] > 0
