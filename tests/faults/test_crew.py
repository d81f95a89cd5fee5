"""Workers on one host and one SQLite database: anyone on any of them, replaced while people write, somebody speaks and
others watch. Several behind nginx with Redis, and one alone.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx2
import psutil
import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamTrack

from server.crew import environment
from server.errors import Misconfigured
from server.rehearsal.viewer import HOLD_BACK_S
from server.settings import load_settings
from tests.cluster import Cluster, Crew
from tests.deploy.proxy import Nginx
from tests.load.accounts import sign_in
from tests.load.faults import Company
from tests.load.served import CONFERENCE, ROOM
from tests.load.show import Show
from tests.programs import RedisProgram, free_udp_port, running_redis
from tests.server.metrics.conftest import samples
from tests.venue import until

PEOPLE = 24
# A deploy may cost someone this much of the chat.
OUTAGE_S = 3.0
# None, where nothing else wants the processors: what viewers have in hand outlasts the move (`make load BENCH=deploy`).
STALL_MS = 1000.0
# Answers of the media's doors while an engine is being started.
SOON = {200, 503}
_SEGMENT = re.compile(r"^(\d+\.m4s)$", re.MULTILINE)
REQUESTS = 6

logger = logging.getLogger(__name__)


@asynccontextmanager
async def company(folder: Path, workers: int, redis: RedisProgram | None) -> AsyncIterator[Company]:
    """People who write on so many workers."""
    settings = {
        "PUENTE_WORKERS": str(workers),
        "PUENTE_LOG_LEVEL": "info",
        "PUENTE_MEDIA_PORT": str(free_udp_port()),
    }
    crew = Crew(folder, None, settings if redis is None else settings | {"PUENTE_REDIS_URL": redis.url})
    try:
        await crew.start()
        company = Company(Cluster(None, redis, crew), await sign_in(crew, PEOPLE))
        await company.enter()
        yield company
        await company.leave()
        figures = await company.figures()
        assert figures["acknowledged"] > PEOPLE
        assert (figures["missing"], figures["duplicates"], figures["out_of_order"]) == (0, 0, 0)
    finally:
        assert crew.served is not None
        await crew.served.stop()


class Watched(Show):
    """The show, and what can be seen of it."""

    async def watched(self, more: int) -> None:
        """Wait until the viewer has seen so many more parts."""
        wanted = self.figures.parts + more
        await until(lambda: self.figures.parts >= wanted, lambda: f"{self.figures} {self.last()}", 60)

    async def status(self, path: str) -> set[int]:
        """How the workers answer the viewer's browser, each time over a connection of its own."""
        answers = set()
        for _ in range(REQUESTS):
            async with self.open_client() as http:
                answer = await http.get(path, headers={"Cookie": self.viewer.cookie})
                answers.add(answer.status_code)
        return answers

    async def receive(self) -> None:
        """Receive the speaker's sound over WebRTC, asked for by WHEP."""
        peer = RTCPeerConnection()
        peer.addTransceiver("audio", direction="recvonly")
        tracks: list[MediaStreamTrack] = []
        peer.on("track", tracks.append)
        await peer.setLocalDescription(await peer.createOffer())
        headers = {"Cookie": self.viewer.cookie, "Content-Type": "application/sdp"}
        async with self.open_client() as http:
            answer = await http.post(
                f"/whep/{CONFERENCE}/{ROOM}", content=peer.localDescription.sdp, headers=headers
            )
            assert answer.status_code == 201, answer.text
            await peer.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
            try:
                async with asyncio.timeout(30):
                    await tracks[0].recv()
            finally:
                await http.delete(answer.headers["location"], headers=headers)
                await peer.close()

    async def playlist(self) -> tuple[str, str]:
        """The broadcast's take, and the playlist of its picture."""
        async with self.open_client() as http:
            index = await http.get(
                f"/broadcast/{CONFERENCE}/{ROOM}/index.m3u8", headers={"Cookie": self.viewer.cookie}
            )
            [(address, take), *_] = re.findall(r"^(([^/\n]+)/video/live\.m3u8)$", index.text, re.MULTILINE)
            return take, (await http.get(f"/broadcast/{CONFERENCE}/{ROOM}/{address}")).text

    def last(self) -> str:
        return self.crew.last_words()


def connected(pid: int, port: int) -> int:
    """How many connections to its port a process holds."""
    held = psutil.Process(pid).net_connections("tcp")
    return sum(each.laddr.port == port and each.status == psutil.CONN_ESTABLISHED for each in held)


@pytest.mark.timeout(300)
async def test_deploy_costs_people_a_moment_and_viewers_nothing_and_a_killed_worker_is_replaced(
    tmp_path: Path,
) -> None:
    with running_redis(tmp_path / "redis") as redis:
        async with company(tmp_path, 2, redis) as people:
            (tmp_path / "nginx").mkdir()
            nginx = Nginx(tmp_path / "nginx")
            nginx.prepare(f"127.0.0.1:{people.cluster.near.port}")
            nginx.start()
            show = Watched(people.cluster.near, nginx.client)
            try:
                async with show.going_on():
                    await deploy(people, show)
                    await kill(people, show)
            finally:
                nginx.stop()


@pytest.mark.timeout(200)
async def test_one_worker_without_redis_is_replaced_as_several_are(tmp_path: Path) -> None:
    async with company(tmp_path, 1, None) as people:
        crew = people.cluster.near
        show = Watched(
            crew,
            partial(httpx2.AsyncClient, base_url=people.cluster.near.origin, trust_env=False, timeout=30),
        )
        async with show.going_on():
            await deploy(people, show)
            await restart(people, show)


def replaced(crew: Crew, before: list[int]) -> bool:
    """Whether as many others serve, and they alone."""
    now = crew.workers
    return len(now) == len(before) and not set(before) & set(now)


