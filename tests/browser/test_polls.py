"""A poll from draft to results, as moderators and voters see it; and a page that shows another panel meanwhile."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.browser import console, room
from tests.browser.conftest import Arrive
from tests.browser.test_hands import open_dock
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.protocol.conftest import Enter

PLACE = "workshop-2"
both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


def poll(visitor: Visitor, text: str) -> Locator:
    return visitor.page.locator(".poll", has_text=text)


def press(within: Locator, visitor: Visitor, key: str) -> Locator:
    return within.get_by_role("button", name=visitor.t(key), exact=True)


async def drafted(moderator: Visitor, text: str) -> Locator:
    """Prepare a poll with two options in the form."""
    page = moderator.page
    await press(page.locator(".polls"), moderator, "polls.new").click()
    await page.get_by_role("textbox", name=moderator.t("polls.question")).fill(text)
    for number, option in ((1, "Yes, at once"), (2, "No")):
        label = moderator.t("polls.option").replace("{number}", str(number))
        await page.get_by_role("textbox", name=label, exact=True).fill(option)
    await press(page.locator(".poll-form"), moderator, "polls.keep").click()
    await expect(poll(moderator, text)).to_have_attribute("data-state", "draft")
    return poll(moderator, text)


@both_sizes
async def test_poll_is_drafted_opened_voted_in_changed_closed_and_revealed(
    arrive: Arrive, size: tuple[int, int]
) -> None:
    name = "phone" if size == PHONE else "desktop"
    text = f"Shall we plant trees ({name})?"
    ana = await arrive("Ana", "attendee", language="es", size=size, room=PLACE)
    if size == PHONE:
        # Beside the questions, in the console.
        moderator = await arrive("Mo", "moderator", size=size)
        await console.open_console(moderator, PLACE)
        await open_dock(moderator, "polls")
    else:
        moderator = await arrive("Mo", "moderator", size=size, room=PLACE)
        await room.open_panel(moderator, "polls")
    made = await drafted(moderator, text)
    assert text not in await ana.page.content()
    await press(made, moderator, "polls.deed.open").click()
    if size == PHONE:
        await expect(moderator.page.locator(".console-toast")).to_contain_text(moderator.t("polls.did.open"))

    if size == PHONE:
        await expect(ana.page.locator("#tab-polls .tab-unread")).to_be_visible()
    await room.open_panel(ana, "polls")
    asked = poll(ana, text)
    await expect(asked).to_contain_text(ana.t("polls.anonymous"))
    await asked.get_by_role("radio", name="No").check()
    await press(asked, ana, "polls.vote").click()
    await expect(asked.locator(".ballot-cast")).to_have_text(ana.t("polls.cast"))
    await expect(asked.locator(".results")).to_have_count(0)
    await expect(made.locator(".results-bar", has_text="No").locator(".figures")).to_contain_text("100%")

    # By keyboard alone: the radios are one stop, an arrow moves and chooses.
    await asked.get_by_role("radio", name="No").focus()
    await ana.page.keyboard.press("ArrowUp")
    await expect(asked.get_by_role("radio", name="Yes, at once")).to_be_checked()
    await ana.page.keyboard.press("Enter")
    await expect(made.locator(".results-bar", has_text="Yes, at once").locator(".figures")).to_contain_text(
        "100%"
    )
    await ana.page.reload()
    await room.open_panel(ana, "polls")
    await expect(asked.get_by_role("radio", name="Yes, at once")).to_be_checked()
    await moderator.shot(f"polls-staff-{name}")
    await ana.shot(f"polls-voting-{name}")

    await press(made, moderator, "polls.deed.close").click()
    await expect(asked.locator(".results-bar", has_text="Yes, at once").locator(".figures")).to_contain_text(
        "100"
    )
    await expect(asked.locator(".poll-own")).to_contain_text("Yes, at once")
    await ana.shot(f"polls-results-{name}")
    assert await ana.axe() == []
    assert await moderator.axe() == []
    assert await ana.overflow() == []
    await press(made, moderator, "polls.deed.discard").click()
    await room.confirm(moderator)
    await expect(asked).to_have_count(0)


@both_sizes
@pytest.mark.parametrize("panel", ["chat", "questions", "people", "sessions"])
async def test_poll_that_opens_breaks_no_page_that_shows_another_panel(
    arrive: Arrive, stranger: Enter, panel: str, size: tuple[int, int]
) -> None:
    text = f"Is anyone at the {panel}?"
    ana = await arrive("Ana", "attendee", size=size, room=PLACE)
    await room.open_panel(ana, panel)
    moderator = await stranger("Mo", role="moderator", room=PLACE)
    await moderator.command("poll.draft", kind="words", text=text, reveal="open")
    made = moderator.key_of("polls", text)
    await moderator.command("poll.open", poll=made)
    await expect(poll(ana, text)).to_have_count(1)
    await expect(ana.page.locator(f"[data-panel={panel}]")).to_be_visible()
    await room.open_panel(ana, "polls")
    answer = poll(ana, text).get_by_role("textbox", name=ana.t("polls.word"))
    await answer.fill("Bridge")
    await answer.press("Enter")
    await expect(poll(ana, text).locator(".results-word")).to_contain_text("Bridge")
    await moderator.command("poll.discard", poll=made)
    await expect(poll(ana, text)).to_have_count(0)
