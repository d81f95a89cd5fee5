"""The stage in real browsers: brought on by the console, watched over both paths, and back after every fault."""

from __future__ import annotations

import asyncio
import os
import pathlib
import re
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.browser import room
from tests.browser.conftest import Arrive, arrivals
from tests.browser.stage import air
from tests.browser.stage.conftest import WITH_MEDIA
from tests.browser.stage.desk import a_speaker, a_stage_desk, bring_on, choose_path, take_off, tile
from tests.browser.stage.ways import RELAY_ONLY, Relay, detour
from tests.browser.visitor import PHONE, Visitor
from tests.programs import free_udp_port
from tests.protocol.conftest import Seats
from tests.served import Served, serving
from tests.server.media.lossy import Path, lossy_path

FRAMES = "v => ({time: v.currentTime, frames: v.getVideoPlaybackQuality().totalVideoFrames})"


async def test_speaker_comes_on_and_is_watched_over_both_paths(arrive: Arrive) -> None:
    name = "Rosa Vega"
    rosa = await a_speaker(arrive, name)
    ana = await arrive("Ana", "attendee", language="es", room="plenary", prepare=air.keep_peers)
    assert (await ana.page.evaluate(air.RECEIVED))["frames"] == 0
    await expect(ana.page.locator(".player")).to_have_count(0)
    moderator = await a_stage_desk(arrive)
    await bring_on(moderator, name)
    await expect(rosa.page.locator(".time-band[data-on-air=true]")).to_be_visible()

    video = tile(ana, name).locator("video")
    seen = await air.playing_until(
        video, lambda each: each["time"] > 1 and each["width"] >= 320, "the picture"
    )
    assert not seen["paused"]
    received = await air.received_until(
        ana, lambda got: got["frames"] > 20 and got["energy"] > 0.0001, "frames and sound"
    )
    assert "video/H264" in received["codecs"]

    await choose_path(ana, "hls")
    broadcast = ana.page.locator(".player-broadcast video")
    await air.playing_until(
        broadcast, lambda each: each["time"] > 1 and each["width"] >= 320, "the broadcast"
    )
    await expect(ana.page.locator(".player-broadcast .tile-caption")).to_have_text(name)

    # The speaker's page is reloaded, and the hall sees them again, over this path and over the other.
    before = (await broadcast.evaluate(FRAMES))["frames"]
    await rosa.page.reload()
    await rosa.live()
    await air.open_devices(rosa)
    await air.come_in(rosa)
    sent = (await broadcast.evaluate(FRAMES))["time"]
    await frames_until(broadcast, lambda seen: seen["time"] > sent + 2 and seen["frames"] > before + 20)
    await expect(rosa.page.get_by_role("alert")).to_have_count(0)
    await choose_path(ana, "webrtc")
    await air.playing_until(
        tile(ana, name).locator("video"), lambda each: each["width"] >= 320, "tiles again"
    )
    assert ana.sockets[-1:] and len(ana.sockets) == 1, "nothing was reloaded"

    # A moderator mutes, after being asked; only Rosa unmutes.
    await (
        moderator.page.locator(".stage-person", has_text=name).locator("[data-deed=mute-microphone]").click()
    )
    await room.confirm(moderator)
    await expect(tile(ana, name)).to_contain_text(ana.t("player.silent"))
    await expect(rosa.page.locator(".bar [data-source=microphone][aria-pressed=true]")).to_be_visible()
    await rosa.page.locator(".bar [data-source=microphone]").click()
    await expect(tile(ana, name)).not_to_contain_text(ana.t("player.silent"))

    # The slide covers the stage, and is taken away.
    await moderator.page.get_by_role("textbox", name=moderator.t("onstage.holding_text")).fill("Coffee")
    await moderator.page.locator(".stage-desk select").select_option("5")
    await moderator.page.locator(".stage-desk form button[type=submit]").click()
    await expect(ana.page.locator(".player-holding")).to_contain_text("Coffee")
    await expect(ana.page.locator(".player-holding .stage-figures")).to_have_text(re.compile(r"0[45]:\d\d"))
    await moderator.page.locator("[data-deed=resume]").click()
    await air.playing_until(
        tile(ana, name).locator("video"), lambda each: each["width"] >= 320, "the stage again"
    )
    await take_off(moderator, name)
    await expect(ana.page.locator(".player")).to_have_count(0)


async def frames_until(video: Locator, holds: Callable[[dict[str, float]], bool]) -> None:
    """Look at what a video element has shown until it is enough."""
    deadline = time.monotonic() + air.LIMIT_S
    while not holds(seen := await video.evaluate(FRAMES)):
        assert time.monotonic() < deadline, f"the picture stands still: {seen}"
        await asyncio.sleep(0.05)


