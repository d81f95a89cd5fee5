"""The console at the width of a phone by keyboard alone: talk, announcements, clock, hold, reports, purge, undo; pins."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser import console, room
from tests.browser.conftest import Arrive
from tests.browser.test_keyboard import from_the_top, tab_to
from tests.browser.visitor import PHONE, Visitor
from tests.protocol.conftest import Enter, Guest

PLACE = "workshop-1"


async def go_to(visitor: Visitor, name: str) -> Locator:
    """Go to a panel of the dock: Tab to the tabs, and on with the arrows."""
    page = visitor.page
    await from_the_top(page)
    await tab_to(page, page.locator(".console-tabs [role=tab][aria-selected=true]"))
    wanted = page.locator(f"#dock-tab-{name}")
    for _ in range(16):
        if await wanted.evaluate("tab => tab === document.activeElement"):
            break
        await page.keyboard.press("ArrowRight")
        await expect(page.locator(".console-tabs [role=tab][aria-selected=true]")).to_be_focused()
    await expect(wanted).to_be_focused()
    dock = page.locator(f".dock[data-dock={name}]")
    await expect(dock).to_be_visible()
    assert not await visitor.overflow(), name
    assert not await visitor.axe(), name
    return dock


async def press(visitor: Visitor, wanted: Locator, key: str = "Enter") -> None:
    await tab_to(visitor.page, wanted)
    await visitor.page.keyboard.press(key)


async def test_console_is_worked_by_keyboard_alone_on_a_phone(arrive: Arrive, stranger: Enter) -> None:
    rude, ben = await stranger("Rude", room=PLACE), await stranger("Ben", room=PLACE)
    await rude.command("chat.send", text="Nobody wants you here")
    message = rude.key_of("chat", "Nobody wants you here")
    await ben.until(lambda: f"chat/{message}" in ben.view)
    await ben.command("report.file", kind="message", subject=message, text="This is rude")
    mo = await arrive("Mo", "moderator", size=PHONE, language="es")
    await console.open_console(mo, PLACE)
    await talk(mo)
    await announce(mo, ben)
    await extend(mo)
    await hold(mo, ben)
    await purge_and_handle(mo, ben, message)


async def talk(mo: Visitor) -> None:
    dock = await go_to(mo, "talk")
    await tab_to(mo.page, dock.get_by_role("textbox"))
    await mo.page.keyboard.type("¿Alguien mira el informe?")
    await mo.page.keyboard.press("Enter")
    await expect(dock.locator(".talk-line", has_text="¿Alguien mira el informe?")).to_be_visible()


async def announce(mo: Visitor, ben: Guest) -> None:
    """Announce in one language, finish the translation, take it back."""
    text = "La cena es a las ocho"

    def told() -> list[dict[str, str]]:
        all_texts = [value["texts"] for key, value in ben.view.items() if key.startswith("announcements/")]
        return [texts for texts in all_texts if texts.get("es") == text]

    dock = await go_to(mo, "announcements")
    await tab_to(mo.page, dock.locator("textarea[lang=es]"))
    await mo.page.keyboard.type(text)
    await expect(dock.locator("textarea[lang=es]")).to_have_value(text)
    await press(mo, dock.locator("[data-deed=announce]"))
    await ben.until(lambda: bool(told()))
    standing = dock.locator("[data-announcement]", has_text=text)
    await press(mo, standing.locator("[data-deed=edit]"))
    await expect(dock.locator("textarea[lang=es]")).to_have_value(text)
    await tab_to(mo.page, dock.locator("textarea[lang=en]"))
    await mo.page.keyboard.type("Dinner is at eight")
    await expect(dock.locator("textarea[lang=en]")).to_have_value("Dinner is at eight")
    await press(mo, dock.locator("[data-deed=announce]"))
    await ben.until(lambda: [texts.get("en") for texts in told()] == ["Dinner is at eight"])
    await press(mo, standing.locator("[data-deed=withdraw]"))
    await ben.until(lambda: not told())


async def extend(mo: Visitor) -> None:
    """Extend a session, and take it back."""
    dock = await go_to(mo, "clock")
    session = dock.locator(".run-session").first
    hours = await session.locator(".run-hours").inner_text()
    await press(mo, session.locator("[data-deed=extend]"))
    await expect(session.get_by_role("spinbutton")).to_be_focused()
    await mo.page.keyboard.type("10")
    await press(mo, session.locator("[data-deed=apply]"))
    await expect(session.locator(".run-hours")).not_to_have_text(hours)
    await press(mo, mo.page.locator(".console-toast button").first)
    await expect(session.locator(".run-hours")).to_have_text(hours)


async def hold(mo: Visitor, ben: Guest) -> None:
    dock = await go_to(mo, "safety")
    held = dock.locator("[data-setting=hold_all]")
    await press(mo, held.get_by_role("button"))
    await expect(held).to_have_attribute("data-on", "true")
    await ben.until(lambda: bool(ben.view["chat"]["hold_all"]))
    await mo.page.keyboard.press("u")
    await expect(held).to_have_attribute("data-on", "false")


async def purge_and_handle(mo: Visitor, ben: Guest, message: str) -> None:
    """Take away everything of whoever was reported, give it back, and handle the report."""
    dock = await go_to(mo, "reports")
    report = dock.locator(".waiting-item", has_text="This is rude")
    name = mo.t("moderation.participant_purge_name", name="Rude")
    await press(mo, report.get_by_role("button", name=name))
    await press(mo, mo.page.get_by_role("dialog").locator(".button-danger"))
    await ben.until(lambda: f"chat/{message}" not in ben.view)
    await mo.page.keyboard.press("u")
    await ben.until(lambda: f"chat/{message}" in ben.view)
    await press(mo, report.locator("[data-deed=handle]"))
    await expect(dock.locator("section > .waiting-list li", has_text="This is rude")).to_have_count(0)


async def test_message_is_pinned_and_unpinned_by_keyboard_alone_on_a_phone(
    arrive: Arrive, stranger: Enter
) -> None:
    ben = await stranger("Ben", room=PLACE)
    mo = await arrive("Mo", "moderator", size=PHONE, room=PLACE)
    page, text = mo.page, "The slides are on the site"
    await from_the_top(page)
    await tab_to(page, room.chat_box(mo))
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")
    mine = room.message(mo, text)
    await expect(mine).to_be_visible()
    # The messages are one stop, wherever one stood among them before.
    await tab_to(page, page.locator("article.message[tabindex='0']"), key="Shift+Tab")
    await page.keyboard.press("End")
    await expect(mine).to_be_focused()
    await tab_to(page, mine.locator(".message-more"))
    await page.keyboard.press("Enter")
    await tab_to(page, mine.get_by_role("button", name=mo.t("pins.pin"), exact=True))
    await page.keyboard.press("Enter")
    await ben.until(lambda: any(key.startswith("pins/") for key in ben.view))
    pin = page.locator(".pin", has_text=text)
    await tab_to(page, pin.locator("[data-deed=unpin]"), key="Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(pin).to_have_count(0)
    await expect(room.chat_box(mo)).to_be_focused()
