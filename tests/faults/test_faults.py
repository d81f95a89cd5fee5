"""Whatever fails under people who write: nothing acknowledged is lost, order is kept, and all are whole again soon."""

from __future__ import annotations

import pytest

from tests.load.faults import BENCHMARK, FAULTS, WHOLE_S, Company, Fault
from tests.load.outcome import Outcome, summed_up

SECONDS = 3.0
TOLD_S = 10.0

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_nothing_acknowledged_is_lost_and_everyone_is_whole_again(
    company: Company, fault: Fault
) -> None:
    outcome = await company.through(fault, SECONDS)
    assert outcome.told_s < TOLD_S, "everyone concerned is told meanwhile"
    assert outcome.recovery_s < WHOLE_S
    figures = await company.figures()
    assert figures["acknowledged"] > 0
    assert (figures["missing"], figures["duplicates"], figures["out_of_order"]) == (0, 0, 0)


async def test_benchmark_of_these_faults_tells_the_worst_of_them(company: Company) -> None:
    worst = summed_up({"worker killed": Outcome(2.0, 0.5), "redis paused": Outcome(4.25, 1.5)})
    assert (worst["recovery_s"], worst["told_s"], worst["worker_killed_s"]) == (4.25, 1.5, 2.0)
    assert set(BENCHMARK.figures) <= worst.keys() | (await company.figures()).keys()
