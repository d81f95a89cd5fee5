"""Two people in two languages talk: they see each other's words, and what each does with them."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import room
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE
from tests.protocol.conftest import Enter
from tests.served import CONFERENCE, ROOM

both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@both_sizes
async def test_two_people_in_two_languages_talk_edit_react_and_delete(
    arrive: Arrive, size: tuple[int, int]
) -> None:
    mark = "phone" if size == PHONE else "desktop"
    ana = await arrive("Ana", "attendee", language="es", size=size, led=True)
    ben = await arrive("Ben", "attendee", language="en", size=size, led=True)
    for visitor in (ana, ben):
        # The form led straight into the room that is live.
        await expect(visitor.page).to_have_url(visitor.url(f"rooms/{ROOM}"))
        await visitor.live()

    await room.say(ana, f"Buenos días a todas las personas que nos ven ({mark})")
    greeting = room.message(ben, f"nos ven ({mark})")
    await expect(greeting).to_be_visible()
    await expect(greeting.locator(".person-name")).to_have_text("Ana")
    await expect(greeting.locator(".written")).to_have_attribute("lang", "es")
    await expect(greeting.locator(".badge-language")).to_contain_text("Spanish")

    await room.do(ben, f"nos ven ({mark})", "chat.reply")
    await expect(room.chat_box(ben)).to_be_focused()
    await room.say(ben, f"Good morning, Ana, and welcome to all of you ({mark})")
    answer = room.message(ana, f"welcome to all of you ({mark})")
    await expect(answer.locator(".quote")).to_contain_text("Buenos días")

    await (
        (await room.open_deeds(ana, f"welcome to all of you ({mark})"))
        .get_by_role("button", name=ana.t("chat.emoji.2"))
        .click()
    )
    reaction = room.message(ben, f"welcome to all of you ({mark})").locator(".reaction")
    await expect(reaction).to_have_accessible_name(ben.t("chat.reaction", count=1, emoji="👏"))
    await expect(reaction).to_have_attribute("aria-pressed", "false")
    await reaction.click()
    await expect(reaction).to_have_accessible_name(ben.t("chat.reaction", count=2, emoji="👏"))

    await room.do(ana, f"nos ven ({mark})", "chat.edit")
    box = ana.page.get_by_role("textbox", name=ana.t("chat.edit_label"))
    await expect(box).to_be_focused()
    await box.fill(f"Buenas tardes a todas las personas ({mark})")
    await box.press("Enter")
    edited = room.message(ben, f"Buenas tardes a todas las personas ({mark})")
    await expect(edited).to_contain_text(ben.t("chat.edited"))

    await room.do(ana, f"Buenas tardes a todas las personas ({mark})", "chat.remove")
    await room.confirm(ana)
    await expect(edited).to_have_count(0)
    await expect(answer.locator(".quote")).to_have_text(ana.t("chat.quote_removed"))


async def test_links_in_messages_are_safe(arrive: Arrive, stranger: Enter) -> None:
    ana = await arrive("Ana", "attendee", room=ROOM)
    mallory = await stranger("Mallory")
    text = (
        "See https://example.org/a?b=1&c=2 or javascript:alert(1) "
        '<img src=x onerror="document.title=1"> <b>bold</b> data:text/html,hi'
    )
    await mallory.command("chat.send", text=text)
    shown = room.message(ana, "See https://example.org")
    await expect(shown.locator(".written")).to_have_text(text)
    links = shown.locator(".written a")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", "https://example.org/a?b=1&c=2")
    for word in ("noopener", "noreferrer", "nofollow"):
        assert word in (await links.get_attribute("rel") or "")
    await expect(shown.locator("img, b")).to_have_count(0)


async def test_draft_survives_a_reload_and_two_tabs_are_both_live(arrive: Arrive) -> None:
    ana = await arrive("Ana", "attendee", room=ROOM)
    await room.chat_box(ana).fill("Half a thou")
    await room.question_box(ana).fill("Half a quest")
    await ana.page.reload()
    await ana.live()
    await expect(room.chat_box(ana)).to_have_value("Half a thou")
    await expect(room.question_box(ana)).to_have_value("Half a quest")

    tab = await ana.context.new_page()
    await tab.goto(ana.url(f"rooms/{ROOM}"))
    box = tab.get_by_role("textbox", name=ana.t("chat.box"))
    # What is half written in one tab is not of the other.
    await expect(box).to_have_value("")
    await box.fill("Said in the second tab")
    await box.press("Enter")
    await expect(room.message(ana, "Said in the second tab")).to_be_visible()
    await room.say(ana, "Said in the first tab")
    await expect(tab.locator(".message", has_text="Said in the first tab")).to_be_visible()
    await expect(room.message(ana, "Said in the second tab")).to_have_attribute("data-own", "true")


async def test_older_messages_are_read_backwards_and_what_one_reads_stays_in_place(
    arrive: Arrive, stranger: Enter
) -> None:
    writers = [await stranger(f"Writer {number}", room="workshop-1") for number in range(5)]
    for writer in writers:
        name = writer.participant["name"]
        for number in range(18):
            await writer.command("chat.send", text=f"{name}, line {number}")
    ana = await arrive("Ana", "attendee", room="workshop-1")
    await expect(room.message(ana, "Writer 4, line 17")).to_be_in_viewport()
    lines = room.message(ana, "Writer ")
    await expect(lines).to_have_count(50)
    await ana.page.locator(".chat-scroller").evaluate("list => list.scrollTo(0, 0)")
    await expect(lines).to_have_count(90)
    # The message that was at the top is still where the eyes are.
    await expect(room.message(ana, "Writer 2, line 4")).to_be_in_viewport()

    await writers[0].command("chat.send", text="A new one below")
    newest = ana.page.get_by_role("button", name=ana.t("chat.unread", count=1))
    await expect(newest).to_be_visible()
    await expect(room.message(ana, "A new one below")).not_to_be_in_viewport()
    await newest.click()
    await expect(room.message(ana, "A new one below")).to_be_in_viewport()


async def test_reaction_to_a_message_not_read_yet_leaves_no_gap_in_what_is_read(
    arrive: Arrive, stranger: Enter
) -> None:
    writers = [await stranger(f"Scribe {number}", room="workshop-2") for number in range(4)]
    for writer in writers:
        name = writer.participant["name"]
        for number in range(18):
            await writer.command("chat.send", text=f"{name}, row {number}")
    ana = await arrive("Ana", "attendee", room="workshop-2")
    await expect(room.message(ana, "Scribe 3, row 17")).to_be_in_viewport()
    # Somebody reacts to what Ana has not read yet; a delta brings it.
    first = writers[0].key_of("chat", "Scribe 0, row 0")
    await writers[1].command("chat.react", message=first, emoji="🎉")
    await writers[1].command("chat.send", text="Last of all")
    await expect(room.message(ana, "Last of all")).to_be_visible()
    await expect(room.message(ana, "Scribe 0, row 0")).to_have_count(0)
    await ana.page.locator(".chat-scroller").evaluate("list => list.scrollTo(0, 0)")
    await expect(room.message(ana, "Scribe 0, row 0")).to_contain_text("🎉")
    await expect(room.message(ana, "Scribe 1, row 3")).to_have_count(1)


async def test_sign_out_leads_to_the_conference_and_closes_the_room(arrive: Arrive) -> None:
    ana = await arrive("Ana", "attendee", language="es", room=ROOM)
    await ana.page.get_by_role("button", name=ana.t("site.sign_out")).click()
    await expect(ana.page).to_have_url(ana.url())
    await ana.page.wait_for_load_state()
    answer = await ana.page.goto(ana.url(f"rooms/{ROOM}"))
    assert answer is not None
    assert answer.status == 403
    await expect(ana.page.get_by_role("heading", name=ana.t("room.closed.title"))).to_be_visible()
    ana.forgive(lambda fault: "403" in fault)


async def test_who_is_here_is_counted_for_all_and_named_for_moderators(
    arrive: Arrive, stranger: Enter
) -> None:
    ana = await arrive("Ana", "attendee", room="workshop-2")
    moderator = await arrive("Mo", "moderator", room="workshop-2", language="es")
    await stranger("Zacarías", language="es", room="workshop-2")
    await expect(ana.page.locator("[data-panel=people] .counts-figure")).to_have_text("3")
    await expect(ana.page.locator("[data-panel=people]")).not_to_contain_text("Zacarías")
    people = moderator.page.locator("[data-panel=people] .people-list").first
    await expect(people).to_contain_text("Zacarías")
    await expect(people).to_contain_text("Ana")
    await expect(people.locator(".person", has_text="Ana")).to_contain_text("inglés")
    assert CONFERENCE in ana.page.url