def media_process(served: Served) -> int:
    """The process id of the server's media engine."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], check=True, capture_output=True, text=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    family = {served.pid}
    for _ in range(4):
        family |= {int(pid) for pid, parent, _ in rows if int(parent) in family}
    return next(int(pid) for pid, _, words in rows if int(pid) in family and "server.media.process" in words)


async def test_someone_of_the_hall_is_given_the_floor_asked_and_brought_on(arrive: Arrive) -> None:
    ana = await arrive(
        "Ana Ruiz", "attendee", language="es", room="plenary", size=PHONE, prepare=air.keep_peers
    )
    await ana.page.get_by_role("button", name=ana.t("floor.raise")).click()
    await ana.page.locator(".hand-form label", has_text=ana.t("floor.kind.camera")).click()
    await ana.page.locator(".hand-form button[type=submit]").click()
    moderator = await a_stage_desk(arrive)
    await moderator.page.locator("#dock-tab-hands").click()
    await moderator.page.locator(".hand-item", has_text="Ana Ruiz").locator("[data-deed=grant]").click()
    consent = ana.page.locator(".consent")
    await expect(consent).to_contain_text(ana.t("onstage.consent_text.camera"))
    await consent.locator("[data-deed=agree]").click()
    await expect(consent.locator(".own-picture[data-shown=true]")).to_be_visible()
    await consent.locator("[data-deed=ready]").click()
    await expect(consent).to_contain_text(ana.t("onstage.consent_wait"))
    assert not await ana.overflow()
    assert await ana.axe() == []

    await moderator.page.locator("#dock-tab-stage").click()
    await bring_on(moderator, "Ana Ruiz")
    await expect(consent).to_contain_text(ana.t("onstage.consent_on_air"))
    luis = await arrive("Luis", "attendee", room="plenary", prepare=air.keep_peers)
    await air.playing_until(
        tile(luis, "Ana Ruiz").locator("video"), lambda seen: seen["width"] > 0, "Ana's picture"
    )
    await consent.locator("[data-deed=leave]").click()
    await expect(consent).to_have_count(0)
    await expect(moderator.page.locator(".stage-person [data-person]", has_text="Ana Ruiz")).to_have_count(0)


@dataclass
class Hard:
    """A server that serves two viewers by WebRTC, a relay that it names, and a path to its engine that loses packets."""

    served: Served
    path: Path
    arrive: Arrive


@pytest_asyncio.fixture(loop_scope="session")
async def hard(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path: pathlib.Path
) -> AsyncIterator[Hard]:
    port = free_udp_port()
    relay = Relay(tmp_path)
    relay.start()
    settings = {
        **WITH_MEDIA,
        **relay.settings(),
        "PUENTE_MEDIA_PORT": str(port),
        "PUENTE_WEBRTC_VIEWERS": "2",
    }
    try:
        async with lossy_path(port, every=20) as path:
            with serving(tmp_path / "data", **settings) as served:
                async with arrivals(request.node, chromium, served, Seats(served)) as arrive:
                    yield Hard(served, path, arrive)
    finally:
        relay.stop()


async def test_hall_is_reached_through_a_relay_over_loss_and_by_the_broadcast_and_after_the_engine_was_killed(
    hard: Hard,
) -> None:
    arrive = hard.arrive

    def through(script: str) -> Callable[[Visitor], Awaitable[None]]:
        async def prepare(visitor: Visitor) -> None:
            await air.keep_peers(visitor)
            await visitor.context.add_init_script(script)

        return prepare

    async def watching(name: str, script: str = "") -> Visitor:
        return await arrive(name, "attendee", room="plenary", prepare=through(script))

    name = "Noor Haddad"
    noor = await a_speaker(arrive, name)
    moderator = await a_stage_desk(arrive)
    await bring_on(moderator, name)
    ana = await watching("Ana", RELAY_ONLY)
    await air.received_until(ana, lambda got: got["frames"] > 5, "frames through the relay")
    await ana.page.locator("#player-connection").click()
    await expect(ana.page.locator(".player-facts")).to_contain_text(ana.t("player.way.relay"))

    eva = await watching("Eva", detour(hard.path.port))
    await air.received_until(
        eva, lambda got: got["frames"] > 20 and hard.path.lost > 5, "frames although some are lost"
    )
    luis = await watching("Luis")
    await expect(luis.page.locator(".player[data-path=hls]")).to_be_visible(timeout=1000 * air.LIMIT_S)
    broadcast = luis.page.locator(".player-broadcast video")
    await air.playing_until(broadcast, lambda seen: seen["time"] > 1 and seen["width"] > 0, "the broadcast")

    # Of what is lost now too much is lost for a whole picture.
    hard.path.every = 2
    await expect(eva.page.locator(".player")).not_to_have_attribute(
        "data-rung", "video", timeout=1000 * air.LIMIT_S
    )
    await eva.page.goto(eva.url())
    await expect(luis.page.locator(".player[data-path=webrtc]")).to_be_visible(timeout=1000 * air.LIMIT_S)
    await air.received_until(luis, lambda got: got["frames"] > 5, "frames for whoever was called back")

    # One of the two watches the broadcast when the engine is killed.
    await choose_path(luis, "hls")
    await air.playing_until(broadcast, lambda seen: seen["time"] > 1 and seen["width"] > 0, "the broadcast")
    before = [(await each.page.evaluate(air.RECEIVED))["peers"] for each in (noor, ana)]
    os.kill(media_process(hard.served), signal.SIGKILL)
    await air.received_until(
        noor, lambda got: got["peers"] > before[0] and got["sent"] > 20, "the speaker to send again"
    )
    await air.received_until(
        ana, lambda got: got["peers"] > before[1] and got["frames"] > 5, "frames over another connection"
    )
    picture = luis.page.locator(".player-picture video").first
    was = (await picture.evaluate(FRAMES))["time"]
    await frames_until(picture, lambda seen: abs(seen["time"] - was) > 2 and seen["frames"] > 20)
    assert all(len(visitor.sockets) == 1 for visitor in (ana, luis)), "nothing was reloaded"
