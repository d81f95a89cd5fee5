"""axe finds nothing: on every page kind, in light and dark, on a phone and on a desk."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import room
from tests.browser.conftest import Arrive
from tests.browser.test_hands import open_dock
from tests.browser.visitor import DESKTOP, PAGES, PHONE, Visitor
from tests.protocol.conftest import Enter, Seats
from tests.served import CONFERENCE, Served

PLACE = "workshop-1"


async def complaints(visitor: Visitor) -> list[str]:
    """Let axe look at both sizes, and at the colours once more in the dark; also name what sticks out sideways."""
    found = []
    for width, height in (DESKTOP, PHONE):
        await visitor.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            await visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            seen = await settled(visitor, colours=scheme == "dark")
            found += [f"{width}, {scheme}: {complaint}" for complaint in seen]
        found += [f"{width}: wider than the window: {element}" for element in await visitor.overflow()]
    return found


async def settled(visitor: Visitor, looks: int = 3, *, colours: bool = False) -> list[str]:
    """What axe still finds when it looks again: on a busy machine inherited colours follow a new scheme late."""
    found = await visitor.axe(colours=colours)
    for _ in range(looks - 1):
        if not found:
            break
        found = await visitor.axe(colours=colours)
    return found


@pytest.mark.parametrize("page", PAGES)
async def test_axe_finds_nothing_on_a_public_page(arrive: Arrive, page: str) -> None:
    visitor = await arrive(language="es")
    await visitor.page.goto(f"{visitor.address}/es/{PAGES[page]}")
    assert await complaints(visitor) == []


@pytest.mark.parametrize("kind", ["entry form", "entry form with a fault", "link refused", "no such page"])
async def test_axe_finds_nothing_on_the_ways_in(arrive: Arrive, seats: Seats, kind: str) -> None:
    visitor = await arrive(language="es")
    page = visitor.page
    if kind.startswith("entry form"):
        await page.goto(seats.take("attendee").replace("/en/", "/es/"))
        if kind.endswith("fault"):
            await page.get_by_label(visitor.t("entry.name.label")).fill("  ")
            await page.get_by_role("button", name=visitor.t("entry.submit"), exact=True).click()
            await expect(page.get_by_role("alert")).to_have_text(visitor.t("entry.name.missing"))
    else:
        path = "enter/forged" if kind == "link refused" else f"{CONFERENCE}/nothing-here"
        await page.goto(f"{visitor.address}/es/{path}")
    assert await complaints(visitor) == []
    visitor.forgive(lambda fault: any(status in fault for status in ("403", "404", "422")))


@pytest.mark.parametrize("role", ["attendee", "moderator"])
async def test_axe_finds_nothing_in_the_live_room(
    arrive: Arrive, stranger: Enter, served: Served, role: str
) -> None:
    ben, moderator = await stranger("Ben", room=PLACE), await stranger("Mo", role="moderator", room=PLACE)
    await moderator.command("question.set_mode", mode="moderated")
    await ben.command("chat.send", text="Good morning to everyone, from https://example.org")
    first = ben.key_of("chat", "Good morning to everyone, from https://example.org")
    await moderator.command("chat.send", text="Buenos días también a usted", reply_to=first)
    await ben.command("chat.react", message=first, emoji="👏")
    for text in ("¿Qué cambia para las ciudades?", "What will the cities do?", "Who pays?"):
        await ben.command("question.ask", text=text, anonymous=text == "Who pays?")
    for text, deeds in (
        ("¿Qué cambia para las ciudades?", ["approve"]),
        ("Who pays?", ["approve", "answer"]),
    ):
        await moderator.until(lambda text=text: text in moderator.texts("questions"))  # type: ignore[misc]
        for each in deeds:
            await moderator.command(f"question.{each}", question=moderator.key_of("questions", text))
    await moderator.command("participant.mute", **ben.participant)

    visitor = await arrive("Ana", role, room=PLACE)
    await visitor.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for panel in ("sessions", "people", "questions", "chat"):
        await room.open_panel(visitor, panel)
        assert await visitor.axe() == [], panel
    await room.say(visitor, f"Looked at by axe as {role}")
    assert await complaints(visitor) == []

    await room.do(visitor, f"Looked at by axe as {role}", "chat.remove")
    await expect(visitor.page.get_by_role("dialog")).to_be_visible()
    assert await complaints(visitor) == [], "with the message's deeds and the dialog open"
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.page.get_by_role("dialog")).to_have_count(0)
    await expect(visitor.page.locator(".message-deeds :focus")).to_be_attached()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.page.locator(".message-deeds")).to_have_count(0)
    await room.do(visitor, f"Looked at by axe as {role}", "chat.edit")
    await moderator.command("participant.unmute", **ben.participant)
    await room.switch_language(visitor, "es")
    assert await complaints(visitor) == [], "while editing, in Spanish"


async def test_axe_finds_nothing_in_the_dock_of_the_console(arrive: Arrive, stranger: Enter) -> None:
    ben, moderator = await stranger("Ben", room=PLACE), await stranger("Mo", role="moderator", room=PLACE)
    await ben.command("floor.request", kind="camera", about="Fares")
    await moderator.command("cue.send", kind="text", to="staff", text="Coffee?")
    await moderator.command("talk.send", circle="staff", text="All is well")
    await moderator.command("announcement.post", texts={"en": "Lunch is served"})
    visitor = await arrive("Max", "moderator", language="es")
    await visitor.page.goto(visitor.url(f"moderate/{PLACE}"))
    await visitor.live()
    for panel in ("clock", "hands", "cues", "talk", "announcements"):
        await open_dock(visitor, panel)
        assert await complaints(visitor) == [], panel
        await visitor.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    await ben.command("floor.withdraw")
    for key in [key for key in moderator.view if key.startswith(("announcements/", "cues/"))]:
        kind, _, id = key.partition("/")
        await moderator.command(f"{kind[:-1]}.withdraw", **{kind[:-1]: id})


async def test_axe_finds_nothing_on_the_day(arrive: Arrive) -> None:
    visitor = await arrive("Olga", "organizer", language="fr")
    await visitor.page.goto(visitor.url("day"))
    await expect(visitor.page.locator(".strip[data-state=live]")).to_have_count(3)
    assert await complaints(visitor) == []
