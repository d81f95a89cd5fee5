"""The run of show: start, extend with a preview, end, by mouse and by keyboard alone; what attendees see of it."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import console, room
from tests.browser.conftest import Arrive
from tests.browser.test_hands import both_sizes, open_dock
from tests.browser.visitor import Visitor
from tests.served import Served

PLACE = "plenary"


async def hours_in_room(visitor: Visitor, standing: str) -> str:
    return await visitor.page.locator(f".session-card[data-standing={standing}] .session-hours").inner_text()


@both_sizes
async def test_overrun_is_previewed_applied_and_seen_by_attendees_at_once(
    own_served: Served, arrive: Arrive, size: tuple[int, int]
) -> None:
    ana = await arrive("Ana", "attendee", language="es", size=size, room=PLACE, at=own_served)
    moderator = await arrive("Mo", "moderator", size=size, at=own_served)
    second = await arrive("Max", "moderator", at=own_served)
    for each in (moderator, second):
        await console.open_console(each, PLACE)
    await room.open_panel(ana, "sessions")
    dock = await open_dock(moderator, "clock")
    now = dock.locator("[data-standing=now]")
    await now.locator("[data-deed=start]").click()
    await expect(now.locator(".badge-live")).to_be_visible()
    await now.locator("[data-deed=extend]").click()
    box = now.get_by_role("spinbutton")
    await box.fill("-5")
    await expect(now.locator(".field-error")).to_be_visible()
    await box.fill("10")
    following = now.locator("[data-preview]")
    await expect(following.first.locator("strong")).to_be_visible()
    assert await following.count() >= 2
    promised = await following.nth(1).locator("strong").inner_text()
    assert not await moderator.overflow()
    assert not await moderator.axe()
    before = await hours_in_room(ana, "next")
    await now.locator("[data-deed=apply]").click()
    next_row = dock.locator("[data-standing=next]")
    await expect(next_row.locator(".run-hours s")).to_be_visible()
    await expect(next_row.locator(".run-hours")).to_contain_text(promised)
    card = ana.page.locator(".session-card[data-standing=next]")
    await expect(card).to_contain_text(ana.t("clock.new_time"))
    assert await hours_in_room(ana, "next") != before
    assert not await ana.overflow()
    assert not await ana.axe()
    # The second moderator's panel was closed all the while, and is right once it is opened.
    theirs = await open_dock(second, "clock")
    await expect(theirs.locator("[data-standing=next] .run-hours")).to_contain_text(promised)

    # Whoever reads the programme's pages sees the new time too.
    await ana.page.goto(ana.url("programme"))
    await expect(ana.page.locator(".new-time").first).to_be_visible()


@pytest.mark.parametrize("language", ["fr"])
async def test_next_session_is_started_and_ended_by_keyboard_alone(
    own_served: Served, arrive: Arrive, language: str
) -> None:
    moderator = await arrive("Mo", "moderator", language=language, at=own_served)
    ana = await arrive("Ana", "attendee", room=PLACE, at=own_served)
    await console.open_console(moderator, PLACE)
    await moderator.page.locator("body").press("1")
    keyboard, dock = moderator.page.keyboard, moderator.page.locator(".dock[data-dock=clock]")
    await expect(dock.locator(".dock-title")).to_be_focused()
    title = await dock.locator("[data-standing=next] .run-title").inner_text()
    await dock.locator("[data-standing=next] [data-deed=start]").focus()
    await keyboard.press("Enter")
    await expect(dock.locator("[data-standing=now] .run-title")).to_have_text(title)
    await expect(ana.page.locator(".session-card[data-standing=now]")).to_be_visible()
    extend = dock.locator("[data-standing=now] [data-deed=extend]")
    await extend.focus()
    await keyboard.press("Enter")
    await expect(dock.get_by_role("spinbutton")).to_be_focused()
    await keyboard.press("Escape")
    await expect(extend).to_be_focused()
    await dock.locator("[data-standing=now] [data-deed=end]").focus()
    await keyboard.press("Enter")
    await expect(dock.locator("[data-standing=now] .run-title", has_text=title)).to_have_count(0)
