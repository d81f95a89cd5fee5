"""Pinned messages: a moderator keeps one on top of the chat, and everyone reads it there until it is unpinned."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import room
from tests.browser.conftest import Arrive
from tests.browser.test_hands import both_sizes


@both_sizes
async def test_message_is_pinned_by_keyboard_read_on_top_and_unpinned(
    arrive: Arrive, size: tuple[int, int]
) -> None:
    text = f"The slides are online ({size[0]})"
    ana = await arrive("Ana", "attendee", language="es", size=size, room="workshop-1")
    moderator = await arrive("Mo", "moderator", size=size, room="workshop-1")
    await room.open_panel(ana, "chat")
    await room.open_panel(moderator, "chat")
    await room.say(moderator, text)
    deeds = await room.open_deeds(moderator, text)
    await deeds.get_by_role("button", name=moderator.t("pins.pin"), exact=True).focus()
    await moderator.page.keyboard.press("Enter")
    pin = ana.page.locator(".pin", has_text=text)
    await expect(pin).to_contain_text("Mo")
    assert not await ana.overflow()
    assert not await ana.axe()
    await pin.get_by_role("button").focus()
    await ana.page.keyboard.press("Enter")
    await expect(room.message(ana, text)).to_be_focused()
    await moderator.page.locator(".pin", has_text=text).locator("[data-deed=unpin]").click()
    await expect(pin).to_have_count(0)
