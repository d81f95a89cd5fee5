"""The talk behind the stage: who reads what by mouse and keyboard, with the panel open, closed or on another tab."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import console, room
from tests.browser.conftest import Arrive
from tests.browser.test_hands import both_sizes, open_dock

PLACE = "workshop-1"


@both_sizes
async def test_staff_and_those_at_work_talk_and_the_hall_reads_nothing(
    arrive: Arrive, size: tuple[int, int]
) -> None:
    text, secret = f"Slides are in ({size[0]})", f"Only for us ({size[0]})"
    speaker = await arrive("Sofía", "speaker", language="es", size=size, room=PLACE)
    ana = await arrive("Ana", "attendee", room=PLACE)
    moderator, second = await arrive("Mo", "moderator", size=size), await arrive("Max", "moderator")
    for each in (moderator, second):
        await console.open_console(each, PLACE)
    dock = await open_dock(moderator, "talk")
    await dock.get_by_role("textbox").fill(text)
    await dock.get_by_role("textbox").press("Enter")
    await expect(dock.locator(".talk-line", has_text=text)).to_be_visible()
    # The second moderator's panel is closed; the speaker's may be behind another tab.
    await expect(second.page.locator("#dock-tab-talk .dock-mark")).to_be_visible()
    if size[0] < 600:
        await expect(speaker.page.locator("#tab-people .tab-unread")).to_be_visible()
    await room.open_panel(speaker, "people")
    await expect(speaker.page.locator(".talk-line", has_text=text)).to_be_visible()
    await speaker.page.locator(".talk textarea").focus()
    await speaker.page.keyboard.type(f"Gracias ({size[0]})")
    await speaker.page.keyboard.press("Enter")
    await expect(dock.locator(".talk-line", has_text=f"Gracias ({size[0]})")).to_contain_text("Sofía")

    await dock.locator("[data-circle=staff]").focus()
    await moderator.page.keyboard.press("Enter")
    await dock.get_by_role("textbox", name=moderator.t("talk.box.staff")).focus()
    await moderator.page.keyboard.type(secret)
    await moderator.page.keyboard.press("Enter")
    theirs = await open_dock(second, "talk")
    await theirs.locator("[data-circle=staff]").click()
    await expect(theirs.locator(".talk-line", has_text=secret)).to_be_visible()
    await expect(second.page.locator("#dock-tab-talk .dock-mark")).to_have_count(0)
    assert secret not in await speaker.page.content()
    assert text not in await ana.page.content()
    for each in (speaker, moderator):
        assert not await each.overflow()
        assert not await each.axe()
