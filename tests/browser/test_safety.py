"""Safety: chat held for approval, listed words, reports, purge and undo, lock-down; by mouse and by keyboard alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.browser import console, room
from tests.browser.conftest import Arrive
from tests.browser.test_hands import open_dock
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.protocol.conftest import Enter

PLACE = "workshop-2"
both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def quiet_room(stranger: Enter) -> AsyncIterator[None]:
    """Leave the room as it was found, whatever a journey did."""
    yield
    moderator = await stranger("Caretaker", role="moderator", room=PLACE)
    await moderator.command("room.lift_lock_down")
    await moderator.command("chat.hold_all", on=False)
    await moderator.command("word.unlist", language="und", words=["casino"])


def waiting(visitor: Visitor, text: str) -> Locator:
    """Return the message with a text among those that wait, as staff see them."""
    return visitor.page.locator(".waiting-item").filter(has_text=text)


def setting(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(f".dock [data-setting={name}]")


@both_sizes
async def test_held_chat_is_approved_and_dismissed_by_mouse(arrive: Arrive, size: tuple[int, int]) -> None:
    suffix = f"({size[0]})"
    ana = await arrive("Ana", "attendee", language="es", size=size, room=PLACE)
    ben = await arrive("Ben", "attendee", room=PLACE)
    moderator = await arrive("Mo", "moderator", size=size)
    await console.open_console(moderator, PLACE)
    await open_dock(moderator, "safety")
    await setting(moderator, "hold_all").get_by_role("button").click()
    await expect(setting(moderator, "hold_all")).to_have_attribute("data-on", "true")
    assert not await moderator.axe()
    assert not await moderator.overflow()
    await moderator.shot(f"safety-settings-{size[0]}")

    await room.open_panel(ana, "chat")
    await expect(ana.page.locator(".chat .composer")).to_contain_text(ana.t("safety.chat_waits"))
    for text in (f"Buenas tardes {suffix}", f"Compren ya {suffix}"):
        await room.chat_box(ana).fill(text)
        await room.chat_box(ana).press("Enter")
        await expect(ana.page.locator(".own-message", has_text=text)).to_contain_text(
            ana.t("safety.own.held")
        )
    await ana.shot(f"safety-own-{size[0]}")
    await open_dock(moderator, "approvals")
    await waiting(moderator, f"Buenas tardes {suffix}").locator("[data-deed=approve]").click()
    await expect(room.message(ben, f"Buenas tardes {suffix}")).to_be_visible()
    await expect(room.message(ben, f"Compren ya {suffix}")).to_have_count(0)
    await moderator.shot(f"safety-approvals-{size[0]}")
    await waiting(moderator, f"Compren ya {suffix}").locator("[data-deed=dismiss]").click()
    own = ana.page.locator(".own-message", has_text=f"Compren ya {suffix}")
    await expect(own).to_contain_text(ana.t("safety.own.dismissed"))
    await (
        moderator.page.locator(".console-toast")
        .get_by_role("button", name=moderator.t("console.undo"))
        .click()
    )
    await expect(own).to_contain_text(ana.t("safety.own.held"))
    assert not await moderator.axe()
    assert not await ana.axe()
    assert not await ana.overflow()


@both_sizes
async def test_listed_word_holds_what_is_written_by_keyboard_alone(
    arrive: Arrive, size: tuple[int, int]
) -> None:
    suffix = f"({size[0]})"
    ana = await arrive("Ana", "attendee", language="fr", size=size, room=PLACE)
    moderator = await arrive("Mo", "moderator", language="es", size=size)
    await console.open_console(moderator, PLACE)
    keyboard = moderator.page.keyboard
    await open_dock(moderator, "safety")
    await moderator.page.locator(".word-form input").focus()
    await keyboard.type("Casino")
    await keyboard.press("Enter")
    await expect(moderator.page.locator(".word-chip")).to_contain_text("Casino")

    await room.open_panel(ana, "chat")
    await room.chat_box(ana).fill(f"Un CASINÓ {suffix} !")
    await room.chat_box(ana).press("Enter")
    await expect(ana.page.locator(".own-message").last).to_contain_text(ana.t("safety.own.held"))
    await open_dock(moderator, "approvals")
    found = waiting(moderator, f"CASINÓ {suffix}")
    await expect(found).to_contain_text(moderator.t("safety.listed", words="Casino"))
    await found.locator("[data-deed=approve]").focus()
    await keyboard.press("Enter")
    await expect(room.message(ana, f"CASINÓ {suffix}")).to_be_visible()
    await expect(moderator.page.locator(":focus")).not_to_have_count(0)


@both_sizes
async def test_report_reaches_the_moderators_who_purge_and_give_back(
    arrive: Arrive, size: tuple[int, int]
) -> None:
    suffix = f"({size[0]})"
    ana = await arrive("Ana", "attendee", language="es", size=size, room=PLACE)
    name = f"Rolf {size[0]}"
    rolf = await arrive(name, "attendee", room=PLACE)
    moderator = await arrive("Mo", "moderator", size=size)
    second = await arrive("Max", "moderator")
    for each in (moderator, second):
        await console.open_console(each, PLACE)
    for text in (f"You fools {suffix}", f"All of you {suffix}"):
        await room.say(rolf, text)
    await room.open_panel(ana, "chat")
    deeds = await room.open_deeds(ana, f"You fools {suffix}")
    await deeds.locator("[data-deed=report]").click()
    await expect(ana.page.locator(".report-form textarea")).to_be_focused()
    await ana.page.keyboard.type("Insulta a todos")
    await ana.shot(f"safety-report-{size[0]}")
    assert not await ana.axe()
    await ana.page.keyboard.press("Enter")
    await expect(ana.page.locator(".room-notice")).to_contain_text(ana.t("reports.thanks"))

    await open_dock(moderator, "reports")
    report = moderator.page.locator(".waiting-item[data-report]").filter(has_text=f"You fools {suffix}")
    await expect(report).to_contain_text("Insulta a todos")
    await moderator.shot(f"safety-reports-{size[0]}")
    assert not await moderator.axe()
    assert not await moderator.overflow()
    purge = report.get_by_role("button", name=moderator.t("moderation.participant_purge_name", name=name))
    await purge.click()
    await (
        moderator.page.locator("dialog")
        .get_by_role("button", name=moderator.t("moderation.participant_purge"), exact=True)
        .click()
    )
    for text in (f"You fools {suffix}", f"All of you {suffix}"):
        await expect(room.message(ana, text)).to_have_count(0)
    await open_dock(second, "safety")
    purged = second.page.locator(".safety .waiting-item", has_text=name)
    await purged.locator("[data-deed=restore]").click()
    await expect(room.message(ana, f"All of you {suffix}")).to_be_visible()
    await report.locator("[data-deed=handle]").click()
    await open_dock(second, "reports")
    theirs = second.page.locator(".waiting-item[data-report][data-state=open]").filter(
        has_text=f"You fools {suffix}"
    )
    await expect(theirs).to_have_count(0)


async def test_lock_down_closes_everything_at_once_and_lifting_brings_it_back(arrive: Arrive) -> None:
    ana = await arrive("Ana", "attendee", room=PLACE)
    moderator = await arrive("Mo", "moderator")
    await console.open_console(moderator, PLACE)
    keyboard = moderator.page.keyboard
    await open_dock(moderator, "safety")
    await setting(moderator, "lock_down").get_by_role("button").focus()
    await keyboard.press("Enter")
    await expect(setting(moderator, "lock_down")).to_have_attribute("data-on", "true")
    await expect(setting(moderator, "hold_all")).to_have_attribute("data-on", "true")
    await expect(room.chat_box(ana)).not_to_be_editable()
    await moderator.shot("safety-locked-down")
    await (
        moderator.page.locator(".console-toast")
        .get_by_role("button", name=moderator.t("console.undo"))
        .click()
    )
    await expect(setting(moderator, "hold_all")).to_have_attribute("data-on", "false")
    await expect(room.chat_box(ana)).to_be_editable()
