"""The interpreters' booth in a real browser: in, on air, cough, hand-over, messages, and what may be heard."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.stage import air
from tests.browser.test_accessibility import complaints
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.protocol.conftest import Enter
from tests.served import ROOM

both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


async def to_booth(visitor: Visitor, language: str) -> None:
    await visitor.page.goto(visitor.url(f"booth/{ROOM}/{language}"))
    await visitor.live()


async def press(visitor: Visitor, key: str) -> None:
    await visitor.page.get_by_role("button", name=visitor.t(key), exact=True).click()


async def reads_what_will_be_said(interpreter: Visitor, stranger: Enter) -> None:
    """A speaker hands in their text; the booth shows it, in its language."""
    sofia = await stranger("Sofía", "speaker")
    await sofia.command("manuscript.hand_in", text="Buenos días a todas las personas que nos acompañan hoy.")
    text = interpreter.page.locator(".manuscripts .manuscript-text")
    await expect(text).to_contain_text("Buenos días a todas")
    await expect(text).to_have_attribute("lang", "es")


@both_sizes
async def test_two_interpreters_share_a_microphone_that_is_never_open_twice(
    arrive: Arrive, stranger: Enter, size: tuple[int, int]
) -> None:
    language = "es" if size == DESKTOP else "fr"
    mo = await arrive("Mo", "moderator")
    iris = await arrive("Iris", "interpreter", size=size, prepare=air.keep_peers)
    ivo = await arrive("Ivo", "interpreter", language="es", size=size, prepare=air.keep_peers)
    await to_booth(iris, language)
    await expect(iris.page.locator(".booth-shut")).to_be_visible()
    await to_booth(mo, language)
    await press(mo, "booth.open_channel")
    await to_booth(ivo, language)
    for interpreter in (iris, ivo):
        await press(interpreter, "booth.enter")
        await expect(interpreter.page.locator(".booth-air")).to_be_enabled()
    await press(iris, "booth.go_on_air")
    await expect(iris.page.locator(".booth-microphone")).to_have_attribute("data-state", "on_air")
    await expect(ivo.page.locator(".booth-microphone")).to_have_attribute("data-state", "partner")
    await expect(ivo.page.locator(".booth-air")).to_have_attribute("aria-disabled", "true")

    await iris.page.keyboard.down("c")
    await expect(iris.page.locator(".booth-microphone")).to_have_attribute("data-state", "cough")
    await iris.page.keyboard.up("c")
    await expect(iris.page.locator(".booth-microphone")).to_have_attribute("data-state", "on_air")

    await iris.page.locator(".booth-said textarea").fill("Names are on the list")
    await iris.page.locator(".booth-said textarea").press("Enter")
    await expect(ivo.page.locator(".booth-said-list")).to_contain_text("Names are on the list")

    await reads_what_will_be_said(iris, stranger)
    # A question that waits is translated in the booth before anybody in the hall reads it.
    ana = await stranger("Ana")
    asked = f"Who pays for the night bus, {language}?"
    await ana.command("question.ask", text=asked)
    held = iris.page.locator(".booth-question", has_text=asked)
    await expect(held).to_have_attribute("data-state", "held")
    await held.locator("[data-language=es] button").click()
    await held.locator("textarea").fill("¿Quién paga el autobús nocturno?")
    await held.get_by_role("button", name=iris.t("translations.save"), exact=True).click()
    await expect(held.locator("[data-language=es]")).to_contain_text(iris.t("translations.by", name="Iris"))

    for visitor in (iris, ivo):
        # Axe looks at both sizes each time.
        assert not await (complaints(visitor) if size == DESKTOP else visitor.overflow())
        await visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
        await visitor.page.emulate_media(color_scheme="light")
        await visitor.shot(f"booth-{visitor.language}-{size[0]}")
    if size == DESKTOP:
        await mo.page.goto(mo.url(f"moderate/{ROOM}"))
        await mo.live()
        await mo.page.locator("#dock-tab-channels").click()
        channel = mo.page.locator(f"[data-channel={language}]")
        await expect(channel.locator(".badge-live")).to_be_visible()
        await expect(channel.locator(".channel-facts")).to_contain_text(mo.t("channels.listeners", 0))
        assert not await complaints(mo)
    await press(iris, "booth.offer.give")
    await press(ivo, "booth.offer.accept")
    await expect(ivo.page.locator(".booth-microphone")).to_have_attribute("data-state", "on_air")
    await expect(iris.page.locator(".booth-microphone")).to_have_attribute("data-state", "partner")
