"""The benchmark `deploy`: all workers are replaced in the middle of a session, under people who write, speak and watch.

Input: a fresh cluster (PostgreSQL, Redis, two workers that carry media). SIGHUP, again and again; what it cost is counted
at the people: seconds away from the chat, and for how long the LL-HLS picture stood still.
"""

from __future__ import annotations

import asyncio
import signal
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx2

from server.rehearsal.figures import percentile
from tests.cluster import Crew, cluster
from tests.load.accounts import sign_in
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Disturbed
from tests.load.faults import Company
from tests.load.show import Show
from tests.programs import free_udp_port

PEOPLE = 60
DEPLOYS = 3
PATIENCE_S = 90.0


async def run(options: Options) -> Figures:
    """Deploy; see the module for how, RESULTS.md for what came out."""
    people = options.connections or PEOPLE
    seconds = options.seconds or 5.0
    settings = {
        "PUENTE_MEDIA": "true",
        "PUENTE_MEDIA_PORT": str(free_udp_port()),
        # A session must be on.
        "PUENTE_REHEARSE_DAY": "true",
    }
    with tempfile.TemporaryDirectory(prefix="puente-deploy-") as folder:
        async with cluster(Path(folder), settings=settings) as running:
            company = Company(running, await sign_in(running.near, people))
            crew = running.near
            show = Show(
                crew,
                partial(
                    httpx2.AsyncClient, base_url=f"http://localhost:{crew.port}", trust_env=False, timeout=30
                ),
            )
            await company.enter()
            try:
                async with show.going_on():
                    await _until(lambda: show.figures.parts > 5, crew, "watched")
                    show.figures.stalls.clear()
                    show.figures.late_parts.clear()
                    returns = [
                        await _deploy(company, show, seconds)
                        for _ in range(1 if people < PEOPLE else DEPLOYS)
                    ]
                figures = await company.figures()
            finally:
                await company.leave()
    away = [each for writer in company.writers for each in writer.away_s]
    return {
        "connections": people,
        "deploys": len(returns),
        **figures,
        "chat_away_p50_s": round(percentile(away, 0.5), 2),
        "chat_away_most_s": round(max(away), 2),
        "hls_stall_ms": round(sum(show.figures.stalls)),
        "hls_late_most_ms": round(max(show.figures.late_parts)),
        "speaker_back_s": round(max(returns), 1),
        "hls_faults": sum(show.figures.faults.values()),
    }


async def _deploy(company: Company, show: Show, seconds: float) -> float:
    """Replace the workers once; return how long after the last new one served the speaker was back at the latest."""
    crew, before, sent = company.cluster.near, company.cluster.near.workers, show.figures.pictures
    writing = asyncio.create_task(company.write(seconds))
    crew.send(signal.SIGHUP)
    await _until(lambda: bool(set(crew.workers) - set(before)), crew, "started")
    await _until(lambda: len(crew.workers) > len(before), crew, "started")
    begun = time.monotonic()
    await _until(lambda: show.figures.pictures > sent, crew, "sent again")
    back = time.monotonic() - begun
    await _until(lambda: len(crew.workers) == 2 and not set(before) & set(crew.workers), crew, "replaced")
    await writing
    await company.until(company.whole, "whole after the deploy")
    parts = show.figures.parts
    await _until(lambda: show.figures.parts > parts + 5, crew, "watched again")
    say(
        f"chat away {max(w.away_s[-1] for w in company.writers if w.away_s):.1f} s, stalls {show.figures.stalls}"
    )
    return back


async def _until(condition: Callable[[], bool], crew: Crew, done: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise Disturbed(f"not {done} in {PATIENCE_S:.0f} s:\n{crew.last_words()}")
        await asyncio.sleep(0.05)


BENCHMARK = Benchmark(
    name="deploy",
    line="all workers are replaced under 60 writers, a speaker and a viewer: away from the chat, stalls of LL-HLS",
    figures=("chat_away_most_s", "hls_stall_ms", "missing", "duplicates", "out_of_order"),
    limit_s=600.0,
    run=run,
)
