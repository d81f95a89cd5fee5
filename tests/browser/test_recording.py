"""A session's recording in a real browser: played with the slides of each moment, shown by staff and hidden again."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, cast

import httpx2 as httpx
from playwright.async_api import expect

from rooms import RoomId
from server.media.hls.archive import Archive
from server.media.hls.broadcasts import Broadcasts
from server.media.hls.feed import Plan
from server.media.hls.products import Group
from server.media.hls.replays import About
from tests.air import CAMERA, CHANNELS, Air
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.pdfs import written_pdf
from tests.protocol.conftest import Enter, Guest
from tests.served import CONFERENCE, Served

ROOM, SESSION = "workshop-2", "knowing-the-routes"
TAPE_MS, BESIDE_S = 6_000, 2.2
# The first slide stays for this long at least, so that a moment of its own can be sought.
SHOWN_S = 1.0
SEEK = "(video, at) => { video.currentTime = at; }"
# Played as far as its first picture.
PLAY = """
async video => {
  video.muted = true;
  await video.play();
  video.pause();
}
"""


async def hand_in(speaker: Guest, content: bytes) -> str:
    """Hand in a deck and return its id."""
    signed_in = speaker.signed_in
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        address = f"{signed_in.address}/slides/{CONFERENCE}/{ROOM}?title=Rivers"
        answer = await http.post(address, content=content, headers=signed_in.headers())
    return str(answer.raise_for_status().json()["deck"])


async def slide(speaker: Guest, deck: str | None, page: int = 1) -> int:
    """Show a page to everyone, or none, and return since when, in ms since 1970."""
    await speaker.command("stage.slide", deck=deck, page=page)
    return int(cast(dict[str, Any], speaker.view["slides"])["since"] or 0)


def on_air(origin: float) -> Air:
    """What is on air from a moment (s) on; a second picture comes after a while."""
    air = Air(groups=(Group.OPUS,), origin=origin)
    air.play(BESIDE_S)
    air.packager.aim(Plan(CAMERA, CHANNELS, CAMERA))
    air.play(TAPE_MS / 1000 - BESIDE_S)
    return air


def record(air: Air, folder: Path) -> None:
    """Keep as the session's recording what was on air."""
    archive = Archive(folder / "broadcasts")
    broadcasts = Broadcasts(lambda: air.now, lambda: "take", archive)
    room = RoomId(f"{CONFERENCE}/{ROOM}")
    broadcasts.begin(room, About(SESSION))
    for product in air.products:
        broadcasts.apply(room, product)
    broadcasts.end(room)
    archive.close()


async def seek(visitor: Visitor, at_ms: float) -> None:
    """Go to a moment of the recording, in ms since 1970."""
    began = float(await visitor.page.locator(".recording-stage").get_attribute("data-began") or 0)
    await visitor.page.locator("#recording-1").evaluate(SEEK, (at_ms - began) / 1000)


async def test_recording_shows_the_slides_of_each_moment_sharp_and_attendees_see_it_when_staff_say_so(
    arrive: Arrive, stranger: Enter, served: Served
) -> None:
    speaker = await stranger("Sofía", role="speaker", room=ROOM)
    deck = await hand_in(speaker, written_pdf("Where rivers meet", "Who pays", "Not shown"))
    first = await slide(speaker, deck, 1)
    air = on_air(first / 1000 - 3)
    await asyncio.sleep(SHOWN_S)
    second = await slide(speaker, deck, 2)
    air.play(max(0, second - first + 5_000 - TAPE_MS) / 1000)
    record(air, served.folder)

    page = f"sessions/{SESSION}"
    mo = await arrive("Mo", "moderator", language="es")
    await mo.page.goto(mo.url(page))
    # The page is not to be had when it is looked for ahead of its time, and when its time has come.
    await mo.page.route("**/2.webp", lambda route: route.abort(), times=2)
    slides, picture = mo.page.locator(".recording-slides"), mo.page.locator(".recording-slide")
    await expect(slides).to_be_hidden()
    await mo.page.locator("#recording-1").evaluate(PLAY)
    await seek(mo, first + 200)
    await expect(picture).to_have_attribute("alt", mo.t("player.slide", page=1, pages=3, title="Rivers"))
    assert (
        await picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }")
        == 1920
    )
    beside = mo.page.locator(".recording-beside")
    await expect(beside).to_be_visible()
    await expect(beside).to_have_js_property("readyState", 4)
    times = await mo.page.locator("video").evaluate_all("videos => videos.map(each => each.currentTime)")
    assert abs(times[0] - times[1] - BESIDE_S) < 0.5, "they show the same moment"
    await slides.locator("summary").click()
    await expect(slides.locator("details p")).to_have_text("Where rivers meet")
    await seek(mo, second + 200)
    await expect(slides.get_by_role("status")).to_have_text(mo.t("recording.slide_late"))
    await expect(picture).to_have_attribute("alt", mo.t("player.slide", page=2, pages=3, title="Rivers"))
    await expect(slides.locator("details p")).to_have_text("Who pays")
    await expect(slides.get_by_role("status")).to_be_hidden()
    for width, height in (PHONE, DESKTOP):
        await mo.page.set_viewport_size({"width": width, "height": height})
        assert await mo.axe() == []
        assert not await mo.overflow()
    await seek(mo, first - 1_500)
    await expect(slides).to_be_hidden()
    await expect(beside).to_be_hidden()
    mo.forgive(lambda fault: "2.webp" in fault or "ERR_FAILED" in fault)

    await speaker.command("slides.remove", deck=deck)
    ana = await arrive("Ana", "attendee", size=PHONE)
    await ana.page.goto(ana.url(page))
    await expect(ana.page.locator(".recording")).to_have_count(0)
    await mo.page.get_by_role("button", name=mo.t("recording.show")).click()
    await expect(mo.page.get_by_role("button", name=mo.t("recording.hide"))).to_be_visible()
    await ana.page.reload()
    told = json.loads(str(await ana.page.locator(".recording-slides").get_attribute("data-slides")))
    [address] = {each["picture"].rpartition("/")[0] for each in told if "picture" in each}
    given = [(await ana.page.request.get(f"{ana.address}{address}/{at}.webp")).status for at in (1, 2, 3)]
    assert given == [200, 200, 404], "what was shown, and no more"
    assert not await ana.overflow()
    await mo.page.get_by_role("button", name=mo.t("recording.hide")).click()
