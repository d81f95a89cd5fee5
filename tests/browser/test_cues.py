"""Cues: sent from the console by mouse or keyboard alone, read in the room and before the speaker, and acknowledged."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import console
from tests.browser.conftest import Arrive
from tests.browser.test_hands import both_sizes, open_dock
from tests.browser.visitor import Visitor

ROOM = "workshop-1"


async def cues_before(visitor: Visitor) -> list[str]:
    return await visitor.page.locator(".cue .cue-text").all_inner_texts()


@both_sizes
async def test_cue_reaches_the_prompter_in_the_speakers_language_and_its_reading_is_shown(
    arrive: Arrive, size: tuple[int, int]
) -> None:
    speaker = await arrive("Sofía", "speaker", language="es", size=size)
    await speaker.page.goto(speaker.url(f"prompter/{ROOM}"))
    await speaker.live()
    ana = await arrive("Ana", "attendee", room=ROOM)
    moderator = await arrive("Mo", "moderator", size=size)
    await console.open_console(moderator, ROOM)
    dock = await open_dock(moderator, "cues")
    await dock.locator("[data-kind=two_minutes]").click()
    cue = speaker.page.locator(".cue", has_text=speaker.t("cues.kind.two_minutes"))
    await expect(cue).to_be_visible()
    assert not await speaker.overflow()
    assert not await moderator.overflow()
    assert not await speaker.axe()
    sent = dock.locator("[data-cue]", has_text=moderator.t("cues.kind.two_minutes"))
    await expect(sent).to_contain_text(moderator.t("cues.not_read"))
    await cue.get_by_role("button", name=speaker.t("cues.read")).click()
    await expect(cue).to_have_count(0)
    await expect(sent).to_contain_text("Sofía")
    assert not await moderator.axe()
    assert not await cues_before(ana)
    await sent.get_by_role("button", name=moderator.t("cues.withdraw")).click()
    await expect(sent).to_have_count(0)


@both_sizes
async def test_free_words_to_one_person_by_keyboard_alone(arrive: Arrive, size: tuple[int, int]) -> None:
    name = f"Sol{size[0]}"
    speaker = await arrive(name, "speaker", room=ROOM, size=size)
    other = await arrive("Ines", "interpreter", room=ROOM)
    moderator = await arrive("Mo", "moderator", language="fr", size=size)
    await console.open_console(moderator, ROOM)
    await moderator.page.locator("body").press("4")
    keyboard = moderator.page.keyboard
    await expect(moderator.page.locator("#cue-to option", has_text=name)).to_be_attached()
    await moderator.page.locator("#cue-to").focus()
    await keyboard.type(name)
    await moderator.page.get_by_role("textbox", name=moderator.t("cues.words")).focus()
    await keyboard.type(f"Slide {size[0]} again, please")
    await keyboard.press("Enter")
    cue = speaker.page.locator(".cue", has_text=f"Slide {size[0]} again")
    await expect(cue).to_be_visible()
    await cue.get_by_role("button").focus()
    await speaker.page.keyboard.press("Enter")
    await expect(cue).to_have_count(0)
    await expect(moderator.page.locator("[data-cue]", has_text=f"Slide {size[0]}")).to_contain_text(name)
    assert not await cues_before(other)
    assert not await speaker.axe()


async def test_interpreter_asks_for_slower_without_being_named_and_calls_the_moderators(
    arrive: Arrive,
) -> None:
    ines = await arrive("Ines", "interpreter", language="es", room=ROOM)
    speaker = await arrive("Sofía", "speaker", room=ROOM)
    moderator = await arrive("Mo", "moderator")
    await console.open_console(moderator, ROOM)
    await ines.page.locator("[data-call=slower]").click()
    cue = speaker.page.locator(".cue", has_text=speaker.t("cues.kind.slower"))
    await expect(cue).to_contain_text(speaker.t("cues.from_listeners"))
    assert "Ines" not in await cue.inner_text()
    await cue.get_by_role("button").click()
    await expect(ines.page.locator(".cue-sent")).to_contain_text("Sofía")
    # The console tells it whatever panel is open.
    await ines.page.locator("[data-call=help]").click()
    call = moderator.page.locator(".cues .cue", has_text=moderator.t("cues.kind.help"))
    await expect(call).to_contain_text("Ines")
    await expect(moderator.page.locator("#dock-tab-cues .dock-mark")).to_have_count(1)
    await call.get_by_role("button").click()
    await expect(ines.page.locator(".cue-sent")).to_contain_text("Mo")
    await expect(moderator.page.locator("#dock-tab-cues .dock-mark")).to_have_count(0)
