"""The public pages: nothing breaks, nothing sticks out, axe finds nothing, and everything can be read without script."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.served import CONFERENCE, Served

NORTH_AMERICA, INTERNATIONAL = "metropolis-north-america-2018", "metropolis-international-2004"
PAGES = {
    "list": "",
    "home": f"{CONFERENCE}/",
    "programme": f"{CONFERENCE}/programme",
    "session": f"{CONFERENCE}/sessions/governing-together",
    "people": f"{CONFERENCE}/people",
    "partners": f"{CONFERENCE}/partners",
    "archive of 2018": f"{NORTH_AMERICA}/",
    "people of 2018": f"{NORTH_AMERICA}/people",
    "archive of 2004": f"{INTERNATIONAL}/",
    "programme of 2004": f"{INTERNATIONAL}/programme",
}
SIZES = {"desktop": DESKTOP, "phone": PHONE}
both_sizes = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())


async def open_page(visitor: Visitor, path: str, language: str) -> None:
    visitor.language = language
    answer = await visitor.page.goto(f"{visitor.address}/{language}/{path}")
    assert answer is not None
    assert answer.ok, f"{path} in {language}: {answer.status}"
    await expect(visitor.page.locator("html")).to_have_attribute("lang", language)


@both_sizes
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_any_public_page(
    arrive: Arrive, size: tuple[int, int], scheme: str
) -> None:
    visitor = await arrive(size=size, color_scheme=scheme)
    for name, path in PAGES.items():
        await open_page(visitor, path, "en" if scheme == "light" else "es")
        assert await visitor.axe() == [], name


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
    await page.get_by_role("link", name="Metropolis Americas").first.click()
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
    await page.get_by_label(visitor.t("programme.zone.label")).select_option("America/Bogota")
    await page.locator("form.zone button").click()
    await expect(page.locator(".times-reader").first).to_be_visible()
    await expect(page.locator(".times-reader").first).to_contain_text("Bogot")
    # The choice is kept for the next page.
    await open_page(visitor, f"{CONFERENCE}/sessions/governing-together", "en")
    await expect(page.locator(".times-reader").first).to_contain_text("Bogot")


@pytest.mark.parametrize(("locale", "expected"), [("es-AR", "es"), ("fr-CA", "fr"), ("de-DE", "en")])
async def test_front_door_speaks_the_browsers_language(arrive: Arrive, locale: str, expected: str) -> None:
    visitor = await arrive(java_script_enabled=False, extra_http_headers={"Accept-Language": locale})
    await visitor.page.goto(f"{visitor.address}/")
    await expect(visitor.page).to_have_url(f"{visitor.address}/{expected}/")


async def test_front_door_remembers_the_language_that_was_chosen(arrive: Arrive) -> None:
    visitor = await arrive(java_script_enabled=False)
    await open_page(visitor, "", "en")
    await visitor.page.locator("nav.languages a[hreflang=fr]").click()
    await expect(visitor.page).to_have_url(f"{visitor.address}/fr/")
    await visitor.page.goto(f"{visitor.address}/{CONFERENCE}/programme")
    await expect(visitor.page).to_have_url(f"{visitor.address}/fr/{CONFERENCE}/programme")


@both_sizes
@pytest.mark.parametrize("kind", ["wrong", "revoked", "missing"])
async def test_page_that_refuses_says_so_and_what_to_do(
    arrive: Arrive, served: Served, size: tuple[int, int], kind: str
) -> None:
    visitor = await arrive(size=size, language="es")
    if kind == "wrong":
        path = "es/enter/forged"
    elif kind == "revoked":
        link = served.make_link("attendee", "es")
        served.puente("revoke", link)
        path = link.removeprefix(visitor.address + "/")
    else:
        path = f"es/{CONFERENCE}/nothing-here"
    answer = await visitor.page.goto(f"{visitor.address}/{path}")
    assert answer is not None
    assert answer.status == (404 if kind == "missing" else answer.status)
    assert answer.status >= 400
    await expect(visitor.page.locator("html")).to_have_attribute("lang", "es")
    await expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    await expect(visitor.page.locator("main a").first).to_be_visible()
    assert await visitor.axe() == []
    assert await visitor.overflow() == []
    visitor.forgive(lambda fault: str(answer.status) in fault)
