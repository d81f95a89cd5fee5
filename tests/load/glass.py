"""Glass to glass over WebRTC: one page of Chromium sends a picture with the time drawn into it, another reads it back.

Both are pages of `tests.server.media.stage_page`, in front of an engine of its own; the time is drawn and read as in
the broadcast's benchmark, blocks of light and dark along the upper edge. Then others come late, one after the other, to a
camera that gives no keyframe of its own accord.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from tests.broadcasting import AUTOPLAY
from tests.chromium import running_chromium
from tests.load.crowd import Disturbed
from tests.server.media.peers import ROOM
from tests.server.media.stage_page import stage_server

_READY_S = 60.0
_FLAGS = (AUTOPLAY, "--disable-features=WebRtcHideLocalIpsWithMdns", "--allow-loopback-in-peer-connection")
# 720p, 25 pictures a second; each block is as wide as the reader takes it to be, a fortieth of the picture.
_CAMERA = """
() => {
  const canvas = document.createElement('canvas'), paint = canvas.getContext('2d');
  [canvas.width, canvas.height] = [1280, 720];
  const draw = () => {
    const now = Date.now() % 4294967296, size = canvas.width / 40;
    paint.fillStyle = `hsl(${performance.now() / 50 % 360} 40% 45%)`;
    paint.fillRect(0, 0, canvas.width, canvas.height);
    const bits = [1, 0, ...Array.from({length: 32}, (_, place) => Math.floor(now / 2 ** (31 - place)) % 2), 0, 1];
    bits.forEach((bit, place) => {
      paint.fillStyle = bit ? '#fff' : '#000';
      paint.fillRect(place * size, 0, size, 24);
    });
  };
  draw();
  setInterval(draw, 40);
  const stream = canvas.captureStream(25);
  Object.defineProperty(navigator, 'mediaDevices', {value: {getUserMedia: async () => stream}});
}
"""
_READER = """
() => {
  const canvas = document.createElement('canvas'), paint = canvas.getContext('2d', {willReadFrequently: true});
  window.behind = [];
  const look = () => {
    const width = canvas.width = v.videoWidth, size = width / 40;
    canvas.height = 1;
    paint.drawImage(v, 0, -Math.round(v.videoHeight / 60));
    const row = paint.getImageData(0, 0, width, 1).data;
    const bit = place => row[Math.floor((place + 0.5) * size) * 4] > 128 ? 1 : 0;
    if (bit(0) && !bit(1) && !bit(34) && bit(35)) {
      let shown = 0;
      for (let place = 2; place < 34; place++) shown = shown * 2 + bit(place);
      window.behind.push(Date.now() % 4294967296 - shown);
    }
    v.requestVideoFrameCallback(look);
  };
  v.requestVideoFrameCallback(look);
}
"""


class Glass(NamedTuple):
    """Milliseconds: from the camera to the screen, of each picture in the second half of the time, and from joining to
    the first picture, of each late joiner.
    """

    behind: list[float]
    first: list[float]


async def glass_to_glass(seconds: float, late: int) -> Glass:
    """Measure for so many seconds, then with so many late joiners. Raises Disturbed when no picture comes."""
    async with stage_server() as server, running_chromium(*_FLAGS) as browser:

        async def page() -> Page:
            opened = await browser.new_page()
            await opened.goto(server.url)
            return opened

        async def watching() -> Page:
            screen = await page()
            await screen.evaluate("([url, token]) => watch(url, token)", [f"/whep/{ROOM}", server.token])
            return screen

        async def shown(screen: Page, expression: str) -> None:
            try:
                await screen.wait_for_function(f"() => {expression}", polling=50, timeout=_READY_S * 1000)
            except PlaywrightError:
                raise Disturbed("no picture came through the engine") from None

        camera = await page()
        await camera.evaluate(_CAMERA)
        await camera.evaluate(
            "([url, token]) => publish(url, token, false, {})", [f"/whip/{ROOM}?codec=H264", server.token]
        )
        screen = await watching()
        await screen.evaluate(_READER)
        await shown(screen, "behind.length > 0")
        await asyncio.sleep(seconds)
        behind: list[float] = await screen.evaluate("behind")
        first: list[float] = []
        for _ in range(late):
            screen = await watching()
            await shown(screen, "first !== null")
            first.append(await screen.evaluate("first"))
            await screen.evaluate("leave()")
            await screen.close()
    return Glass(behind[len(behind) // 2 :], first)
