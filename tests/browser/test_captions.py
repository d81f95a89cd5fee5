"""Captions from a captioner's keyboard and from software to the screens of readers, in their languages: real Apertium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.test_translations import seat
from tests.browser.visitor import PHONE
from tests.served import CONFERENCE, ROOM, Served, serving


@pytest.fixture(scope="module")
def captioned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with Apertium."""
    with serving(tmp_path_factory.mktemp("captioned") / "data", PUENTE_TRANSLATION="apertium") as served:
        yield served


async def test_what_a_captioner_types_is_read_in_the_room_and_on_a_second_screen_in_two_languages(
    arrive: Arrive, captioned: Served
) -> None:
    carl = await seat(arrive, captioned, "Carl", "captioner", "en")
    eva = await seat(arrive, captioned, "Eva", "attendee", "es")
    ana = await seat(arrive, captioned, "Ana", "attendee", "en")
    await ana.page.goto(ana.url(f"captions/{ROOM}"))
    await ana.live()
    await carl.page.goto(carl.url(f"captions/{ROOM}/es"))
    await carl.live()
    box = carl.page.locator("#captioner-box")
    await box.fill("Buenos días a todas las personas")
    await box.press("Enter")
    # Eva understands the floor: nothing is captioned at her until she asks for it.
    await expect(eva.page.locator(".captions-bar")).to_be_visible()
    await expect(eva.page.locator(".caption-lines")).to_have_count(0)
    await eva.page.locator(".captions-bar button").click()
    await eva.page.locator(".caption-settings select").first.select_option("es")
    await expect(eva.page.locator(".caption-lines")).to_contain_text("Buenos días a todas las personas")
    # Ana's screen reads it in English, made by a machine, which says so.
    await expect(ana.page.locator(".caption-lines")).to_contain_text("Good")
    await expect(ana.page.locator(".caption-lines")).to_have_attribute("lang", "en")
    await expect(ana.page.locator(".caption-source")).to_have_text(ana.t("captions.source.machine"))
    # The last line is mended by the arrow up.
    await box.press("ArrowUp")
    await carl.page.locator(".captioner-line .input").fill("Buenas tardes a todas las personas")
    await carl.page.locator(".captioner-line .input").press("Enter")
    await expect(eva.page.locator(".caption-lines")).to_contain_text("Buenas tardes")
    await box.type("Empezamos ")
    await expect(eva.page.locator(".caption-interim")).to_contain_text("Empezamos")
    await eva.page.locator(".captions-bar button").click()
    for visitor in (carl, ana, eva):
        assert await visitor.axe() == []
        assert await visitor.overflow() == []
    await eva.page.goto(eva.url(f"transcript/{ROOM}/es"))
    await expect(eva.page.locator(".transcript")).to_contain_text("Buenas tardes a todas las personas")
    assert await eva.axe() == []


async def test_professional_software_hands_in_captions_at_the_url_that_the_captioner_is_given(
    arrive: Arrive, captioned: Served
) -> None:
    carl = await seat(arrive, captioned, "Carl", "captioner", "en")
    ana = await arrive("Ana", language="en", at=captioned, size=PHONE)
    await ana.enter(captioned.make_link("attendee", "en", "Ana"), "Ana", "en")
    await ana.page.wait_for_url(f"**/en/{CONFERENCE}/**")
    await ana.page.goto(ana.url(f"captions/{ROOM}"))
    await ana.live()
    await carl.page.goto(carl.url(f"captions/{ROOM}/en"))
    url = await carl.page.locator(".captioner-url").text_content()
    assert url
    for _ in range(2):
        answer = await carl.context.request.post(f"{url}?seq=7&lang=en-US", data="From the software")
        assert await answer.text() == "7"
    assert await (await carl.context.request.get(f"{url}/seq")).text() == "7"
    await expect(ana.page.locator(".caption-lines")).to_contain_text("From the software")
    assert await ana.overflow() == []
