"""The prompter and the projector follow the queue; and whatever is pushed reaches panels that are on another tab."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser import console, room
from tests.browser.conftest import Arrive
from tests.browser.test_hands import open_dock
from tests.browser.visitor import DESKTOP, PHONE
from tests.protocol.conftest import Enter
from tests.served import ROOM

both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@both_sizes
async def test_speakers_prompter_follows_the_stage(
    arrive: Arrive, stranger: Enter, size: tuple[int, int]
) -> None:
    one, two = f"What comes first ({size[0]})?", f"Was kommt danach ({size[0]})?"
    asker, moderator = await stranger("Kim"), await stranger("Max", role="moderator")
    for text in (one, two):
        await asker.command("question.ask", text=text)
    await moderator.until(lambda: {one, two} <= set(moderator.texts("questions")))
    first, second = (moderator.key_of("questions", text) for text in (one, two))
    speaker = await arrive("Sofía", "speaker", language="es", size=size)
    await speaker.page.goto(speaker.url(f"prompter/{ROOM}"))
    await speaker.live()
    staged = speaker.page.locator(".prompter-stage .screen-question")
    await moderator.command("question.stage", question=first)
    await expect(staged.locator(".written")).to_have_text(one)
    await expect(staged).to_contain_text(speaker.t("console.original", language="inglés"))
    await moderator.command("question.approve", question=second)
    await moderator.command("question.move", question=second, after=None)
    await expect(speaker.page.locator(".prompter-next .written").first).to_have_text(two)
    await expect(speaker.page.locator(".prompter-left .figures")).to_have_text(
        re.compile(r"^(\d+:)?\d\d:\d\d$")
    )
    await moderator.command("question.edit", question=first, text=f"{one} (clearer)")
    await expect(staged.locator(".written")).to_have_text(f"{one} (clearer)")
    await moderator.command("question.stage", question=second)
    await expect(staged.locator(".written")).to_have_text(two)
    assert not await speaker.overflow()
    assert not await speaker.axe()
    await moderator.command("question.dismiss", question=second)
    await moderator.command("question.dismiss", question=first)
    await expect(staged).to_have_count(0)


async def test_projector_shows_the_stage_the_top_and_the_way_in(arrive: Arrive, stranger: Enter) -> None:
    text = "Is this large enough for the last row?"
    asker, moderator = await stranger("Kim Secreta"), await stranger("Max", role="moderator")
    await asker.command("question.ask", text=text, anonymous=True)
    await moderator.until(lambda: text in moderator.texts("questions"))
    question = moderator.key_of("questions", text)
    screen = await arrive("Mo", "moderator")
    await screen.page.goto(screen.url(f"projector/{ROOM}"))
    await screen.live()
    await moderator.command("question.approve", question=question)
    # Questions of other journeys wait in this room too; the most wanted one is on top.
    for name in ("Uma", "Vic", "Wes"):
        await (await stranger(name)).command("question.upvote", question=question)
    await expect(screen.page.locator(".projector-top .written", has_text=text)).to_be_visible()
    await moderator.command("question.stage", question=question)
    await expect(screen.page.locator(".projector-stage .written")).to_have_text(text)
    # Whoever signed the screen in may see who asked; the hall may not.
    assert "Kim Secreta" not in await screen.page.locator("body").inner_text()
    await expect(screen.page.locator("[data-way=guests] .screen-code svg")).to_be_visible()
    await expect(screen.page.locator("[data-way=guests] .screen-link")).to_have_text(re.compile(r"/q/\w+$"))
    await expect(screen.page.locator("[data-way=room]")).to_be_hidden()
    assert not await screen.overflow()
    assert not await screen.axe()
    await moderator.command("question.answer", question=question)
    await expect(screen.page.locator(".projector-stage")).to_have_count(0)


async def test_prompter_is_for_speakers_and_staff(arrive: Arrive) -> None:
    ana = await arrive("Ana", "attendee")
    answer = await ana.page.goto(ana.url(f"prompter/{ROOM}"))
    assert answer is not None
    assert answer.status == 403
    await expect(ana.page.get_by_role("heading", level=1)).to_have_text(ana.t("room.speakers.title"))
    ana.forgive(lambda fault: "403" in fault)


async def test_everything_that_is_pushed_is_there_when_another_tab_is_left(
    arrive: Arrive, stranger: Enter
) -> None:
    place = "workshop-2"
    texts = {
        name: f"Pushed while away: {name}?"
        for name in ("staged", "edited", "answered", "dismissed", "merged")
    }
    moderator = await stranger("Max", role="moderator", room=place)
    await moderator.command("question.set_mode", mode="open")
    ana = await arrive("Ana", "attendee", size=PHONE, room=place)
    watcher = await arrive("Mo", "moderator", size=PHONE)
    await console.open_console(watcher, place)
    await watcher.page.locator("#column-tab-held").click()
    await room.open_panel(ana, "questions")
    for text in texts.values():
        await room.ask(ana, text)
    await room.open_panel(ana, "chat")
    await moderator.until(lambda: set(texts.values()) <= set(moderator.texts("questions")))
    ids = {name: moderator.key_of("questions", text) for name, text in texts.items()}
    await moderator.command("question.stage", question=ids["staged"])
    await moderator.command("question.edit", question=ids["edited"], text="Worded anew while away?")
    await moderator.command("question.assign", question=ids["edited"], speaker="Sofía")
    await moderator.command("question.move", question=ids["edited"], after=None)
    await moderator.command("question.answer", question=ids["answered"], text="Like so.")
    await moderator.command("question.dismiss", question=ids["dismissed"], reason="no_time")
    await moderator.command("question.merge", question=ids["merged"], into=ids["edited"])
    await moderator.command("question.label", question=ids["edited"], label="away")
    await moderator.command("question.handle", question=ids["edited"])

    await room.open_panel(ana, "questions")
    await expect(room.question(ana, texts["staged"], "staged")).to_be_visible()
    await expect(room.question(ana, "Worded anew while away?")).to_contain_text(ana.t("questions.edited"))
    await expect(room.question(ana, "Worded anew while away?")).to_contain_text("Sofía")
    await expect(room.question(ana, texts["answered"], "answered")).to_contain_text("Like so.")
    await expect(room.own_question(ana, texts["dismissed"])).to_contain_text(
        ana.t("questions.reason.no_time")
    )
    await expect(room.own_question(ana, texts["merged"])).to_contain_text(ana.t("questions.state.merged"))

    await watcher.page.locator("#column-tab-open").click()
    edited = console.card(watcher, "Worded anew while away?", "open")
    await expect(edited).to_contain_text("away")
    await expect(edited).to_contain_text(watcher.t("console.handled_by", name="Max"))
    await expect(edited.locator(".card-merged")).to_contain_text(texts["merged"])
    for name in ("staged", "answered", "dismissed"):
        await watcher.page.locator(f"#column-tab-{name}").click()
        await expect(console.card(watcher, texts[name], name)).to_be_visible()


async def test_projector_shows_the_results_of_a_poll_once_they_are_revealed(
    arrive: Arrive, stranger: Enter
) -> None:
    moderator, ana = await stranger("Mo", role="moderator"), await stranger("Ana")
    await moderator.command(
        "poll.draft", kind="single", text="Shall we build it?", options=["Yes", "No"], reveal="later"
    )
    poll = moderator.key_of("polls", "Shall we build it?")
    await moderator.command("poll.open", poll=poll)
    await ana.command("poll.vote", poll=poll, choices=["1"])
    screen = await arrive("Screen", "moderator")
    await screen.page.goto(screen.url(f"projector/{ROOM}"))
    await screen.live()
    shown = screen.page.locator(".projector-poll")
    await expect(shown).to_have_count(0)
    await moderator.command("poll.reveal", poll=poll)
    await expect(shown).to_contain_text("Shall we build it?")
    await expect(shown.locator(".results-bar").first).to_contain_text("100")
    assert not await screen.axe()
    await screen.shot("projector-poll")

    # A moderator chooses what is shown, and takes it back.
    desk = await arrive("Mo", "moderator")
    await console.open_console(desk)
    dock = await open_dock(desk, "stage")
    for scene, selector in (
        ("holding", ".projector-holding"),
        ("way", "[data-way=guests] svg"),
        ("poll", ".projector-poll"),
    ):
        await dock.locator(f"[data-scene={scene}]").click()
        await expect(screen.page.locator(f"body[data-scene={scene}]").locator(selector)).to_be_visible()
        assert not await screen.overflow()
        assert not await screen.axe()
        await screen.shot(f"projector-{scene}")
    await expect(screen.page.locator("#projector-top")).to_have_count(0)
    assert not await desk.axe()
    for scene in ("way", "holding", "all"):
        await desk.page.locator(".tools").get_by_role("button", name=desk.t("console.undo")).click()
        await expect(dock.locator(f"[data-scene={scene}]")).to_have_attribute("aria-pressed", "true")
    await expect(screen.page.locator("#projector-top")).to_be_visible()
    await moderator.command("poll.discard", poll=poll)
    await expect(shown).to_have_count(0)
