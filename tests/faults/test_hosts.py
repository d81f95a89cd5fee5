"""Two hosts behind one nginx, set up as deploy/README.md says: the media go from one to the other and back.

One PostgreSQL, one Redis; the far host is in a network of its own, so that its cable can be cut. Somebody speaks,
somebody watches the broadcast, others write. `--log-cli-level=info` tells how long each step took.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from functools import partial
from pathlib import Path

import httpx2
import pytest

from server.settings import ROOT
from tests.cluster import Cluster, Crew, cluster
from tests.deploy.proxy import Nginx
from tests.load.accounts import sign_in
from tests.load.crowd import Address
from tests.load.faults import Company
from tests.load.show import Show, carrier
from tests.venue import until

PEOPLE = 12
# What viewers have in hand outlasts a hand-over where nothing else wants the processors.
STALL_MS = 1000.0
# A host that is lost: its lease ends after 6 s, the other one notices within 1 s, tries to reach it and starts an engine.
# A busy machine needs several times as long for that as an idle one.
LOST_S = 20.0
# The speaker publishes anew; before that, where nobody was told anything, the silence must have been noticed.
BACK_S, SILENT_S = 20.0, 40.0
# What is cut off looks once a second, and needs a moment to reach Redis again.
MENDED_S = 10.0
PING_S = 2

logger = logging.getLogger(__name__)


def handbook() -> set[str]:
    """The settings by which the handbook sets up each host."""
    told = (
        (ROOT / "deploy" / "README.md")
        .read_text(encoding="utf-8")
        .split("### Several hosts")[1]
        .split("```")[1]
    )
    return set(re.findall(r"^(PUENTE_[A-Z_]+)=", told, re.MULTILINE))


@pytest.mark.timeout(400)
async def test_media_go_to_the_other_host_when_theirs_leaves_is_cut_off_or_dies(tmp_path: Path) -> None:
    (tmp_path / "nginx").mkdir()
    nginx = Nginx(tmp_path / "nginx", tls=False)
    settings = {
        "PUENTE_MEDIA": "true",
        "PUENTE_PUBLIC_URL": nginx.origin,
        "PUENTE_PING_S": str(PING_S),
        "PUENTE_LOG_LEVEL": "info",
    }
    async with cluster(tmp_path, workers=1, far=True, durable=False, settings=settings) as running:
        near, far = running.near, running.far
        assert far is not None
        assert handbook() <= far.settings
        nginx.prepare(*(f"{each.host}:{each.port}" for each in (near, far)))
        nginx.start()
        door = Address(nginx.port, near.address.path, nginx.origin, nginx.address)
        people = Company(running, await sign_in(near, PEOPLE), door)
        client = partial(httpx2.AsyncClient, base_url=nginx.origin, trust_env=False, timeout=30)
        show = Show(near, client)
        try:
            await people.enter()
            async with show.going_on():
                await show.moderator.here.wait()
                await show.moderator.ask("session.start", session="opening")
                hosts = Hosts(running, people, show)
                await hosts.watched(5)
                await leave(hosts)
                await cut_off(hosts)
                await die(hosts)
            figures = await people.figures()
        finally:
            await people.leave()
            nginx.stop()
    assert figures["acknowledged"] > PEOPLE
    assert (figures["missing"], figures["duplicates"], figures["out_of_order"]) == (0, 0, 0)


class Hosts:
    """The two, the way of people to them, and what they do there."""

    def __init__(self, running: Cluster, people: Company, show: Show) -> None:
        assert running.far is not None and running.network is not None
        self.near, self.far, self.network = running.near, running.far, running.network
        self.people, self.show = people, show
        self._begun = 0.0

    def begin(self) -> asyncio.Task[None]:
        """People write meanwhile."""
        self._begun = time.monotonic()
        return asyncio.create_task(self.people.write(4.0))

    def note(self, what: str) -> None:
        logger.info("%s after %.1f s", what, time.monotonic() - self._begun)

    def state(self) -> str:
        return f"{self.show.figures}\n{self.near.last_words()}"

    async def carried_by(self, host: Crew, within: float) -> None:
        """Wait until a host carries the media."""
        await until(lambda: carrier(host) is not None, self.state, within)
        self.note("carried elsewhere")

    async def seen_again(self, sent: int, within: float) -> None:
        """Wait until the speaker has published once more, and the viewer sees it."""
        figures = self.show.figures
        await until(lambda: figures.pictures > sent, self.state, within)
        self.note("published again")
        await self.watched(2)
        self.note("seen again")

    async def watched(self, more: int) -> None:
        """Wait until the viewer has seen so many more parts."""
        wanted = self.show.figures.parts + more
        await until(lambda: self.show.figures.parts >= wanted, self.state, 60)

    async def whole(self) -> None:
        """Wait until everyone is there, has every answer and was shown everything."""
        await self.people.until(self.people.whole, "shown everything")
        self.note("all are whole")


async def leave(hosts: Hosts) -> None:
    """The host that carries the media is stopped: the other one goes on in the same playlist, and people come to it."""
    near, far, figures = hosts.near, hosts.far, hosts.show.figures
    assert near.served is not None
    assert (carrier(near) is None, carrier(far)) == (False, None)
    figures.stalls.clear()
    figures.lateness.clear()
    sent, writing = figures.pictures, hosts.begin()
    await near.served.stop()
    hosts.note("stopped")
    assert carrier(far) is not None, hosts.state()
    await writing
    await hosts.whole()
    await hosts.seen_again(sent, BACK_S)
    assert sum(figures.stalls) < STALL_MS + max(figures.lateness), figures.stalls
    assert figures.faults == {}
    assert figures.viewers == 1, "the playlist went on"
    await near.start()
    # nginx, which has left it out, finds it again by what the viewer asks for.
    await hosts.watched(8)


async def cut_off(hosts: Hosts) -> None:
    """The host that carries the media reaches nobody any more: the other one takes over; mended, it has let go."""
    sent, writing = hosts.show.figures.pictures, hosts.begin()
    hosts.network.cut()
    await hosts.carried_by(hosts.near, LOST_S)
    await writing
    await hosts.seen_again(sent, SILENT_S)
    hosts.network.mend()
    hosts.note("mended")
    await until(lambda: carrier(hosts.far) is None, hosts.state, MENDED_S)
    hosts.note("one carries")
    await hosts.whole()
    # What the one that had been cut off told the room last does not take the speaker away from it.
    await hosts.watched(5)
    assert carrier(hosts.near) is not None


async def die(hosts: Hosts) -> None:
    """All of the host that carries the media is gone at once: the other one takes over when the lease has ended."""
    sent, writing = hosts.show.figures.pictures, hosts.begin()
    await hosts.near.die()
    await hosts.carried_by(hosts.far, LOST_S)
    await writing
    await hosts.seen_again(sent, BACK_S)
    await hosts.whole()
