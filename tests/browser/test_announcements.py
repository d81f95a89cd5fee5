"""Announcements: to a room or to the whole conference, in several languages, what is missing marked, taken back."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import console
from tests.browser.conftest import Arrive
from tests.browser.test_hands import both_sizes, open_dock

PLACE = "workshop-2"


@both_sizes
async def test_announcement_is_read_in_each_language_or_marked_and_is_taken_back(
    arrive: Arrive, size: tuple[int, int]
) -> None:
    english, spanish = f"Doors close at five ({size[0]})", f"Las puertas cierran a las cinco ({size[0]})"
    ana = await arrive("Ana", "attendee", language="es", size=size, room=PLACE)
    jean = await arrive("Jean", "attendee", language="fr", room=PLACE)
    moderator = await arrive("Mo", "moderator", size=size)
    await console.open_console(moderator, PLACE)
    dock = await open_dock(moderator, "announcements")
    await dock.locator("textarea[lang=en]").fill(english)
    await dock.locator("[data-deed=announce]").focus()
    await moderator.page.keyboard.press("Enter")
    standing = dock.locator("[data-announcement]", has_text=english)
    await expect(standing).to_contain_text("Spanish")
    told = ana.page.locator(".announcement", has_text=english)
    await expect(told).to_contain_text(ana.t("site.fallback", language="inglés"))
    assert not await ana.overflow()
    assert not await ana.axe()
    assert not await moderator.overflow()
    assert not await moderator.axe()

    await standing.locator("[data-deed=edit]").click()
    await dock.locator("textarea[lang=es]").fill(spanish)
    await dock.locator("[data-deed=announce]").click()
    await expect(ana.page.locator(".announcement", has_text=spanish)).to_be_visible()
    await expect(jean.page.locator(".announcement", has_text=english)).to_be_visible()
    await jean.page.locator(".announcement", has_text=english).get_by_role("button").click()
    await expect(jean.page.locator(".announcement", has_text=english)).to_have_count(0)
    await standing.locator("[data-deed=withdraw]").click()
    await expect(ana.page.locator(".announcement", has_text=spanish)).to_have_count(0)


async def test_announcement_to_the_whole_conference_is_in_every_room(arrive: Arrive) -> None:
    text = "The evening begins in the plenary hall"
    ana = await arrive("Ana", "attendee", room="workshop-1")
    ben = await arrive("Ben", "attendee", room="plenary")
    moderator = await arrive("Mo", "moderator")
    await console.open_console(moderator, PLACE)
    dock = await open_dock(moderator, "announcements")
    await dock.locator("textarea[lang=en]").fill(text)
    await dock.get_by_role("checkbox", name=moderator.t("announcements.to_all")).check()
    await dock.locator("[data-deed=announce]").click()
    for each in (ana, ben):
        await expect(each.page.locator(".announcement", has_text=text)).to_be_visible()
    # The translation is finished later, and for every room.
    standing = dock.locator("[data-announcement]", has_text=text)
    await expect(standing).to_contain_text("Spanish")
    await standing.locator("[data-deed=edit]").click()
    await dock.locator("textarea[lang=es]").fill("La velada empieza en la sala plenaria")
    await dock.locator("textarea[lang=fr]").fill("La soirée commence dans la salle plénière")
    await dock.locator("[data-deed=announce]").click()
    await expect(standing.locator(".badge-sun")).to_have_count(0)
    await expect(ben.page.locator(".announcement", has_text=text).locator(".badge")).to_have_count(0)
    await dock.locator("[data-announcement]", has_text=text).locator("[data-deed=withdraw]").click()
    for each in (ana, ben):
        await expect(each.page.locator(".announcement", has_text=text)).to_have_count(0)
