"""What a browser decodes of others, and what people do in the green room. Input: a visitor's page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from playwright.async_api import Locator, expect

from tests.browser.visitor import Visitor

SESSION = "governing-together"
# Engine, encoders and browsers may share two cores.
LIMIT_S = 45.0
# A page's peer connections, kept from its first script on, so that a journey reads their statistics; and a camera whose
# pictures are small and few: it is the encoding of large ones that keeps a busy machine from everything else.
KEEP = """
(() => {
  const media = navigator.mediaDevices;
  if (media) {
    const open = media.getUserMedia.bind(media);
    media.getUserMedia = ({video, ...rest}) => open(
      video ? {...rest, video: {...video, width: 640, height: 360, frameRate: 15}} : rest);
  }
  const Real = window.RTCPeerConnection;
  if (!Real) return;
  window.peers = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); window.peers.push(this); }
  };
})();
"""
RECEIVED = """
async () => {
  const found = {peers: window.peers.length, frames: 0, energy: 0, width: 0, height: 0, codecs: [], sent: 0};
  for (const peer of window.peers.filter(({connectionState}) => connectionState === 'connected')) {
    const reports = await peer.getStats();
    for (const report of reports.values()) {
      if (report.type === 'outbound-rtp') found.sent += report.packetsSent;
      if (report.type !== 'inbound-rtp') continue;
      found.energy += report.totalAudioEnergy ?? 0;
      if (report.kind !== 'video' || !report.framesDecoded) continue;
      found.frames += report.framesDecoded;
      found.width = Math.max(found.width, report.frameWidth ?? 0);
      found.height = Math.max(found.height, report.frameHeight ?? 0);
      found.codecs.push(reports.get(report.codecId)?.mimeType ?? '');
    }
  }
  return found;
}
"""


def is_race(fault: str) -> bool:
    """Whether a request came too early or too late: for a track that is not there yet, or a place that is gone."""
    return any(status in fault for status in ("404", "409", "503"))


async def keep_peers(visitor: Visitor) -> None:
    """Prepare a page so that its statistics can be read; to be given to `arrive` as `prepare`."""
    visitor.overlook(is_race)
    await visitor.context.add_init_script(KEEP)


async def received_until(
    visitor: Visitor, holds: Callable[[dict[str, Any]], object], what: str
) -> dict[str, Any]:
    """Look at what a page receives until it is enough."""
    deadline = time.monotonic() + LIMIT_S
    while True:
        received: dict[str, Any] = await visitor.page.evaluate(RECEIVED)
        if holds(received):
            return received
        assert time.monotonic() < deadline, f"waited in vain for {what}; last received {received}"
        await asyncio.sleep(0.05)


async def playing_until(
    video: Locator, holds: Callable[[dict[str, Any]], object], what: str
) -> dict[str, Any]:
    """Look at a video element until it plays as it should."""
    deadline = time.monotonic() + LIMIT_S
    look = """v => ({
      time: v.currentTime, width: v.videoWidth, height: v.videoHeight, paused: v.paused, muted: v.muted,
      volume: v.volume,
      sounds: v.srcObject ? v.srcObject.getAudioTracks().filter(({muted}) => !muted).length : 0,
      ready: v.readyState, fault: v.error?.message ?? null,
      buffered: Array.from(v.buffered, (_, at) => [v.buffered.start(at), v.buffered.end(at)]),
      player: {...v.closest('.player')?.dataset},
    })"""
    while True:
        seen: dict[str, Any] = await video.evaluate(look)
        if holds(seen):
            return seen
        assert time.monotonic() < deadline, f"waited in vain for {what}; last seen {seen}"
        await asyncio.sleep(0.05)


async def to_green_room(visitor: Visitor, session: str = SESSION) -> None:
    """Open the green room and wait until it is connected."""
    if visitor.page.url != visitor.url(f"backstage/{session}"):
        await visitor.page.goto(visitor.url(f"backstage/{session}"))
    await visitor.live()


async def open_devices(visitor: Visitor) -> None:
    """Turn on camera and microphone, where the page has not done so by itself, and wait for the picture."""
    await expect(
        visitor.page.locator(".own-picture[data-shown=true], .bar-open button").first
    ).to_be_visible()
    button = visitor.page.locator(".bar-open button")
    if await button.count():
        await button.click()
    await expect(visitor.page.locator(".own-picture[data-shown=true]")).to_be_visible()


async def come_in(visitor: Visitor) -> None:
    """Come into the green room with picture and sound, and wait until they arrive at the server."""
    await visitor.page.locator(".bar-join").click()
    await expect(visitor.page.locator(".bar-state[data-state=live]")).to_be_attached(timeout=1000 * LIMIT_S)
