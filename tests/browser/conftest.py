"""Fixtures of the browser journeys: one Chromium and one server for the session, a fresh context for each person.

Input: web/dist, built by `make build`. A failed journey leaves pictures of all its pages in test-results/.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from playwright.async_api import Error as PlaywrightError

from tests.browser.tunnel import Tunnel
from tests.browser.visitor import DESKTOP, PATIENCE_MS, Visitor
from tests.chromium import running_chromium
from tests.protocol.conftest import Enter, Seats, entering
from tests.served import Served, serving

FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run every journey in the loop in which the browser lives."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            # Where other work goes on beside it, a long journey takes longer than any other test.
            item.add_marker(pytest.mark.timeout(300))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "data") as served:
        yield served


@pytest.fixture(scope="session")
def seats(served: Served) -> Seats:
    return Seats(served)


@pytest.fixture
def own_served(tmp_path: Path) -> Iterator[Served]:
    """A server of the journey's own, which it may kill and start again."""
    with serving(tmp_path / "data") as served:
        yield served


class Arrive(Protocol):
    """Sits somebody down at a browser; with a role they are signed in, with a room they are live in it, led they are
    where their personal link leads.
    """

    def __call__(
        self,
        name: str = ...,
        role: str | None = ...,
        *,
        language: str = ...,
        size: tuple[int, int] = ...,
        room: str | None = ...,
        led: bool = ...,
        at: Served | None = ...,
        through: Tunnel | None = ...,
        prepare: Callable[[Visitor], Awaitable[None]] | None = ...,
        browser: Browser | None = ...,
        **ways: Any,
    ) -> Awaitable[Visitor]: ...


@pytest_asyncio.fixture(loop_scope="session")
async def arrive(
    request: pytest.FixtureRequest, chromium: Browser, served: Served, seats: Seats
) -> AsyncIterator[Arrive]:
    async with arrivals(request.node, chromium, served, seats) as arrive:
        yield arrive


@asynccontextmanager
async def arrivals(
    node: pytest.Item | pytest.Collector, chromium: Browser, served: Served, seats: Seats
) -> AsyncIterator[Arrive]:
    """People who come for a journey, or for all of a file's, and leave at its end."""
    visitors: list[Visitor] = []

    async def arrive(
        name: str = "Ana",
        role: str | None = None,
        *,
        language: str = "en",
        size: tuple[int, int] = DESKTOP,
        room: str | None = None,
        led: bool = False,
        at: Served | None = None,
        through: Tunnel | None = None,
        prepare: Callable[[Visitor], Awaitable[None]] | None = None,
        browser: Browser | None = None,
        **ways: Any,
    ) -> Visitor:
        width, height = size
        usual: dict[str, Any] = {
            "viewport": {"width": width, "height": height},
            "locale": {"en": "en-US", "es": "es-MX", "fr": "fr-CA"}[language],
            "timezone_id": "America/Toronto",
            "reduced_motion": "reduce",
        }
        context = await (browser or chromium).new_context(**{**usual, **ways})
        address = (at or served).address
        near = through.address if through else address
        visitor = Visitor(context, await context.new_page(), near, language)
        visitor.listen()
        visitors.append(visitor)
        if prepare is not None:
            await prepare(visitor)
        if role is not None:
            link = seats.take(role) if at is None else at.link(role)
            leads_to = await visitor.sign_in(link.replace(address, near), name)
            if room is not None:
                await visitor.go_to_room(room)
            elif led:
                await visitor.page.goto(leads_to)
        return visitor

    yield arrive
    if node.stash.get(FAILED, False):
        for number, visitor in enumerate(visitors):
            name = re.sub(r"[^\w-]+", "-", node.name)
            # Whoever has no picture left leaves nonetheless, or the next journey meets them.
            with suppress(PlaywrightError):
                await visitor.shot(f"{name}-{number}")
    for visitor in visitors:
        await visitor.context.close()
    if not node.stash.get(FAILED, False):
        faults = [fault for visitor in visitors for fault in visitor.faults]
        assert not faults, "something went wrong unseen:\n" + "\n".join(faults)


@pytest_asyncio.fixture(loop_scope="session")
async def stranger(seats: Seats) -> AsyncIterator[Enter]:
    """Lets people into rooms who have no browser, for the other side of a journey."""
    async with entering(seats) as enter:
        yield enter
