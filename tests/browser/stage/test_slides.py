"""Slides and the key for OBS in real browsers: handed in, paged, seen by the hall; made, used and revoked."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.stage import air
from tests.browser.test_accessibility import complaints
from tests.browser.visitor import PHONE, Visitor
from tests.pdfs import pdf

ROOM = "plenary"
ASK = """
([url, token]) => fetch(url, {
  method: 'POST', body: 'v=0',
  headers: {Authorization: `Bearer ${token}`, 'Content-Type': 'application/sdp'},
}).then(answer => answer.status)
"""


async def hand_in(visitor: Visitor, name: str, content: bytes) -> None:
    """Choose a file in the green room."""
    box = visitor.page.locator(".slides-desk input[type=file]")
    await box.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})


async def test_slides_are_handed_in_paged_and_seen_sharp_by_the_hall(arrive: Arrive) -> None:
    rosa = await arrive("Rosa Pino", "speaker", language="es", prepare=air.keep_peers)
    await air.to_green_room(rosa)
    await hand_in(rosa, "rivers.pdf", b"This is no PDF")
    await expect(rosa.page.locator(".slides-desk .field-error")).to_have_text(rosa.t("error.slides.not_pdf"))
    rosa.forgive(lambda fault: "415" in fault)
    await hand_in(rosa, "rivers.pdf", pdf(3))
    deck = rosa.page.locator(".slides-decks li", has_text="rivers")
    await deck.locator("[data-deed=show]").click()
    ana = await arrive("Ana", "attendee", room=ROOM, size=PHONE, prepare=air.keep_peers)
    slide = ana.page.locator(".player-slide")
    await expect(slide).to_have_attribute("alt", ana.t("player.slide", page=1, pages=3, title="rivers"))
    await rosa.page.locator(".slides-pager [data-deed=next]").click()
    await expect(slide).to_have_attribute("src", re.compile(r"/2\.webp$"))
    pager = rosa.page.locator(".slides-pager")
    await pager.focus()
    await rosa.page.keyboard.press("End")
    await expect(slide).to_have_attribute("src", re.compile(r"/3\.webp$"))
    assert (
        await slide.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") == 1920
    )
    assert not await ana.overflow()
    assert await complaints(ana) == []
    await rosa.page.locator(".slides-pager [data-deed=hide]").click()
    await expect(ana.page.locator(".player")).to_have_count(0)
    await deck.get_by_role("button", name=rosa.t("backstage.slides_remove", title="rivers")).click()
    await expect(deck).to_have_count(0)

    # A text for the interpreters, longer than a frame.
    desk = rosa.page.locator(".manuscript-desk")
    spoken = "Los ríos cruzan las fronteras y el agua no pregunta por ellas. " * 300
    await desk.locator("input[type=file]").set_input_files(
        {"name": "rios.txt", "mimeType": "text/plain", "buffer": spoken.encode()}
    )
    await expect(desk.locator("textarea")).to_have_value(spoken.strip())
    await desk.locator("[type=submit]").click()
    await desk.locator("summary").click()
    await expect(desk.locator(".manuscript-text")).to_have_text(spoken.strip())
    await rosa.shot("manuscript-es-1440")
    await desk.get_by_role("button", name=rosa.t("backstage.manuscript_change")).click()
    await desk.locator("textarea").fill("Buenos días.")
    await desk.locator("[type=submit]").click()
    await expect(desk.locator(".manuscript-text")).to_have_text("Buenos días.")
    await desk.get_by_role("button", name=rosa.t("backstage.manuscript_withdraw")).click()
    await expect(desk.locator("textarea")).to_have_value("")


async def test_key_for_obs_is_made_on_request_and_revoked(arrive: Arrive) -> None:
    ines = await arrive("Inés Roca", "speaker", prepare=air.keep_peers)
    await air.to_green_room(ines)
    make = ines.page.get_by_role("button", name=ines.t("backstage.encoder_make"))
    await make.click()
    address = ines.page.get_by_label(ines.t("backstage.encoder_url"), exact=True)
    await expect(address).to_have_value(re.compile(rf"/whip/[^/]+/{ROOM}"))
    token = await ines.page.get_by_label(ines.t("backstage.encoder_token"), exact=True).input_value()
    assert len(token) > 20
    assert await complaints(ines) == []
    # An offer that is none is refused for what it is: the token was believed.
    assert await ines.page.evaluate(ASK, [await address.input_value(), token]) == 400
    url = await address.input_value()
    await ines.page.get_by_role("button", name=ines.t("backstage.encoder_revoke")).click()
    await expect(make).to_be_visible()
    assert await ines.page.evaluate(ASK, [url, token]) == 401
    ines.forgive(lambda fault: "400" in fault or "401" in fault)
