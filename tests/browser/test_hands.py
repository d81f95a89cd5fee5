"""Hands: an attendee asks to speak, two moderators see it in the dock, granted by mouse or by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.browser import console
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE, Visitor

both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


async def open_dock(visitor: Visitor, name: str) -> Locator:
    """Open a panel of the dock, by its tab where one fills the window."""
    button = visitor.page.locator(f"#dock-tab-{name}")
    if (
        await button.get_attribute("aria-expanded") != "true"
        and await button.get_attribute("aria-selected") != "true"
    ):
        await button.click()
    dock = visitor.page.locator(f".dock[data-dock={name}]")
    await expect(dock).to_be_visible()
    return dock


async def raise_hand(visitor: Visitor, about: str) -> None:
    hand = visitor.page.locator(".hand")
    await hand.get_by_role("button", name=visitor.t("floor.raise"), exact=True).click()
    await expect(hand.get_by_role("textbox")).to_be_focused()
    await hand.get_by_role("textbox").fill(about)
    await hand.get_by_role("button", name=visitor.t("floor.raise_now")).click()
    await expect(hand).to_contain_text(visitor.t("floor.yours.waiting"))


@both_sizes
async def test_hand_is_raised_granted_and_given_back_by_mouse(arrive: Arrive, size: tuple[int, int]) -> None:
    about = f"¿Y los autobuses ({size[0]})?"
    ana = await arrive("Ana", "attendee", language="es", size=size, room="workshop-2")
    moderator, second = await arrive("Mo", "moderator", size=size), await arrive("Max", "moderator")
    for each in (moderator, second):
        await console.open_console(each, "workshop-2")
    await raise_hand(ana, about)
    assert not await ana.overflow()
    dock = await open_dock(moderator, "hands")
    item = dock.locator(".hand-item", has_text=about)
    await expect(item).to_contain_text("Ana")
    assert not await moderator.overflow()
    await item.locator("[data-deed=grant]").click()
    await expect(ana.page.locator(".hand")).to_contain_text(ana.t("floor.yours.granted"))
    theirs = (await open_dock(second, "hands")).locator(".hand-item", has_text=about)
    await expect(theirs).to_have_attribute("data-state", "granted")
    await ana.page.locator(".hand").get_by_role("button", name=ana.t("floor.give_back")).click()
    await expect(item).to_have_count(0)
    await expect(theirs).to_have_count(0)
    assert not await moderator.axe()
    assert not await ana.axe()


@both_sizes
async def test_hand_is_declined_with_a_word_and_all_are_lowered_by_keyboard_alone(
    arrive: Arrive, size: tuple[int, int]
) -> None:
    room = "workshop-1"
    ana = await arrive("Ana", "attendee", language="fr", size=size, room=room)
    moderator = await arrive("Mo", "moderator", language="es", size=size)
    await console.open_console(moderator, room)
    keyboard, hand = moderator.page.keyboard, ana.page.locator(".hand")

    async def raise_by_keyboard(about: str) -> None:
        await (
            hand.get_by_role("button", name=ana.t("floor.raise"))
            .or_(hand.get_by_role("button", name=ana.t("floor.raise_again")))
            .first.focus()
        )
        await ana.page.keyboard.press("Enter")
        await expect(hand.get_by_role("textbox")).to_be_focused()
        await ana.page.keyboard.type(about)
        await ana.page.keyboard.press("Enter")
        await expect(hand).to_contain_text(ana.t("floor.yours.waiting"))

    await raise_by_keyboard("Tarifs")
    await moderator.page.locator("body").press("2")
    item = moderator.page.locator(".hand-item", has_text="Tarifs")
    await expect(item).to_be_visible()
    await item.locator("[data-deed=decline]").focus()
    await keyboard.press("Enter")
    await expect(item.get_by_role("textbox")).to_be_focused()
    await keyboard.type("Después de la pausa")
    await keyboard.press("Enter")
    await expect(item).to_have_count(0)
    await expect(hand).to_contain_text("Después de la pausa")

    await raise_by_keyboard("Horaires")
    await moderator.page.locator("[data-deed=clear]").focus()
    await keyboard.press("Enter")
    await expect(hand).to_contain_text(ana.t("floor.yours.declined"))
    await expect(moderator.page.locator(".hand-item")).to_have_count(0)


async def test_moderator_who_was_away_comes_back_to_what_another_did_with_a_hand(arrive: Arrive) -> None:
    ana = await arrive("Ana", "attendee", room="workshop-2")
    first, second = await arrive("Mo", "moderator"), await arrive("Max", "moderator", language="es")
    for each in (first, second):
        await console.open_console(each, "workshop-2")
        await open_dock(each, "hands")
    await raise_hand(ana, "Together")
    item = second.page.locator(".hand-item", has_text="Together")
    await expect(item).to_be_visible()
    await second.context.set_offline(True)
    await first.page.locator(".hand-item", has_text="Together").locator("[data-deed=grant]").click()
    await expect(ana.page.locator(".hand")).to_contain_text(ana.t("floor.yours.granted"))
    await second.context.set_offline(False)
    await second.live()
    await expect(item).to_have_attribute("data-state", "granted")
