"""A Firefox beside the Chromium of all other journeys: it speaks, is seen, asks, and watches over both paths.

The server is on another host, as far as the browser can tell: Firefox reaches nobody over WebRTC on its own machine. It
has no H.264 there, as one that has just been installed or may not load its plug-in.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import ifaddr
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.conftest import arrivals
from tests.browser.stage import air
from tests.browser.stage.conftest import WITH_MEDIA
from tests.browser.visitor import PHONE
from tests.cluster import network
from tests.firefox import Firefox, Window, running_firefox
from tests.obs import streaming
from tests.protocol.conftest import Guest, Seats, entering
from tests.served import CONFERENCE, ROOM, Served

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
QUESTION = "[data-panel=questions] textarea"
# As WebDriver writes the key.
ENTER = "\ue007"


@dataclass
class Hall:
    """A server on another host, and a Firefox."""

    served: Served
    seats: Seats
    firefox: Firefox

    async def arrive(self, name: str, role: str, size: tuple[int, int]) -> Window:
        """Somebody opens their personal link and says their name."""
        window = await self.firefox.open(*size)
        await window.goto(self.seats.take(role))
        await window.write("input[name=name]", name)
        await window.click("main form button")
        await window.until("location.pathname", lambda path: "/enter/" not in path)
        return window


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    with network() as apart:
        [interface] = [
            str(each.name) for each in ifaddr.get_adapters() for ip in each.ips if ip.ip == apart.here
        ]
        preferences = {
            "dom__securecontext__allowlist": apart.there,
            "media__peerconnection__ice__force_interface": interface,
        }
        settings = {**WITH_MEDIA, "PUENTE_HOST": apart.there}
        served = Served(tmp_path / "data", settings, within=apart.within)
        served.start()
        (tmp_path / "firefox").mkdir()
        try:
            async with running_firefox(tmp_path / "firefox", **preferences) as firefox:
                yield Hall(served, Seats(served), firefox)
        finally:
            served.stop()


def playing(within: str) -> str:
    """An expression for whether a picture plays in an element."""
    return (
        f"[...document.querySelectorAll('{within} video')].some(({{currentTime, videoWidth, paused}}) =>"
        " currentTime > 1 && videoWidth >= 320 && !paused)"
    )


async def bring(moderator: Guest, name: str) -> str:
    """Bring somebody on who is ready behind the stage; give their participant's id."""

    def ready() -> list[str]:
        found = {key: each for key, each in moderator.view.items() if key.startswith("backstage/") and each}
        return [
            str(each["participant"]) for each in found.values() if each["name"] == name and each["sources"]
        ]

    await moderator.until(lambda: bool(ready()))
    [participant] = ready()
    await moderator.command("stage.bring", participant=participant)
    return participant


async def test_firefox_speaks_and_is_seen_asks_and_watches_over_both_paths(
    hall: Hall, chromium: Browser, request: pytest.FixtureRequest
) -> None:
    sofia = await hall.arrive("Sofía Prado", "speaker", (1280, 800))
    await sofia.click(".bar-open button")
    await sofia.until("document.querySelector('.own-picture')?.dataset.shown === 'true'")
    await sofia.click(".bar-join")
    await sofia.until("document.querySelector('.bar-state')?.dataset.state === 'live'")
    async with (
        entering(hall.seats) as enter,
        arrivals(request.node, chromium, hall.served, hall.seats) as arrive,
    ):
        moderator = await enter("Mo", "moderator")
        on_stage = await bring(moderator, "Sofía Prado")
        ana = await hall.arrive("Ana Roa", "attendee", PHONE)
        await ana.until(playing(".player-tile"))
        leo = await arrive("Leo", "attendee", room=ROOM, prepare=air.keep_peers)
        # Only Firefox takes the address of the other host for secure.
        leo.forgive(lambda fault: "Cross-Origin-Opener-Policy" in fault)
        await air.received_until(
            leo, lambda got: got["frames"] > 10 and got["energy"] > 0.0001, "a Firefox's picture and sound"
        )

        await ana.click("#tab-questions")
        await ana.write(QUESTION, "Who pays")
        await ana.click("nav.languages a[hreflang=fr]")
        await ana.until("document.documentElement.lang === 'fr'")
        assert await ana.run(f"return document.querySelector('{QUESTION}').value") == "Who pays"
        await ana.write(QUESTION, f"Qui paie ?{ENTER}")
        await moderator.until(lambda: "Qui paie ?" in moderator.texts("questions"))

        await moderator.command("stage.take_off", participant=on_stage)
        assert sofia.faults == []
        await sofia.goto("about:blank")
        carla = await enter("Carla", "speaker")
        headers = carla.signed_in.headers()
        async with (
            httpx.AsyncClient(trust_env=False, timeout=30) as http,
            streaming(http, f"{hall.served.address}/whip/{CONFERENCE}/{ROOM}", headers),
        ):
            await bring(moderator, "Carla")
            await ana.until(playing(".player-broadcast"))
            assert await ana.run("return document.querySelector('.player').dataset.path") == "hls"
        assert await ana.run(f"return {OVERFLOW}") <= 0
        assert ana.faults == []
