"""The whole day across rooms: what waits where, live, and a session moved from there, by keyboard."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.test_hands import both_sizes, raise_hand
from tests.served import Served


@both_sizes
async def test_organizer_sees_all_rooms_live_and_extends_a_session_by_keyboard(
    own_served: Served, arrive: Arrive, size: tuple[int, int]
) -> None:
    olga = await arrive("Olga", "organizer", language="es", size=size, at=own_served)
    ana = await arrive("Ana", "attendee", room="workshop-1", at=own_served)
    await olga.page.goto(olga.url("day"))
    live = olga.page.locator(".strip[data-state=live]")
    await expect(live).to_have_count(3)
    workshop = olga.page.locator("[data-room=workshop-1]")
    await expect(workshop.locator(".day-head")).to_contain_text(olga.t("people_panel.count.attendee", 1))
    assert not await workshop.locator("[data-waits]").count()
    await raise_hand(ana, "Fares")
    await expect(workshop.locator("[data-waits=hands]")).to_be_visible()
    await ana.page.get_by_role("textbox", name=ana.t("questions.box")).fill("Who pays?")
    await ana.page.keyboard.press("Enter")
    total = olga.page.locator("[data-sum=hands]")
    await expect(total).to_have_text(olga.t("day.hands", 1))
    assert not await olga.overflow()
    assert not await olga.axe()

    plenary = olga.page.locator("[data-room=plenary]")
    extend = plenary.locator("[data-standing=now] [data-deed=extend]")
    await extend.focus()
    await olga.page.keyboard.press("Enter")
    await expect(plenary.get_by_role("spinbutton")).to_be_focused()
    await olga.page.keyboard.type("10")
    await olga.page.keyboard.press("Enter")
    await expect(plenary.locator("[data-standing=now] .run-hours s")).to_be_visible()
    await expect(extend).to_be_focused()
    # What was done there is taken back there.
    undo = plenary.locator(".day-name [data-deed=undo]")
    await undo.focus()
    await olga.page.keyboard.press("Enter")
    await expect(plenary.locator("[data-standing=now] .run-hours s")).to_have_count(0)
