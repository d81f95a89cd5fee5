"""Everything that matters can be done with the keyboard alone, and one always sees where one is."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser import room
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.protocol.conftest import Enter, Seats
from tests.served import ROOM

# Names what has the focus, and says whether one sees that it has.
FOCUS = """() => {
    const element = document.activeElement;
    if (element === document.body) return ['', true];
    const style = getComputedStyle(element);
    const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    return [element.tagName + ' ' + (element.id || element.ariaLabel || element.textContent.trim().slice(0, 40)), seen];
}"""
MANY = 80


async def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until something has the focus; each stop on the way must be seen."""
    passed: list[str] = []
    for _ in range(MANY):
        if await wanted.count() and await wanted.evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press(key)
        name, seen = await page.evaluate(FOCUS)
        assert seen, f"nothing shows that {name} has the focus"
        passed.append(name)
    raise AssertionError(f"{wanted} is not reached; passed {passed}")


async def from_the_top(page: Page) -> None:
    await page.evaluate("document.activeElement.blur()")
    await page.evaluate("window.scrollTo(0, 0)")


async def test_entry_by_keyboard(arrive: Arrive, seats: Seats) -> None:
    visitor = await arrive()
    page = visitor.page
    await page.goto(seats.take("attendee"))
    await tab_to(page, page.get_by_label(visitor.t("entry.name.label")))
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Keyla")
    await tab_to(page, page.locator("[name=language]:checked"))
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/es/**/rooms/**")
    visitor.language = "es"
    await visitor.live()


async def test_asking_upvoting_and_changing_the_language_on_a_phone_sized_window(
    arrive: Arrive, stranger: Enter
) -> None:
    ben, moderator = await stranger("Ben"), await stranger("Mo", role="moderator")
    await ben.command("question.ask", text="Can this be reached without a mouse?")
    question = ben.key_of_own("Can this be reached without a mouse?")
    await moderator.command("question.approve", question=question)
    ana = await arrive("Ana", "attendee", size=PHONE, room=ROOM)
    page = ana.page

    await from_the_top(page)
    await tab_to(page, page.locator("#tab-chat"))
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#tab-questions")).to_be_focused()
    await expect(page.locator("[data-panel=questions]")).to_be_visible()
    await expect(page.locator("[data-panel=chat]")).to_be_hidden()

    upvote = room.question(ana, "Can this be reached without a mouse?").locator(".upvotes-button")
    await tab_to(page, upvote)
    await page.keyboard.press("Space")
    await expect(upvote).to_have_attribute("aria-pressed", "true")
    await moderator.until(lambda: moderator.view.get(f"upvotes/{question}") == 1)
    await expect(upvote).to_be_focused()

    await tab_to(page, room.question_box(ana))
    await page.keyboard.type("And can one ask as well?")
    await tab_to(page, page.get_by_role("button", name=ana.t("questions.ask"), exact=True))
    await page.keyboard.press("Enter")
    await expect(room.own_question(ana, "And can one ask as well?")).to_be_visible()

    await from_the_top(page)
    await tab_to(page, page.locator("nav.languages a[hreflang=es]"))
    await page.keyboard.press("Enter")
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await expect(page.locator("nav.languages a[hreflang=es]")).to_be_focused()


async def delete_by_keyboard(ana: Visitor, text: str) -> Locator:
    """Go to a message by keyboard and as far as the question whether to delete it."""
    page = ana.page
    mine = room.message(ana, text)
    await tab_to(page, mine)
    await tab_to(page, mine.locator(".message-more"))
    await page.keyboard.press("Enter")
    await expect(mine.locator(".message-deeds")).to_be_visible()
    await tab_to(page, mine.get_by_role("button", name=ana.t("chat.remove"), exact=True))
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    return dialog


async def test_dialog_opens_holds_the_focus_and_gives_it_back(arrive: Arrive) -> None:
    ana = await arrive("Ana", "attendee", room=ROOM)
    page = ana.page
    await room.say(ana, "Deleted by keyboard")
    await from_the_top(page)
    dialog = await delete_by_keyboard(ana, "Deleted by keyboard")
    for _ in range(4):
        await page.keyboard.press("Tab")
        inside = await dialog.evaluate(
            "dialog => document.activeElement === document.body || dialog.contains(document.activeElement)"
        )
        assert inside, "the focus left an open dialog"
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    remove = room.message(ana, "Deleted by keyboard").get_by_role(
        "button", name=ana.t("chat.remove"), exact=True
    )
    await expect(remove).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_visible()
    await tab_to(page, dialog.locator(".button-danger"))
    await page.keyboard.press("Enter")
    await expect(room.message(ana, "Deleted by keyboard")).to_have_count(0)


async def test_messages_are_walked_with_arrows_and_are_one_stop_for_tab(
    arrive: Arrive, stranger: Enter
) -> None:
    ben = await stranger("Ben")
    for number in range(6):
        await ben.command("chat.send", text=f"Walked over, number {number}")
    ana = await arrive("Ana", "attendee", room=ROOM)
    page = ana.page
    await expect(room.message(ana, "Walked over, number 5")).to_be_visible()
    await from_the_top(page)
    await tab_to(page, room.message(ana, "Walked over, number 5"))
    await page.keyboard.press("ArrowUp")
    await expect(room.message(ana, "Walked over, number 4")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("End")
    await expect(room.message(ana, "Walked over, number 5")).to_be_focused()
    await tab_to(page, room.chat_box(ana))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_tab_goes_through_the_whole_room_and_is_never_trapped(
    arrive: Arrive, size: tuple[int, int]
) -> None:
    moderator = await arrive("Mo", "moderator", size=size, room="workshop-2")
    page = moderator.page
    await room.say(moderator, f"Passed by on the way at {size[0]}")
    await from_the_top(page)
    first = page.locator(".skip-link").first
    await tab_to(page, first)
    await tab_to(page, room.chat_box(moderator))
    # On from there to the end of the page, and round again.
    await page.keyboard.press("Tab")
    await tab_to(page, first)
    # And backwards.
    await tab_to(page, room.chat_box(moderator), key="Shift+Tab")
