"""What a moderator does with the stage, who stands ready behind it, and the tiles of those who watch."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser import console
from tests.browser.conftest import Arrive
from tests.browser.stage import air
from tests.browser.visitor import Visitor
from tests.served import Served


async def a_speaker(arrive: Arrive, name: str, at: Served | None = None) -> Visitor:
    """Somebody who stands ready behind the stage, with picture and sound."""
    speaker = await arrive(name, "speaker", prepare=air.keep_peers, at=at)
    await air.to_green_room(speaker)
    await air.open_devices(speaker)
    await air.come_in(speaker)
    return speaker


async def a_stage_desk(arrive: Arrive, at: Served | None = None) -> Visitor:
    """A moderator at the console, with the stage open."""
    moderator = await arrive("Mo", "moderator", at=at)
    await console.open_console(moderator)
    await moderator.page.locator("#dock-tab-stage").click()
    return moderator


async def bring_on(moderator: Visitor, name: str) -> None:
    person = moderator.page.locator(".stage-person", has_text=name)
    await person.locator("[data-deed=bring]").click()
    await expect(moderator.page.locator(".stage-person[data-state=on]", has_text=name)).to_be_visible()


async def take_off(moderator: Visitor, name: str) -> None:
    person = moderator.page.locator(".stage-person[data-state=on]", has_text=name)
    await person.locator("[data-deed=take_off]").click()
    await expect(person).to_have_count(0)


def tile(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(".player-tile", has_text=name)


async def lay_out(moderator: Visitor, layout: str) -> None:
    button = moderator.page.locator(f"[data-layout={layout}]")
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")


async def choose_rung(visitor: Visitor, rung: str) -> None:
    await visitor.page.locator("#player-connection").click()
    await visitor.page.locator(".player-panel label", has_text=visitor.t(f"player.rung.{rung}")).click()
    await visitor.page.locator(".player-panel").press("Escape")


async def choose_path(visitor: Visitor, path: str) -> None:
    """Watch over a path, with the picture by hand: on a busy machine the ladder would go down, and rightly so."""
    await visitor.page.locator("#player-connection").click()
    rung = visitor.page.locator(".player-panel label", has_text=visitor.t("player.rung.video")).first
    await rung.click()
    await visitor.page.locator(".player-panel label", has_text=visitor.t(f"player.path_{path}")).click()
    await visitor.page.locator(".player-panel").press("Escape")
