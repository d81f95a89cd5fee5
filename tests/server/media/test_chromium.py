"""Real browsers: Chromium publishes a fake camera and microphone by WHIP, others watch by WHEP and decode."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from server.media.port import EngineRestarted, Wanted
from tests.chromium import running_chromium
from tests.server.media.lossy import lossy_path
from tests.server.media.peers import ROOM, collected, until
from tests.server.media.stage_page import StageServer, stage_server

FLAGS = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
)
HD = {"video": {"width": 1280, "height": 720, "frameRate": 30}, "audio": True}
SMALL = {"video": {"width": 640, "height": 360, "frameRate": 20}, "audio": True}
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with running_chromium(*FLAGS) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def browser(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """Pages of one test, closed after it."""
    context = await chromium.new_context()
    yield context
    await context.close()


async def page_of(browser: BrowserContext, server: StageServer[Any]) -> Page:
    page = await browser.new_page()
    await page.goto(server.url)
    return page


async def publishing(
    browser: BrowserContext,
    server: StageServer[Any],
    query: str = "",
    media: Any = SMALL,
    *,
    simulcast: bool = False,
) -> Page:
    """A page that publishes."""
    page = await page_of(browser, server)
    await page.evaluate(
        "([url, token, simulcast, media]) => publish(url, token, simulcast, media)",
        [f"/whip/{ROOM}{query}", server.token, simulcast, media],
    )
    return page


async def watching(browser: BrowserContext, server: StageServer[Any]) -> Page:
    """A page that watches."""
    page = await page_of(browser, server)
    await page.evaluate("([url, token]) => watch(url, token)", [f"/whep/{ROOM}", server.token])
    return page


async def seen_until(
    page: Page, holds: Callable[[dict[str, Any]], object], what: str, limit_s: float = 20.0
) -> dict[str, Any]:
    """Look at what a page has decoded until it is enough."""
    deadline = time.monotonic() + limit_s
    while True:
        seen: dict[str, Any] = await page.evaluate("seen()")
        if holds(seen):
            return seen
        assert time.monotonic() < deadline, f"waited in vain: {what}; last seen {seen}"
        await asyncio.sleep(0.05)


def beyond(frames: int) -> Callable[[dict[str, Any]], object]:
    return lambda seen: seen["frames"] > frames


def at_width(width: int) -> Callable[[dict[str, Any]], object]:
    return lambda seen: seen["width"] == width


@pytest.mark.parametrize("codec", ["VP8", "H264"])
async def test_picture_and_sound_arrive_and_a_late_joiner_sees_them_at_once(
    browser: BrowserContext, codec: str
) -> None:
    async with stage_server() as server:
        await publishing(browser, server, f"?codec={codec}", HD)
        viewer = await watching(browser, server)
        seen = await seen_until(viewer, beyond(30), "frames")
        await seen_until(viewer, lambda each: each["energy"] > 0.0001, "sound")
        assert seen["codec"] == f"video/{codec}"
        assert seen["width"] >= 320
        late = await watching(browser, server)
        seen = await seen_until(
            late, lambda each: each["first"] is not None and each["time"] > 0.3, "a picture"
        )
        assert seen["first"] < 1500
        assert await late.evaluate("leave()") == 200
        assert len((await server.engine.stats()).subscribers) == 1


async def test_simulcast_layers_are_published_and_switched_without_a_break(browser: BrowserContext) -> None:
    async with stage_server() as server:
        await publishing(browser, server, media=HD, simulcast=True)
        viewer = await watching(browser, server)
        await seen_until(viewer, beyond(5), "frames")
        told = collected(server.engine)
        resource = (await server.engine.stats()).subscribers[0].resource
        track = next(each for each in await server.engine.tracks(ROOM) if each.kind == "video")
        assert track.layers == ("h", "m", "l")
        for layer, width in (("l", 320), ("m", 640), ("l", 320)):
            before = await viewer.evaluate("seen()")
            await server.engine.choose(resource, "0", Wanted(track.id, layer))
            seen = await seen_until(viewer, at_width(width), f"layer {layer}")
            seen = await seen_until(viewer, beyond(seen["frames"] + 5), "frames")
            assert seen["lost"] == before["lost"]
        assert told


async def test_publisher_that_reloads_takes_its_place_again(browser: BrowserContext) -> None:
    async with stage_server() as server:
        speaker = await publishing(browser, server)
        viewer = await watching(browser, server)
        before = await seen_until(viewer, beyond(5), "frames")
        await speaker.reload()
        await publishing(browser, server, "?replace=1")
        await seen_until(viewer, beyond(before["frames"] + 20), "frames again")


async def test_ice_restart_keeps_the_picture(browser: BrowserContext) -> None:
    async with stage_server() as server:
        await publishing(browser, server)
        viewer = await watching(browser, server)
        await seen_until(viewer, beyond(5), "frames")
        assert await viewer.evaluate("restartIce()") == 200
        before = await viewer.evaluate("seen()")
        await seen_until(viewer, beyond(before["frames"] + 20), "frames after the restart")


async def test_everyone_comes_back_after_the_engine_was_killed(browser: BrowserContext) -> None:
    async with stage_server() as server:
        told = collected(server.engine)
        speaker = await publishing(browser, server)
        viewer = await watching(browser, server)
        await seen_until(viewer, beyond(5), "frames")
        assert server.engine.process is not None
        os.kill(server.engine.process, signal.SIGKILL)
        await until(lambda: any(isinstance(each, EngineRestarted) for each in told), "the engine to return")
        assert await viewer.evaluate("alive()") == 404
        await speaker.evaluate("pc.close(); publish(path, token, false, {video: true, audio: true})")
        await viewer.evaluate("pc.close(); watch(path, token)")
        await seen_until(viewer, beyond(10), "frames again")


async def test_scripted_loss_is_repaired_in_the_browser(browser: BrowserContext) -> None:
    async with stage_server() as server:
        await publishing(browser, server)
        async with lossy_path(server.engine.port, every=12) as path:
            viewer = await page_of(browser, server)
            await viewer.evaluate(
                "([url, token, port]) => { relay = port; return watch(url, token); }",
                [f"/whep/{ROOM}", server.token, path.port],
            )
            seen = await seen_until(viewer, beyond(80), "frames over a lossy path")
            assert path.lost > 20
            assert seen["nacks"] > 0
            assert (await server.engine.stats()).subscribers[0].repaired > 0
