"""What people write reaches each reader in their language: real Apertium, a correction, one tap to the original."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.async_api import Locator, expect

from tests.browser import console, room
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.served import CONFERENCE, Served, serving

SPANISH = "¿Quién paga los programas en las ciudades pequeñas?"


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with Apertium."""
    with serving(tmp_path_factory.mktemp("translated") / "data", PUENTE_TRANSLATION="apertium") as served:
        yield served


async def seat(arrive: Arrive, served: Served, name: str, role: str, language: str) -> Visitor:
    """Somebody new in the room, with a link of their own."""
    visitor = await arrive(name, language=language, at=served)
    await visitor.enter(served.make_link(role, language, name), name, language)
    await visitor.page.wait_for_url(f"**/{language}/{CONFERENCE}/**")
    await visitor.go_to_room()
    return visitor


def translation(visitor: Visitor, text: str) -> Locator:
    """What stands for a text in the visitor's language."""
    return visitor.page.locator(".translated", has_text=text).locator(".translation .written")


async def test_question_crosses_languages_and_the_moderators_correction_wins(
    arrive: Arrive, translated: Served
) -> None:
    eva = await seat(arrive, translated, "Eva", "attendee", "es")
    ana = await seat(arrive, translated, "Ana", "attendee", "en")
    mo = await seat(arrive, translated, "Mo", "moderator", "en")
    await console.open_console(mo)
    await room.ask(eva, SPANISH)
    # The queue speaks the moderator's language before anybody else sees a word.
    await expect(translation(mo, SPANISH)).to_contain_text("Who pays")
    await expect(translation(mo, SPANISH)).to_have_attribute("lang", "en")
    await expect(ana.page.locator(".question")).to_have_count(0)
    card = console.card(mo, SPANISH)
    await card.get_by_role("button", name=mo.t("translations.correct"), exact=True).click()
    await card.get_by_role("textbox").fill("Who pays for programmes in small towns?")
    await card.get_by_role("button", name=mo.t("translations.save"), exact=True).click()
    await console.do(mo, SPANISH, "approve")
    await expect(translation(ana, SPANISH)).to_have_text("Who pays for programmes in small towns?")
    label = ana.page.locator(".translated", has_text=SPANISH).locator(".translated-label")
    await expect(label).to_have_text(ana.t("translations.by", name="Mo"))
    # Its author reads what they wrote, and no translation.
    await expect(eva.page.locator(".translation")).to_have_count(0)


async def test_reader_chooses_how_translations_stand_and_finds_it_so_again(
    arrive: Arrive, translated: Served
) -> None:
    eva = await seat(arrive, translated, "Eva", "attendee", "es")
    ana = await seat(arrive, translated, "Ana", "attendee", "en")
    await room.say(eva, "Buenos días a todas las personas de la sala")
    heard = ana.page.locator(".message", has_text="Buenos días")
    await expect(heard.locator(".translation .written")).to_be_visible()
    await ana.page.get_by_role("button", name=ana.t("translations.panel")).click()
    await ana.page.get_by_label(ana.t("translations.way_instead")).check()
    await ana.page.keyboard.press("Escape")
    await expect(ana.page.locator(".message [lang=es]")).to_have_count(0)
    name = ana.t("translations.show_original", language="Spanish")
    await ana.page.locator(".chat").get_by_role("button", name=name).click()
    await expect(ana.page.locator(".message [lang=es]")).to_have_text(
        "Buenos días a todas las personas de la sala"
    )
    await ana.page.reload()
    await ana.live()
    await expect(ana.page.locator(".message .translation .written")).to_be_visible()
    await expect(ana.page.locator(".message [lang=es]")).to_have_count(0)
    await ana.page.get_by_role("button", name=ana.t("translations.panel")).click()
    assert await ana.axe() == []
