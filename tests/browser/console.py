"""What a moderator does in the console, and what stands there. Input: a visitor whose role opens it."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser.visitor import Visitor
from tests.served import ROOM


async def open_console(visitor: Visitor, room: str = ROOM) -> None:
    """Open the console and wait until it is connected."""
    await visitor.page.goto(visitor.url(f"moderate/{room}"))
    await visitor.live()


def card(visitor: Visitor, text: str, column: str | None = None) -> Locator:
    """Return the question with a text, in a column (`held`, `open`, `staged`, `answered`, `dismissed`) or in any."""
    place = "" if column is None else f"[data-column={column}] "
    written = visitor.page.locator(".written", has_text=text)
    return visitor.page.locator(f"{place}.card-question").filter(has=written)


async def do(visitor: Visitor, text: str, deed: str) -> None:
    """Do something with a question by its button, or by the menu of all the others."""
    found = card(visitor, text)
    prominent = found.locator(f".card-deeds [data-deed={deed}]")
    if await prominent.count():
        await prominent.click()
        return
    await found.locator(".card-more summary").click()
    await found.locator(f".card-menu [data-deed={deed}]").click()


async def stands_in(visitor: Visitor, text: str, column: str) -> None:
    """Wait until a question stands in a column."""
    await expect(card(visitor, text, column)).to_be_attached()


def sheet(visitor: Visitor) -> Locator:
    return visitor.page.locator("dialog.sheet")


async def submit(visitor: Visitor) -> None:
    """Do what the open sheet is for, and wait until it is stored."""
    await sheet(visitor).locator("button[type=submit]").last.click()
    await expect(sheet(visitor)).to_have_count(0)


async def drag(visitor: Visitor, what: Locator, to: Locator, *, below: bool = False) -> None:
    """Drag a question by the mouse to another one's upper or lower half, or into a column."""
    start, end = await what.bounding_box(), await to.bounding_box()
    assert start and end
    mouse = visitor.page.mouse
    await mouse.move(start["x"] + start["width"] / 2, start["y"] + 12)
    await mouse.down()
    height = end["height"] - 8 if below else min(end["height"] / 2, 24)
    x, y = end["x"] + end["width"] / 2, end["y"] + height
    await mouse.move(x, y - 4, steps=4)
    await mouse.move(x, y, steps=2)
    await mouse.up()


async def press(visitor: Visitor, text: str, *keys: str) -> None:
    """Give the focus to a question and press keys."""
    await card(visitor, text).focus()
    for key in keys:
        await visitor.page.keyboard.press(key)
