"""Fixtures of the journeys with pictures and sound: a server with its media engine, browsers with fake devices.

They take the place of the usual browser and server for the tests of this folder.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.broadcasting import AUTOPLAY
from tests.browser.conftest import arrivals
from tests.browser.stage.desk import a_speaker, a_stage_desk, bring_on, take_off
from tests.browser.visitor import PATIENCE_MS, Visitor
from tests.chromium import running_chromium
from tests.protocol.conftest import Seats
from tests.served import Served, serving

FAKE_DEVICES, FAKE_CONSENT = "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"
# A name that browsers do not take for this machine, so that a page under it is not secure.
ELSEWHERE = "puente.test"
MEDIA = (
    # Whether a page may play sound before a gesture would hang on whether a test has looked into it by then.
    AUTOPLAY,
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
    f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1",
)
# The engine takes a free UDP port.
WITH_MEDIA = {"PUENTE_MEDIA": "true", "PUENTE_MEDIA_PORT": "0"}


@asynccontextmanager
async def browsing(*flags: str, desktop: bool = False) -> AsyncIterator[Browser]:
    """A Chromium with these flags beside the usual ones."""
    expect.set_options(timeout=PATIENCE_MS)
    async with running_chromium(*MEDIA, *flags, desktop=desktop) as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """With a camera and a microphone, which are allowed."""
    async with browsing(FAKE_DEVICES, FAKE_CONSENT) as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desktop() -> AsyncIterator[Browser]:
    """With a camera and a microphone, which are not allowed, and with windows for pictures. The headless shell allows
    all and has no windows.
    """
    async with browsing(FAKE_DEVICES, desktop=True) as browser:
        yield browser


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("on-air") / "data", **WITH_MEDIA) as served:
        yield served


@pytest.fixture(scope="session")
def seats(served: Served) -> Seats:
    return Seats(served)


@dataclass(frozen=True)
class Show:
    """Somebody on the stage, and the moderator who brought them there."""

    speaker: Visitor
    moderator: Visitor
    name: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def show(
    request: pytest.FixtureRequest, chromium: Browser, served: Served, seats: Seats
) -> AsyncIterator[Show]:
    """A stage that is shared by the journeys of a file in which people watch."""
    name = "Alba Rivas"
    async with arrivals(request.node, chromium, served, seats) as arrive:
        speaker = await a_speaker(arrive, name)
        moderator = await a_stage_desk(arrive)
        await bring_on(moderator, name)
        yield Show(speaker, moderator, name)
        await take_off(moderator, name)