async def deploy(company: Company, show: Watched) -> None:
    """All workers are replaced: chat pauses for a moment, the broadcast goes on in the same playlist."""
    crew, figures = company.cluster.near, show.figures
    first = crew.workers
    spread = [connected(pid, crew.port) for pid in first]
    assert min(spread) > 0, "the kernel spreads people over the workers"
    await company.write(1.0)
    await company.until(company.whole, "shown everything")
    await show.watched(5)
    await told_of_all(crew)
    figures.stalls.clear()
    figures.lateness.clear()

    writing = asyncio.create_task(company.write(6.0))
    crew.send(signal.SIGHUP)
    await until(lambda: replaced(crew, first), crew.last_words, 120)
    await writing
    await company.until(company.whole, "shown everything")
    assert [len(writer.away_s) for writer in company.writers] == [1] * PEOPLE, crew.last_words()
    # Where others want the processors, this program is late itself.
    late_ms = max(figures.lateness)
    assert max(away for writer in company.writers for away in writer.away_s) < OUTAGE_S + late_ms / 1000
    await until(lambda: figures.pictures >= 2, lambda: f"the speaker came over: {figures} {show.last()}", 20)
    await show.watched(5)
    assert sum(figures.stalls) < STALL_MS + late_ms, figures.stalls
    assert figures.faults == {}
    assert figures.viewers == 1, "the playlist went on"


def discontinuities(playlist: str) -> int:
    """How many there were so far, those that the playlist has left behind included."""
    left = re.search(r"^#EXT-X-DISCONTINUITY-SEQUENCE:(\d+)$", playlist, re.MULTILINE)
    return playlist.count("#EXT-X-DISCONTINUITY\n") + (int(left[1]) if left else 0)


async def restart(company: Company, show: Watched) -> None:
    """All is stopped and started again, with nobody to take over: the broadcast goes on in the same playlist."""
    crew = company.cluster.near
    assert crew.served is not None
    take, before = await show.playlist()
    seen, moments = show.figures.parts, [time.monotonic()]

    async def note() -> None:
        """The moments at which the viewer has one more part."""
        nonlocal seen
        while True:
            await asyncio.sleep(0.02)
            if show.figures.parts != seen:
                seen = show.figures.parts
                moments.append(time.monotonic())

    noting = asyncio.create_task(note())
    writing = asyncio.create_task(company.write(4.0))
    await crew.served.stop()
    stopped = time.monotonic()
    await crew.start()
    await writing
    # The first that comes may be one of before.
    await until(lambda: sum(moment > stopped for moment in moments) > 1, show.last, 60)
    noting.cancel()
    last = max(moment for moment in moments if moment < stopped)
    logger.info("the viewer stood still for %.1f s", moments[-1] - last - HOLD_BACK_S)
    again, after = await show.playlist()
    assert again == take
    assert set(_SEGMENT.findall(before)) & set(_SEGMENT.findall(after))
    assert discontinuities(after) > discontinuities(before), after
    await company.until(company.whole, "shown everything")
    await until(lambda: show.figures.pictures >= 3, show.last, 30)
    await show.watched(3)


async def told_of_all(crew: Crew) -> None:
    """Whichever worker is asked how it fares tells of the others too, once they answer it in time."""
    slots = {str(slot) for slot in range(len(crew.workers))}
    async with (
        httpx2.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{crew.port}") as http,
        asyncio.timeout(30),
    ):
        while (ready := (await http.get("/readyz")).json())["workers"] != dict.fromkeys(slots, True):
            assert ready["workers"].keys() == slots
        assert ready["ready"]
        while len((read := people(samples((await http.get("/metrics")).content)))[0]) < len(slots):
            continue
    joins, carriers = read
    assert joins.keys() == slots
    assert sum(joins.values()) == PEOPLE + 2
    assert carriers == 1, "one of them carries the media"


def people(read: Mapping[tuple[str, ...], float]) -> tuple[dict[str, float], int]:
    """Who joined at which worker, and how many of the workers tell of an engine."""
    joins = {key[-1]: count for key, count in read.items() if key[0] == "puente_joins_total"}
    return joins, [key[0] for key in read].count("puente_media_up")


async def kill(company: Company, show: Watched) -> None:
    """The worker that carries the media is killed: another does so, and takes the speaker and the viewer in."""
    crew, figures = company.cluster.near, show.figures
    path = f"/watch/{CONFERENCE}/{ROOM}"
    await until(show.carrier, show.last, 30)
    carrier = show.carrier()
    assert carrier is not None
    assert await show.status(path) == {200}, "all workers answer for it"
    await show.receive()
    sent = figures.pictures
    os.kill(carrier, signal.SIGKILL)
    await company.write(3.0)
    await until(lambda: show.carrier() not in (None, carrier), show.last, 30)
    await company.until(company.whole, "shown everything")
    await until(lambda: len(crew.workers) == 2, show.last, 60)
    await until(
        lambda: figures.pictures > sent, lambda: f"the speaker came over: {figures} {show.last()}", 20
    )
    await show.watched(3)
    while (told := await show.status(path)) != {200}:
        assert told <= SOON


def test_several_workers_need_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUENTE_WORKERS", "2")
    with pytest.raises(Misconfigured, match="several workers need PUENTE_REDIS_URL"):
        load_settings()


def test_worker_is_given_what_the_command_line_changed_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUENTE_METRICS_TOKEN", "secret")
    given = dict(environment(load_settings(port=8123, rehearse_day=False)))
    assert given["PUENTE_PORT"] == "8123"
    assert given["PUENTE_REHEARSE_DAY"] == "False"
    assert "secret" not in given.values()
