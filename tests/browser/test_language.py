"""The language switch inside of the room changes every word at once, and nothing else."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from server.conferences.reader import read_conference
from tests.browser import room
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE
from tests.protocol.conftest import Enter
from tests.served import CONFERENCE, ROOM, ROOT

# Every word that a person can see or hear, in the document's order, with its figures taken out.
WORDS = """() => {
    const out = [document.title];
    for (const element of document.body.querySelectorAll('*')) {
        for (const name of ['aria-label', 'placeholder', 'title'])
            if (element.hasAttribute(name)) out.push(`${name}: ${element.getAttribute(name)}`);
        // What is announced passes; who is here comes and goes.
        if (element.closest('script, [aria-live], .room-notices, .counts')) continue;
        for (const node of element.childNodes)
            if (node.nodeType === Node.TEXT_NODE && node.data.trim()) out.push(node.data.trim());
    }
    return out;
}"""
# The message at the top of what one sees, and how far it is from the edge.
PLACE = """() => {
    const list = document.querySelector('.chat-scroller').getBoundingClientRect();
    const first = [...document.querySelectorAll('.message')].find(
        (message) => message.getBoundingClientRect().bottom > list.top + 1);
    return [first.id, Math.round(first.getBoundingClientRect().top - list.top)];
}"""


def live_title(english: str) -> dict[str, str]:
    """Return a session's title in each language. Which session is live depends on the hour of the rehearsal."""
    conference = read_conference(ROOT / "deploy" / "conferences" / f"{CONFERENCE}.toml")
    return next(each.title.root for each in conference.sessions if each.title.root["en"] == english)


async def words(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(WORDS)
    # The hours' own shape (a.m., 24 hours) is compared, not the figures, which move on.
    return [re.sub(r"\d+", "0", text) for text in found]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_switching_keeps_socket_place_and_texts_and_changes_every_word(
    arrive: Arrive, stranger: Enter, size: tuple[int, int]
) -> None:
    writer = await stranger("Writer")
    for number in range(20):
        await writer.command("chat.send", text=f"Something worth reading, number {number}")
    ana = await arrive("Ana", "attendee", size=size, room=ROOM)
    ben = await arrive("Ben", "attendee", size=size, room=ROOM)
    page = ana.page
    live = live_title(await page.locator(".stage-title").inner_text())
    await expect(page.locator(".message").last).to_be_in_viewport()
    await page.locator(".chat-scroller").evaluate("list => list.scrollBy(0, -300)")
    await room.chat_box(ana).fill("Half a mess")
    await page.evaluate("window.stillHere = true")
    place = await page.evaluate(PLACE)
    sockets = len(ana.sockets)

    await room.switch_language(ana, "es")

    await expect(page.locator(".stage-title")).to_have_text(live["es"])
    await expect(page).to_have_url(ana.url(f"rooms/{ROOM}"))
    assert await page.evaluate("window.stillHere") is True
    assert len(ana.sockets) == sockets
    assert not ana.sockets[-1].is_closed()
    moved = await page.evaluate(PLACE)
    assert moved[0] == place[0]
    assert abs(moved[1] - place[1]) <= 2
    await expect(room.chat_box(ana)).to_have_value("Half a mess")
    await expect(ben.page.locator("html")).to_have_attribute("lang", "en")
    await expect(ben.page.locator(".stage-title")).to_have_text(live["en"])
    # The words are those that the page has when it is opened in Spanish.
    switched = await words(page)
    await page.reload()
    await ana.live()
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await expect(room.chat_box(ana)).to_have_value("Half a mess")
    fresh = await words(page)
    assert [text for text in switched if text not in fresh] == []
    assert [text for text in fresh if text not in switched] == []


async def test_chosen_language_is_kept_and_told_to_the_room(arrive: Arrive, stranger: Enter) -> None:
    moderator = await stranger("Mo", role="moderator")
    ana = await arrive("Ana Lengua", "attendee", room=ROOM)

    def spoken() -> set[str]:
        return {who["language"] for who in moderator.people.values() if who["name"] == "Ana Lengua"}

    await moderator.until(lambda: spoken() == {"en"})
    await room.switch_language(ana, "fr")
    await moderator.until(lambda: spoken() == {"fr"})
    await ana.page.goto(f"{ana.address}/{CONFERENCE}/programme")
    await expect(ana.page).to_have_url(ana.url("programme"))
    await ana.page.goto(f"{ana.address}/{CONFERENCE}/rooms/{ROOM}")
    await expect(ana.page).to_have_url(ana.url(f"rooms/{ROOM}"))
    await expect(ana.page.locator("html")).to_have_attribute("lang", "fr")


async def test_switch_is_possible_while_a_question_is_being_written_and_sent(
    arrive: Arrive, stranger: Enter
) -> None:
    ana = await arrive("Ana", "attendee", room=ROOM)
    moderator = await stranger("Mo", role="moderator")
    await room.question_box(ana).fill("Was this asked in ")
    await room.switch_language(ana, "es")
    await expect(room.question_box(ana)).to_have_value("Was this asked in ")
    await room.question_box(ana).press("End")
    await ana.page.keyboard.type("two languages?")
    await room.question_box(ana).press("Enter")
    await moderator.until(lambda: "Was this asked in two languages?" in moderator.texts("questions"))


async def test_words_that_cannot_be_had_leave_the_language_as_it_is(arrive: Arrive) -> None:
    ana = await arrive("Ana", "attendee", room=ROOM)
    await ana.page.route("**/assets/locale/**", lambda route: asyncio.ensure_future(route.abort()))
    await ana.page.locator("nav.languages a[hreflang=es]").click()
    await expect(ana.page.locator(".room-notice")).to_contain_text("could not be loaded")
    await expect(ana.page.locator("html")).to_have_attribute("lang", "en")
    await room.say(ana, "Still here in English")
    ana.forgive(lambda fault: "locale" in fault or "words of a language" in fault or "ERR_FAILED" in fault)
