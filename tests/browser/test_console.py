"""The moderators' console: the queue by mouse and by keyboard alone, two moderators at once, what others see of it."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.async_api import expect

from tests.browser import console, room
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.protocol.conftest import Enter, Guest
from tests.served import ROOM

both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


async def a_crowd(stranger: Enter, place: str, *texts: str) -> Guest:
    """Let Kim ask in a room whose questions are held; the room may have been set otherwise."""
    setter, asker = await stranger("Max", role="moderator", room=place), await stranger("Kim", room=place)
    await setter.command("question.set_mode", mode="moderated")
    for text in texts:
        await asker.command("question.ask", text=text)
    return asker


async def show(visitor: Visitor, column: str) -> None:
    """Show a column, by its tab where the window is narrow."""
    tab = visitor.page.locator(f"#column-tab-{column}")
    if await tab.count():
        await tab.click()


@both_sizes
async def test_question_is_approved_staged_and_answered_by_mouse(
    arrive: Arrive, stranger: Enter, size: tuple[int, int]
) -> None:
    text = f"Who keeps the record ({size[0]})?"
    ana = await arrive("Ana", "attendee", language="es", room=ROOM)
    await room.ask(ana, text)
    moderator = await arrive("Mo", "moderator", size=size)
    await console.open_console(moderator)
    await show(moderator, "held")
    await expect(console.card(moderator, text, "held")).to_contain_text("Ana")
    assert not await moderator.overflow()

    await console.do(moderator, text, "approve")
    await show(moderator, "open")
    await console.stands_in(moderator, text, "open")
    await expect(room.question(ana, text)).to_be_visible()
    await console.do(moderator, text, "stage")
    await show(moderator, "staged")
    await console.stands_in(moderator, text, "staged")
    await expect(room.question(ana, text, "staged")).to_be_visible()
    await console.do(moderator, text, "answer")
    await show(moderator, "answered")
    await console.stands_in(moderator, text, "answered")
    await expect(room.own_question(ana, text)).to_contain_text(ana.t("questions.state.answered"))

    undo = moderator.page.locator(".console-toast").get_by_role("button", name=moderator.t("console.undo"))
    await undo.click()
    await show(moderator, "staged")
    await console.stands_in(moderator, text, "staged")
    await expect(room.question(ana, text, "staged")).to_be_visible()
    assert not await moderator.overflow()


@both_sizes
async def test_queue_by_keyboard_alone(arrive: Arrive, stranger: Enter, size: tuple[int, int]) -> None:
    text = f"Can this be done without a mouse ({size[0]})?"
    asker = await a_crowd(stranger, "workshop-1", text)
    moderator = await arrive("Mo", "moderator", language="fr", size=size)
    await console.open_console(moderator, "workshop-1")
    keyboard = moderator.page.keyboard

    async def goes_to(column: str, *keys: str) -> None:
        await console.press(moderator, text, *keys)
        await console.stands_in(moderator, text, column)
        await show(moderator, column)

    await show(moderator, "held")
    await expect(console.card(moderator, text)).to_contain_text("Kim")
    await goes_to("open", "a")
    await goes_to("staged", "s")
    await goes_to("open", "s")
    await goes_to("answered", "w")
    await goes_to("open", "b")
    await goes_to("held", "q")
    await goes_to("open", "Shift+ArrowRight")

    await console.press(moderator, text, "l")
    await expect(console.sheet(moderator).locator("input.input")).to_be_focused()
    await keyboard.type("mobility")
    await keyboard.press("Enter")
    await expect(console.card(moderator, text).locator(".card-label")).to_have_text("mobility")
    await keyboard.press("Escape")
    await console.press(moderator, text, "h")
    await expect(console.card(moderator, text)).to_contain_text(moderator.t("console.you_handle"))
    await console.press(moderator, text, "u")
    await expect(console.card(moderator, text).locator(".card-handled")).to_have_count(0)

    await console.press(moderator, text, "d")
    await expect(console.sheet(moderator).locator("input:checked")).to_be_focused()
    await keyboard.press("ArrowDown")
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await console.stands_in(moderator, text, "dismissed")
    await asker.until(lambda: asker.own["my/questions/" + asker.key_of_own(text)]["state"] == "dismissed")
    assert asker.own["my/questions/" + asker.key_of_own(text)]["reason"] == "off_topic"
    await keyboard.press("Escape")
    await show(moderator, "dismissed")
    await console.press(moderator, text, "u")
    await console.stands_in(moderator, text, "open")

    await show(moderator, "open")
    await console.press(moderator, text, "?")
    await expect(console.sheet(moderator)).to_contain_text(moderator.t("console.key.undo"))
    await keyboard.press("Space")
    await keyboard.press("Escape")
    await console.press(moderator, text, "s")
    await expect(console.card(moderator, text, "open")).to_be_visible()


async def test_questions_are_dragged_between_columns_and_into_an_order(
    arrive: Arrive, stranger: Enter
) -> None:
    place = "workshop-2"
    await a_crowd(stranger, place, "First to drag?", "Second to drag?", "Third to drag?")
    moderator = await arrive("Mo", "moderator")
    await console.open_console(moderator, place)
    opened = moderator.page.locator("[data-column=open]")
    for text in ("First to drag?", "Second to drag?", "Third to drag?"):
        await console.drag(moderator, console.card(moderator, text, "held"), opened)
        await console.stands_in(moderator, text, "open")
    texts = opened.locator(".card-question > div > .written, .card-question > div > .translated > .written")
    await expect(texts).to_have_text(["First to drag?", "Second to drag?", "Third to drag?"])
    await console.drag(
        moderator, console.card(moderator, "Third to drag?"), console.card(moderator, "First to drag?")
    )
    await expect(texts).to_have_text(["Third to drag?", "First to drag?", "Second to drag?"])
    await console.drag(
        moderator,
        console.card(moderator, "Third to drag?"),
        console.card(moderator, "First to drag?"),
        below=True,
    )
    await expect(texts).to_have_text(["First to drag?", "Third to drag?", "Second to drag?"])
    await console.press(moderator, "Second to drag?", "Shift+ArrowUp")
    await expect(texts).to_have_text(["First to drag?", "Second to drag?", "Third to drag?"])
    # The focus stays with the question, so that it can be moved on.
    await expect(console.card(moderator, "Second to drag?")).to_be_focused()
    await moderator.page.keyboard.press("u")
    await expect(texts).to_have_text(["First to drag?", "Third to drag?", "Second to drag?"])
    # When a question leaves the column, the next one there has the focus.
    await console.press(moderator, "First to drag?", "w")
    await console.stands_in(moderator, "First to drag?", "answered")
    await expect(console.card(moderator, "Third to drag?")).to_be_focused()


async def test_second_of_two_moderators_is_told_the_present_state_and_loses_nothing(
    arrive: Arrive, stranger: Enter
) -> None:
    text = "Which of two moderators is quicker?"
    asker = await stranger("Kim")
    await asker.command("question.ask", text=text)
    first = await arrive("Mo", "moderator")
    second = await arrive("Lucía", "moderator", language="es")
    for moderator in (first, second):
        await console.open_console(moderator)
        await console.stands_in(moderator, text, "held")
    await console.do(second, text, "dismiss")
    await expect(console.card(first, text)).to_contain_text(first.t("console.handled_by", name="Lucía"))
    await console.sheet(second).locator("textarea").fill("Ya se habló de eso.")
    await console.do(first, text, "approve")
    await console.stands_in(second, text, "open")
    # The sheet now knows the new state; the command is given again with it.
    await console.submit(second)
    await console.stands_in(first, text, "dismissed")
    await asker.until(lambda: asker.own["my/questions/" + asker.key_of_own(text)]["state"] == "dismissed")


async def test_move_that_came_too_late_is_refused_in_words(arrive: Arrive, stranger: Enter) -> None:
    text = "What if the answer comes twice?"
    asker, other = await stranger("Kim"), await stranger("Max", role="moderator")
    await asker.command("question.ask", text=text)
    moderator = await arrive("Mo", "moderator", language="es")
    await console.open_console(moderator)
    await console.do(moderator, text, "edit")
    await console.sheet(moderator).locator("textarea").fill(f"{text} (once)")
    question = other.key_of("questions", text)
    await other.command("question.edit", question=question, text=f"{text} (twice)")
    await expect(console.card(moderator, f"{text} (twice)")).to_be_attached()
    await console.sheet(moderator).locator("button[type=submit]").click()
    await expect(console.sheet(moderator).get_by_role("alert")).to_have_text(
        moderator.t("error.question.edited")
    )
    # What was written stands, beside what the other one wrote; giving it again puts it in the other's place.
    await expect(console.sheet(moderator).locator("textarea")).to_have_value(f"{text} (once)")
    await console.submit(moderator)
    await expect(console.card(moderator, f"{text} (once)")).to_be_attached()


async def test_duplicates_are_merged_and_separated(arrive: Arrive, stranger: Enter) -> None:
    one, two = "When do the shelters open?", "¿Cuándo abren los albergues?"
    ana = await arrive("Ana", "attendee", language="es", room=ROOM)
    await room.ask(ana, two)
    kim, leo, other = await stranger("Kim"), await stranger("Leo"), await stranger("Max", role="moderator")
    await kim.command("question.ask", text=one)
    await other.until(lambda: {one, two} <= set(other.texts("questions")))
    for text in (one, two):
        await other.command("question.approve", question=other.key_of("questions", text))
    await leo.until(lambda: {one, two} <= set(leo.texts("questions")))
    for text in (one, two):
        await leo.command("question.upvote", question=leo.key_of("questions", text))
    moderator = await arrive("Mo", "moderator")
    await console.open_console(moderator)
    await console.do(moderator, two, "merge")
    await console.sheet(moderator).locator(".sheet-target", has_text=one).locator("input").check()
    await console.submit(moderator)
    await expect(console.card(moderator, one).locator(".card-merged")).to_contain_text(two)
    # Leo voted for both and counts once.
    await expect(console.card(moderator, one).locator(".card-votes")).to_contain_text("1")
    await expect(room.own_question(ana, two)).to_contain_text(ana.t("questions.state.merged"))
    await expect(room.question(ana, two)).to_have_count(0)
    await (
        console.card(moderator, one)
        .get_by_role("button", name=moderator.t("console.do.separate"), exact=True)
        .click()
    )
    await expect(room.question(ana, two)).to_be_visible()


async def test_answer_in_writing_to_the_asker_alone(arrive: Arrive, stranger: Enter) -> None:
    text = "Is my travel paid?"
    ana = await arrive("Ana", "attendee", room=ROOM)
    ben = await stranger("Ben")
    await room.ask(ana, text)
    moderator = await arrive("Mo", "moderator")
    await console.open_console(moderator)
    await console.do(moderator, text, "write")
    await console.sheet(moderator).locator("textarea").fill("Yes, write to us.")
    await console.sheet(moderator).get_by_label(moderator.t("console.answer_to_asker")).check()
    await console.submit(moderator)
    await expect(room.own_question(ana, text)).to_contain_text("Yes, write to us.")
    await expect(room.own_question(ana, text)).to_contain_text(ana.t("questions.only_you"))
    assert text not in ben.texts("questions")


async def test_selected_questions_are_approved_and_dismissed_together_and_undone_together(
    arrive: Arrive, stranger: Enter
) -> None:
    texts = [f"Bulk question {number}?" for number in range(3)]
    await a_crowd(stranger, "workshop-1", *texts)
    moderator = await arrive("Mo", "moderator")
    await console.open_console(moderator, "workshop-1")
    await moderator.page.locator("#console-search").fill("bulk question")
    await expect(moderator.page.locator("[data-column=held] .card-question")).to_have_count(3)
    await moderator.page.locator("[data-column=held] .column-all input").check()
    await moderator.page.locator("[data-bulk=approve]").click()
    await expect(moderator.page.locator("[data-column=open] .card-question")).to_have_count(3)
    await expect(moderator.page.locator(".bulk")).to_have_count(0)
    toast = moderator.page.locator(".console-toast")
    await expect(toast).to_contain_text(moderator.t("console.did_many.approve", 3))
    await toast.get_by_role("button", name=moderator.t("console.undo")).click()
    await expect(moderator.page.locator("[data-column=held] .card-question")).to_have_count(3)


async def test_left_over_questions_are_exported_to_staff_alone(arrive: Arrive, stranger: Enter) -> None:
    text = "=What is left over?"
    asker = await stranger("Kim", room="workshop-2")
    await asker.command("question.ask", text=text)
    moderator = await arrive("Mo", "moderator")
    await console.open_console(moderator, "workshop-2")
    link = moderator.page.get_by_role("link", name=moderator.t("console.export"))
    address = moderator.address + (await link.get_attribute("href") or "")
    answer = await moderator.context.request.get(address)
    rows = list(csv.DictReader(io.StringIO((await answer.body()).decode("utf-8-sig"))))
    assert [row["asker"] for row in rows if row["question"] == f"'{text}"] == ["Kim"]
    ana = await arrive("Ana", "attendee")
    assert (await ana.context.request.get(address)).status == 403


async def test_mode_is_changed_live(arrive: Arrive, stranger: Enter) -> None:
    asker = await a_crowd(stranger, "workshop-2")
    moderator = await arrive("Mo", "moderator")
    await console.open_console(moderator, "workshop-2")
    await moderator.page.locator("[data-mode=closed]").click()
    await asker.until(lambda: asker.view["questions"]["mode"] == "closed")
    await moderator.page.locator(".tools").get_by_role("button", name=moderator.t("console.undo")).click()
    await asker.until(lambda: asker.view["questions"]["mode"] == "moderated")


async def test_console_is_for_staff(arrive: Arrive) -> None:
    ana = await arrive("Ana", "attendee", language="es")
    answer = await ana.page.goto(ana.url(f"moderate/{ROOM}"))
    assert answer is not None
    assert answer.status == 403
    await expect(ana.page.get_by_role("heading", level=1)).to_have_text(ana.t("room.staff.title"))
    ana.forgive(lambda fault: "403" in fault)


@both_sizes
async def test_console_has_no_barrier_that_axe_finds(
    arrive: Arrive, stranger: Enter, size: tuple[int, int]
) -> None:
    await a_crowd(stranger, "workshop-1", f"¿Puede leerlo un lector de pantalla ({size[0]})?")
    moderator = await arrive("Mo", "moderator", size=size)
    await console.open_console(moderator, "workshop-1")
    await show(moderator, "held")
    await expect(console.card(moderator, f"pantalla ({size[0]})")).to_be_visible()
    assert not await moderator.axe()
    await console.do(moderator, f"pantalla ({size[0]})", "dismiss")
    await expect(console.sheet(moderator)).to_be_visible()
    assert not await moderator.axe()
