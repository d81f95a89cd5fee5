"""The public pages: nothing breaks, nothing sticks out, and everything can be read without script."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PAGES, PHONE, Visitor
from tests.served import CONFERENCE, Served

SIZES = {"desktop": DESKTOP, "phone": PHONE}
both_sizes = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())


async def open_page(visitor: Visitor, path: str, language: str) -> None:
    visitor.language = language
    answer = await visitor.page.goto(f"{visitor.address}/{language}/{path}")
    assert answer is not None
    assert answer.ok, f"{path} in {language}: {answer.status}"
    await expect(visitor.page.locator("html")).to_have_attribute("lang", language)


@both_sizes
async def test_no_page_scrolls_sideways_in_any_language(arrive: Arrive, size: tuple[int, int]) -> None:
    visitor = await arrive(size=size)
    for language in ("en", "es", "fr"):
        for name, path in PAGES.items():
            await open_page(visitor, path, language)
            assert await visitor.overflow() == [], f"{name} in {language}"


async def test_language_switch_lands_on_the_same_page_on_every_page(arrive: Arrive) -> None:
    visitor = await arrive(java_script_enabled=False)
    for path in PAGES.values():
        await open_page(visitor, path, "en")
        await visitor.page.locator("nav.languages a[hreflang=es]").click()
        await expect(visitor.page).to_have_url(f"{visitor.address}/es/{path}")
        await expect(visitor.page.locator("html")).to_have_attribute("lang", "es")
        alternates = visitor.page.locator("link[rel=alternate][hreflang]")
        assert await alternates.evaluate_all("links => links.map((link) => link.hreflang)") == [
            "en", "es", "fr", "x-default"
        ]  # fmt: skip


async def test_everything_can_be_read_without_script(arrive: Arrive) -> None:
    visitor = await arrive(java_script_enabled=False, language="es")
    page = visitor.page
    await open_page(visitor, "", "es")
    await page.get_by_role("link", name="Conferencia inaugural").first.click()
    await expect(page).to_have_url(visitor.url())
    await page.get_by_role("link", name=visitor.t("programme.title")).first.click()
    await expect(page).to_have_url(visitor.url("programme"))
    session = page.get_by_role("link", name="Gobernar juntos").first
    await session.click()
    await expect(page).to_have_url(re.compile(r"/es/.*/sessions/"))
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def test_hours_are_shown_in_the_readers_zone_beside_the_conferences(arrive: Arrive) -> None:
    visitor = await arrive(java_script_enabled=False)
    page = visitor.page
    await open_page(visitor, f"{CONFERENCE}/programme", "en")
    await expect(page.locator(".times-reader")).to_have_count(0)
    await page.get_by_label(visitor.t("programme.zone_label")).select_option("Europe/Paris")
    await page.get_by_role("button", name=visitor.t("programme.zone_show"), exact=True).click()
    # Paris is at UTC+1 in winter and UTC+2 in summer.
    await expect(page.locator(".times-reader").first).to_contain_text(re.compile(r"UTC\+[12]"))
    await expect(page.locator("main")).to_contain_text(visitor.t("programme.zone_chosen", city="Paris"))
    # The choice is kept for the next page.
    await open_page(visitor, f"{CONFERENCE}/sessions/governing-together", "en")
    await expect(page.locator(".times-reader").first).to_contain_text(re.compile(r"UTC\+[12]"))


@pytest.mark.parametrize(("locale", "expected"), [("es-AR", "es"), ("fr-CA", "fr"), ("de-DE", "en")])
async def test_front_door_speaks_the_browsers_language(arrive: Arrive, locale: str, expected: str) -> None:
    visitor = await arrive(java_script_enabled=False, locale=locale)
    await visitor.page.goto(f"{visitor.address}/")
    await expect(visitor.page).to_have_url(f"{visitor.address}/{expected}/")


async def test_front_door_remembers_the_language_that_was_chosen(arrive: Arrive) -> None:
    visitor = await arrive(java_script_enabled=False)
    await open_page(visitor, "", "en")
    await visitor.page.locator("nav.languages a[hreflang=fr]").click()
    await expect(visitor.page).to_have_url(f"{visitor.address}/fr/")
    await visitor.page.goto(f"{visitor.address}/{CONFERENCE}/programme")
    await expect(visitor.page).to_have_url(f"{visitor.address}/fr/{CONFERENCE}/programme")


def refuse_link(served: Served, why: str) -> str:
    """Make a personal link that lets nobody in."""
    link = served.make_link("attendee", "es", name=f"Somebody {why}")
    if why == "revoked":
        served.puente("revoke", link)
    elif why == "expired":
        with closing(sqlite3.connect(served.folder / "puente.db")) as database, database:
            database.execute("UPDATE tickets SET expires_at = 1 WHERE name = ?", [f"Somebody {why}"])
    else:
        link = link[:-4] + "XXXX"
    return link


@pytest.mark.parametrize(("why", "status"), [("malformed", 403), ("expired", 410), ("revoked", 410)])
async def test_link_that_lets_nobody_in_says_why_and_what_to_do(
    arrive: Arrive, served: Served, why: str, status: int
) -> None:
    visitor = await arrive(language="es", java_script_enabled=False)
    page = visitor.page
    answer = await page.goto(refuse_link(served, why))
    assert answer is not None
    assert answer.status == status
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await expect(page.get_by_role("heading", level=1)).to_have_text(visitor.t(f"entry.{why}.title"))
    await expect(page.locator("main")).to_contain_text(visitor.t(f"entry.{why}.remedy"))
    await page.get_by_role("link", name=visitor.t("site.all_conferences")).first.click()
    await expect(page).to_have_url(f"{visitor.address}/es/")
    visitor.forgive(lambda fault: str(status) in fault)


async def test_page_that_there_is_not_says_so_in_the_readers_language(arrive: Arrive) -> None:
    visitor = await arrive(language="es", java_script_enabled=False)
    for path in ("nothing-here", "sessions/none", "rooms/attic"):
        answer = await visitor.page.goto(visitor.url(path))
        assert answer is not None
        assert answer.status == 404
        await expect(visitor.page.locator("html")).to_have_attribute("lang", "es")
        await expect(visitor.page.get_by_role("heading", level=1)).to_have_text(
            visitor.t("pages.error.404.title")
        )
    visitor.forgive(lambda fault: "404" in fault)
