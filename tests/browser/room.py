"""What a person does in the live room's page, and what they see there. Input: a visitor whose page is a room."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser.visitor import PATIENCE_MS, Visitor

# The panels have followed the window's width (layout.ts).
_LAID_OUT = """() => {
    const wide = matchMedia('(min-width: 80rem)').matches, middle = matchMedia('(min-width: 56rem)').matches;
    return document.querySelector('.room').dataset.layout === (wide ? 'wide' : middle ? 'middle' : 'narrow');
}"""


async def open_panel(visitor: Visitor, panel: str) -> Locator:
    """Show a panel (`sessions`, `chat`, `questions`, `people`), by its tab where the window is narrow."""
    await visitor.page.wait_for_function(_LAID_OUT, polling=50, timeout=PATIENCE_MS)
    tab = visitor.page.locator(f"#tab-{panel}")
    if await tab.count():
        await tab.click()
    shown = visitor.page.locator(f"[data-panel={panel}]")
    await expect(shown).to_be_visible()
    return shown


def chat_box(visitor: Visitor) -> Locator:
    return visitor.page.locator("#chat-composer")


def question_box(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("textbox", name=visitor.t("questions.box"))


async def say(visitor: Visitor, text: str) -> None:
    """Send a chat message and wait until it stands in the list."""
    await chat_box(visitor).fill(text)
    await chat_box(visitor).press("Enter")
    await expect(message(visitor, text)).to_be_visible(timeout=PATIENCE_MS)


def message(visitor: Visitor, text: str) -> Locator:
    """Return the message with a text, as it stands in the list (not one that waits to be sent)."""
    return visitor.page.locator(".message").filter(has=visitor.page.locator(".message-text", has_text=text))


async def open_deeds(visitor: Visitor, text: str) -> Locator:
    """Open what can be done with a message."""
    found = message(visitor, text)
    await found.hover()
    await found.locator(".message-more").click()
    deeds = found.locator(".message-deeds")
    await expect(deeds).to_be_visible()
    return deeds


async def do(visitor: Visitor, text: str, key: str) -> None:
    """Do something with a message, by the words of its button."""
    deeds = await open_deeds(visitor, text)
    await deeds.get_by_role("button", name=visitor.t(key), exact=True).click()


async def ask(visitor: Visitor, text: str, *, anonymous: bool = False) -> None:
    """Ask a question and wait until it stands among one's own."""
    await question_box(visitor).fill(text)
    if anonymous:
        await visitor.page.get_by_role("checkbox", name=visitor.t("questions.ask_anonymously")).check()
    await visitor.page.get_by_role("button", name=visitor.t("questions.ask"), exact=True).click()
    await expect(own_question(visitor, text)).to_be_visible(timeout=PATIENCE_MS)


def question(visitor: Visitor, text: str, group: str = "open") -> Locator:
    """Return a question of a group: `held`, `open` or `answered`."""
    return visitor.page.locator(f"[data-group={group}] .question", has_text=text)


def own_question(visitor: Visitor, text: str) -> Locator:
    return visitor.page.locator(".own-question", has_text=text)


async def confirm(visitor: Visitor) -> None:
    """Answer the dialog with yes."""
    await visitor.page.get_by_role("dialog").locator(".button-danger").click()
    await expect(visitor.page.get_by_role("dialog")).to_have_count(0)


async def switch_language(visitor: Visitor, language: str) -> None:
    """Change the language inside of the room."""
    await visitor.page.locator(f"nav.languages a[hreflang={language}]").click()
    await expect(visitor.page.locator("html")).to_have_attribute("lang", language)
    visitor.language = language
