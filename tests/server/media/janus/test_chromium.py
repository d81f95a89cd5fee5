"""Real browsers over Janus: Chromium publishes by WHIP, another watches by WHEP, decodes and chooses a layer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext

from server.media.janus.engine import JanusEngine
from server.media.port import Wanted
from tests.janus import Janus, running_janus
from tests.server.media.peers import ROOM, collected, until
from tests.server.media.stage_page import StageServer, stage_of
from tests.server.media.test_chromium import HD, browser, chromium, publishing, seen_until, watching

__all__ = ["browser", "chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture
def janus(tmp_path: Path) -> Iterator[Janus]:
    with running_janus(tmp_path / "janus") as janus:
        yield janus


@pytest_asyncio.fixture(loop_scope="module")
async def stage(janus: Janus) -> AsyncIterator[StageServer[JanusEngine]]:
    engine = JanusEngine([janus.access])
    await engine.start()
    async with stage_of(engine) as stage:
        yield stage
    await engine.close()


async def test_picture_and_sound_pass_through_janus_and_layers_are_chosen(
    browser: BrowserContext, stage: StageServer[JanusEngine]
) -> None:
    told = collected(stage.engine)
    await publishing(browser, stage, media=HD, simulcast=True)
    await until(lambda: len(told) >= 2, "the tracks", 20)
    viewer = await watching(browser, stage)
    seen = await seen_until(
        viewer, lambda each: each["frames"] > 30 and each["energy"] > 0.0001, "frames and sound"
    )
    assert seen["codec"] == "video/VP8"
    resource = (await stage.engine.stats()).subscribers[0].resource
    track = next(each for each in await stage.engine.tracks(ROOM) if each.kind == "video")
    assert track.layers == ("h", "m", "l")
    await stage.engine.choose(resource, "0", Wanted(track.id, "l"))
    await seen_until(viewer, lambda each: each["width"] == 320, "the lowest layer")
    assert await viewer.evaluate("restartIce()") == 200
    before = (await seen_until(viewer, lambda _: True, ""))["frames"]
    await seen_until(viewer, lambda each: each["frames"] > before + 30, "frames after the restart")
    assert await viewer.evaluate("leave()") == 200
    assert (await stage.engine.stats()).subscribers == ()
