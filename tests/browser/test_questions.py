"""A question on its way: asked, held, approved, upvoted, answered or dismissed, as each person sees it."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import room
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE
from tests.protocol.conftest import Enter
from tests.served import ROOM

both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@both_sizes
async def test_question_is_held_approved_upvoted_and_answered(arrive: Arrive, size: tuple[int, int]) -> None:
    text = f"¿Quién financia los albergues en la frontera sur ({'phone' if size == PHONE else 'desktop'})?"
    ana = await arrive("Ana", "attendee", language="es", size=size, room=ROOM)
    ben = await arrive("Ben", "attendee", language="en", size=size, room=ROOM)
    moderator = await arrive("Mo", "moderator", size=size, room=ROOM)
    for visitor in (ana, ben, moderator):
        await room.open_panel(visitor, "questions")

    await room.ask(ana, text)
    own = room.own_question(ana, text)
    await expect(own).to_contain_text(ana.t("questions.state.held"))
    held = room.question(moderator, text, "held")
    await expect(held).to_be_visible()
    await expect(held.locator(".person-name")).to_have_text("Ana")
    await expect(ben.page.get_by_text(text)).to_have_count(0)

    await held.get_by_role("button", name=moderator.t("questions.deed.approve")).click()
    await expect(own).to_contain_text(ana.t("questions.state.open"))
    shown = room.question(ben, text)
    await expect(shown.locator(".written")).to_have_attribute("lang", "es")
    upvote = shown.locator(".upvotes-button")
    await upvote.click()
    await expect(upvote).to_have_attribute("aria-pressed", "true")
    await expect(room.question(ana, text).locator(".upvotes-count")).to_have_text("1")
    # Nobody votes for their own question.
    await expect(room.question(ana, text).locator(".upvotes-button")).to_have_count(0)
    await upvote.click()
    await expect(upvote).to_have_attribute("aria-pressed", "false")
    await expect(room.question(ana, text).locator(".upvotes-count")).to_have_text("0")

    await (
        room.question(moderator, text)
        .get_by_role("button", name=moderator.t("questions.deed.answer"))
        .click()
    )
    await expect(room.question(ben, text, "answered")).to_be_visible()
    await expect(own).to_contain_text(ana.t("questions.state.answered"))
    await expect(ana.page.locator(".room-notice").last).to_contain_text(ana.t("questions.became.answered"))


async def test_dismissed_question_is_gone_from_the_hall_and_its_asker_is_told(arrive: Arrive) -> None:
    text = "Is this the right room for lunch?"
    ana = await arrive("Ana", "attendee", room=ROOM)
    ben = await arrive("Ben", "attendee", room=ROOM)
    moderator = await arrive("Mo", "moderator", room=ROOM)
    await room.ask(ana, text)
    held = room.question(moderator, text, "held")
    await held.get_by_role("button", name=moderator.t("questions.deed.approve")).click()
    await expect(room.question(ben, text)).to_be_visible()
    await (
        room.question(moderator, text)
        .get_by_role("button", name=moderator.t("questions.deed.dismiss"))
        .click()
    )
    await expect(ben.page.get_by_text(text)).to_have_count(0)
    await expect(room.own_question(ana, text)).to_contain_text(ana.t("questions.state.dismissed"))
    await expect(room.question(moderator, text)).to_have_count(0)
    await moderator.page.locator("[data-panel=questions] summary").click()
    await expect(moderator.page.locator(".question[data-state=dismissed]", has_text=text)).to_be_visible()


async def test_question_without_a_name_is_nameless_to_the_hall_and_not_to_moderators(
    arrive: Arrive, stranger: Enter
) -> None:
    text = "Who was not invited, and why?"
    ana = await arrive("Ana Secreta", "attendee", room=ROOM)
    ben = await arrive("Ben", "attendee", room=ROOM)
    moderator = await arrive("Mo", "moderator", room=ROOM)
    await room.ask(ana, text, anonymous=True)
    held = room.question(moderator, text, "held")
    await expect(held.locator(".person-name")).to_have_text("Ana Secreta")
    await expect(held).to_contain_text(moderator.t("questions.anonymous_to_hall"))
    await held.get_by_role("button", name=moderator.t("questions.deed.approve")).click()
    await expect(room.question(ben, text)).to_contain_text(ben.t("questions.anonymous"))
    assert "Ana Secreta" not in await ben.page.content()


async def test_open_questions_are_sorted_by_votes_or_by_time(arrive: Arrive, stranger: Enter) -> None:
    place = "workshop-1"
    moderator = await stranger("Mo", role="moderator", room=place)
    await moderator.command("question.set_mode", mode="open")
    people = [await stranger(f"Voter {number}", room=place) for number in range(3)]
    for text in ("Oldest", "Middle", "Newest"):
        await people[0].command("question.ask", text=f"{text} of three?")
    for person in people[1:]:
        await person.command("question.upvote", question=people[0].key_of("questions", "Middle of three?"))
    await people[1].command("question.upvote", question=people[0].key_of("questions", "Oldest of three?"))
    ana = await arrive("Ana", "attendee", room=place)
    texts = ana.page.locator("[data-group=open] .question .written", has_text="of three?")
    await expect(texts).to_have_text(["Middle of three?", "Oldest of three?", "Newest of three?"])
    await ana.page.get_by_role("button", name=ana.t("questions.sort_time"), exact=True).click()
    await expect(texts).to_have_text(["Newest of three?", "Middle of three?", "Oldest of three?"])


async def test_asker_withdraws_a_question(arrive: Arrive, stranger: Enter) -> None:
    text = "Did I ask this too early?"
    ana = await arrive("Ana", "attendee", room=ROOM)
    moderator = await stranger("Mo", role="moderator")
    await room.ask(ana, text)
    await moderator.until(lambda: text in moderator.texts("questions"))
    await (
        room.own_question(ana, text)
        .get_by_role("button", name=ana.t("questions.withdraw"), exact=True)
        .click()
    )
    await expect(room.own_question(ana, text)).to_have_count(0)
    key = "questions/" + moderator.key_of("questions", text)
    await moderator.until(lambda: moderator.view[key]["state"] == "withdrawn")
