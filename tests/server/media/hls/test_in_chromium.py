"""A real browser plays a broadcast: pictures are decoded, sound is decoded, time goes on close behind the camera."""

from __future__ import annotations

from statistics import median

import pytest

from tests.broadcasting import AUTOPLAY, INDEX, broadcasting
from tests.chromium import running_chromium

READY_MS = 60_000
READY = f"""async () => {{
    while (!(await fetch("{INDEX}")).ok) await new Promise((soon) => setTimeout(soon, 200));
}}"""
PLAYS = """() => seen.frames.length > 60 && seen.frames.at(-1).time - seen.frames[0].time > 2.5
    && video.currentTime > 0 && video.webkitAudioDecodedByteCount > 10000"""


@pytest.mark.browser
@pytest.mark.parametrize("sound", ["group=opus", "group=aac&channel=es"])
async def test_browser_plays_the_broadcast_close_behind_the_camera(sound: str) -> None:
    async with broadcasting("320x180x25", 300_000) as port, running_chromium(AUTOPLAY) as browser:
        page = await browser.new_page()
        await page.goto(f"http://127.0.0.1:{port}/")
        # The index is there when every rendition has a part.
        await page.evaluate(READY)
        await page.goto(f"http://127.0.0.1:{port}/?index={INDEX}&{sound}")
        await page.wait_for_function(PLAYS, polling=50, timeout=READY_MS)
        seen = await page.evaluate("({...seen, size: [video.videoWidth, video.videoHeight]})")
    assert seen["faults"] == []
    assert seen["size"] == [320, 180]
    behind = [frame["behind"] for frame in seen["frames"] if frame["behind"] is not None]
    # Every picture shows when it was taken; the machine may be busy, so only the order of magnitude is held here.
    assert len(behind) > 50
    assert 500 < median(behind) < 6000
