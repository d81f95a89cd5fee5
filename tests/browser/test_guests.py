"""Guests ask from a phone by the projector's short link: no registration, no script needed, three languages."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from server.pages.addresses import short_code
from tests.browser import console
from tests.browser.conftest import Arrive
from tests.browser.test_hands import open_dock
from tests.browser.visitor import DESKTOP, PHONE, Visitor, catalogue
from tests.protocol.conftest import Enter
from tests.served import CONFERENCE, Served

PLACE = "workshop-1"
SHORT = short_code(CONFERENCE, PLACE)


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def quiet_room(stranger: Enter) -> AsyncIterator[None]:
    """Leave the room as it was found, whatever a journey did."""
    moderator = await stranger("Caretaker", role="moderator", room=PLACE)
    await moderator.command("question.set_mode", mode="moderated")
    yield
    await moderator.command("room.guests", on=True)


@pytest.mark.parametrize("language", ["es", "fr", "en"])
async def test_guest_asks_without_script_in_each_language(
    chromium: Browser, served: Served, stranger: Enter, language: str
) -> None:
    def words(key: str) -> str:
        return catalogue().t(language, key)

    moderator = await stranger("Mo", role="moderator", room=PLACE)
    phone = {"width": PHONE[0], "height": PHONE[1]}
    context = await chromium.new_context(java_script_enabled=False, locale=language, viewport=phone)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(f"{served.address}/q/{SHORT}")
    assert page.url.endswith(f"/{language}/q/{SHORT}")
    text = f"Is this heard in {language}?"
    await page.get_by_label(words("questions.box")).fill(text)
    await page.get_by_role("button", name=words("guest.ask"), exact=True).click()
    own = page.locator("section[aria-labelledby=own] .guest-question")
    await expect(own).to_contain_text(text)
    await expect(own).to_contain_text(words("questions.state.held"))
    await moderator.until(lambda: text in moderator.texts("questions"))
    question = moderator.key_of("questions", text)
    assert moderator.view[f"questions/{question}"]["asker"]["role"] == "guest"
    await moderator.command("question.approve", question=question)
    other = await chromium.new_context(java_script_enabled=False, locale=language)
    second = await other.new_page()
    await second.goto(f"{served.address}/{language}/q/{SHORT}")
    await second.locator(f'[id="{question}"] button').click()
    await expect(second.locator(f'[id="{question}"] button')).to_have_attribute("aria-pressed", "true")
    await moderator.until(lambda: moderator.view.get(f"upvotes/{question}") == 1)
    await context.close()
    await other.close()


async def test_guest_on_a_phone_asks_by_name_and_votes_with_script(arrive: Arrive, stranger: Enter) -> None:
    moderator = await stranger("Mo", role="moderator", room=PLACE)
    await moderator.command("question.set_mode", mode="open")
    await moderator.command("question.ask", text="What comes next?")
    question = moderator.key_of("questions", "What comes next?")
    guest: Visitor = await arrive("Nobody", None, language="es", size=PHONE)
    await guest.page.goto(f"{guest.address}/es/q/{SHORT}")
    await guest.page.get_by_label(guest.t("guest.name")).fill("Lucía")
    await guest.page.get_by_label(guest.t("questions.box")).fill("¿Y los barrios?")
    await guest.page.get_by_role("button", name=guest.t("guest.ask"), exact=True).click()
    await expect(guest.page.locator(".guest-shown", has_text="¿Y los barrios?")).to_contain_text("Lucía")
    await expect(guest.page.get_by_label(guest.t("guest.name"))).to_have_value("Lucía")
    address = guest.page.url
    vote = guest.page.locator(f'[id="{question}"] button')
    await vote.click()
    await expect(vote).to_have_attribute("aria-pressed", "true")
    assert guest.page.url == address
    assert not await guest.overflow()
    assert not await guest.axe()
    await guest.shot("guest-390")
    # A page that shows all there is costs nothing to ask again.
    position = await guest.page.locator("#guest-fresh").get_attribute("data-position")
    same = await guest.context.request.get(guest.page.url.partition("#")[0], params={"since": position or ""})
    assert (same.status, await same.body()) == (204, b"")
    # What others ask comes by itself.
    await moderator.command("question.ask", text="Does this appear by itself?")
    fresh = guest.page.locator(".guest-shown", has_text="Does this appear by itself?")
    await expect(fresh).to_be_visible()
    await guest.page.goto(guest.url(f"rooms/{PLACE}"))
    await expect(guest.page.get_by_role("heading", level=1)).to_have_text(guest.t("room.closed.title"))
    guest.forgive(lambda fault: "403" in fault)


async def test_moderator_switches_guests_off_and_the_projector_shows_the_other_way(arrive: Arrive) -> None:
    moderator = await arrive("Mo", "moderator", size=DESKTOP)
    screen = await arrive("Screen", "moderator", size=DESKTOP)
    await screen.page.goto(screen.url(f"projector/{PLACE}"))
    await screen.live()
    await expect(screen.page.locator(".screen-link:visible")).to_contain_text(f"/q/{SHORT}")
    await screen.shot("projector-guests")
    await console.open_console(moderator, PLACE)
    await open_dock(moderator, "safety")
    await moderator.page.locator(".dock [data-setting=guests] button").click()
    await expect(screen.page.locator(".screen-link:visible")).to_contain_text(f"/rooms/{PLACE}")
    guest = await arrive("Nobody", None, language="fr", size=PHONE)
    await guest.page.goto(f"{guest.address}/fr/q/{SHORT}")
    await expect(guest.page.locator(".notice[role=status]")).to_have_text(guest.t("error.guests.closed"))
    await expect(guest.page.locator(".guest-ask")).to_have_count(0)
