"""What a moderator does to a room and to a person, as both sides see it, each in their own language."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, WebSocketRoute, expect

from tests.browser import room
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.protocol.conftest import Enter
from tests.served import ROOM

PLACE = "workshop-2"


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def open_room(stranger: Enter) -> AsyncIterator[None]:
    """Leave the room as it was found, whatever a journey did."""
    yield
    moderator = await stranger("Caretaker", role="moderator", room=PLACE)
    await moderator.command("room.unlock")
    await moderator.command("chat.slow_mode", seconds=0)


def deed(visitor: Visitor, key: str, name: str) -> Locator:
    """Return the button in the list of people that does something to somebody."""
    button: Locator = visitor.page.locator("[data-panel=people] .people-list").get_by_role(
        "button", name=visitor.t(f"moderation.{key}_name", name=name), exact=True
    )
    return button.first


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_muted_person_reads_and_does_not_write(arrive: Arrive, size: tuple[int, int]) -> None:
    name = "Ana Callada" + ("" if size == DESKTOP else " Dos")
    ana = await arrive(name, "attendee", language="es", size=size, room=PLACE)
    moderator = await arrive("Mo", "moderator", size=size, room=PLACE)
    await room.chat_box(ana).fill("A medio escribir")
    await room.open_panel(moderator, "people")

    await deed(moderator, "participant_mute", name).click()
    await expect(ana.page.locator(".composer").first).to_contain_text(ana.t("error.participant.muted"))
    await expect(ana.page.locator(".room-notice")).to_contain_text(ana.t("moderation.you_were_muted"))
    await expect(room.chat_box(ana)).not_to_be_editable()
    await room.chat_box(ana).press("Enter")
    await expect(room.chat_box(ana)).to_have_value("A medio escribir")

    await deed(moderator, "participant_unmute", name).click()
    await expect(room.chat_box(ana)).to_be_editable()
    await room.chat_box(ana).press("Enter")
    await expect(room.message(ana, "A medio escribir").last).to_be_visible()


async def test_locked_room_is_read_only_for_all_but_staff(arrive: Arrive) -> None:
    ana = await arrive("Ana", "attendee", language="es", room=PLACE)
    moderator = await arrive("Mo", "moderator", room=PLACE)
    await moderator.page.get_by_role("button", name=moderator.t("moderation.lock"), exact=True).click()
    await expect(ana.page.locator(".composer").first).to_contain_text(ana.t("error.room.locked"))
    await expect(room.chat_box(ana)).not_to_be_editable()
    await room.say(moderator, "Only staff writes now")
    await expect(room.message(ana, "Only staff writes now")).to_be_visible()
    await moderator.page.get_by_role("button", name=moderator.t("moderation.unlock"), exact=True).click()
    await expect(room.chat_box(ana)).to_be_editable()
    await room.say(ana, "Ya puedo escribir")


async def test_slow_mode_makes_attendees_wait_and_says_how_long(arrive: Arrive) -> None:
    ana = await arrive("Ana", "attendee", language="es", room=PLACE)
    moderator = await arrive("Mo", "moderator", room=PLACE)
    await moderator.page.get_by_label(moderator.t("moderation.slow_mode")).select_option("600")
    await expect(ana.page.locator(".composer").last).to_contain_text(ana.t("chat.slow_mode", count=600))
    await room.say(ana, "La primera")
    await room.chat_box(ana).fill("La segunda")
    await room.chat_box(ana).press("Enter")
    await expect(room.chat_box(ana)).to_have_value("La segunda")
    await expect(ana.page.locator(".composer").last).to_contain_text("Modo lento")
    await room.say(moderator, "Staff does not wait")
    await room.say(moderator, "Not at all")
    await moderator.page.get_by_label(moderator.t("moderation.slow_mode")).select_option("0")
    await expect(ana.page.locator(".composer").last).not_to_contain_text("Modo lento")
    await room.chat_box(ana).press("Enter")
    await expect(room.message(ana, "La segunda")).to_be_visible()


async def test_refused_text_goes_back_into_its_box_with_the_reason_in_the_readers_language(
    arrive: Arrive, stranger: Enter
) -> None:
    moderator = await stranger("Mo", role="moderator", room=PLACE)

    def keep_the_lock_secret(socket: WebSocketRoute) -> None:
        # The page sends in the moment before it learns that the room is locked.
        server = socket.connect_to_server()
        server.on_message(
            lambda text: None if "moderation" in json.loads(text).get("changes", {}) else socket.send(text)
        )

    async def prepare(visitor: Visitor) -> None:
        await visitor.page.route_web_socket(re.compile("/socket/"), keep_the_lock_secret)

    ana = await arrive("Ana", "attendee", language="es", room=PLACE, prepare=prepare)
    await moderator.command("room.lock")
    await room.chat_box(ana).fill("Esto no se pierde")
    await room.chat_box(ana).press("Enter")
    await expect(room.chat_box(ana)).to_have_value("Esto no se pierde")
    await expect(ana.page.locator(".field-error")).to_have_text(ana.t("error.room.locked"))
    await expect(room.chat_box(ana)).to_have_attribute("aria-invalid", "true")
    await room.switch_language(ana, "en")
    await expect(ana.page.locator(".field-error")).to_have_text(ana.t("error.room.locked"))
    await moderator.command("room.unlock")
    await room.chat_box(ana).press("Enter")
    await expect(room.message(ana, "Esto no se pierde")).to_be_visible()
    await expect(ana.page.locator(".field-error")).to_have_count(0)


async def test_removed_person_is_told_and_comes_back_when_readmitted(arrive: Arrive) -> None:
    ana = await arrive("Ana Fuera", "attendee", language="es", room=PLACE)
    moderator = await arrive("Mo", "moderator", room=PLACE)
    await room.chat_box(ana).fill("Todavía aquí")
    await deed(moderator, "participant_remove", "Ana Fuera").click()
    await room.confirm(moderator)
    strip = ana.page.locator(".strip[data-state=ended]")
    await expect(strip).to_contain_text(ana.t("close.removed"))
    await expect(room.chat_box(ana)).to_have_value("Todavía aquí")
    await expect(room.chat_box(ana)).not_to_be_editable()
    # Another room stays open.
    await ana.go_to_room(ROOM)
    await ana.page.goto(ana.url(f"rooms/{PLACE}"))
    await expect(strip).to_contain_text(ana.t("close.removed"))
    await strip.get_by_role("button", name=ana.t("connection.ask_again")).click()
    await expect(strip).to_contain_text(ana.t("close.removed"))

    await deed(moderator, "participant_readmit", "Ana Fuera").click()
    await expect(moderator.page.locator("#restricted-title")).to_have_count(0)
    await strip.get_by_role("button", name=ana.t("connection.ask_again")).click()
    await ana.live()
    await room.chat_box(ana).press("Enter")
    await expect(room.message(ana, "Todavía aquí")).to_be_visible()


async def test_banned_person_is_told_and_finds_every_door_closed(arrive: Arrive) -> None:
    ana = await arrive("Troll", "attendee", language="es", room=PLACE)
    moderator = await arrive("Mo", "moderator", room=PLACE)
    await room.say(ana, "Compre aquí, barato")
    spam = moderator.page.locator(".message", has_text="Compre aquí")
    await spam.hover()
    await spam.locator(".message-more").click()
    await spam.get_by_role("button", name=moderator.t("chat.remove"), exact=True).click()
    await room.confirm(moderator)
    await expect(room.message(ana, "Compre aquí")).to_have_count(0)

    await deed(moderator, "participant_ban", "Troll").click()
    await room.confirm(moderator)
    await expect(ana.page.locator(".strip[data-state=ended]")).to_contain_text(ana.t("close.banned"))
    for place in (PLACE, ROOM):
        answer = await ana.page.goto(ana.url(f"rooms/{place}"))
        assert answer is not None
        assert answer.status == 403
        await expect(ana.page.get_by_role("heading", name=ana.t("room.banned.title"))).to_be_visible()
    # The public pages stay open.
    answer = await ana.page.goto(ana.url("programme"))
    assert answer is not None
    assert answer.ok
    ana.forgive(lambda fault: "403" in fault)


async def test_moderator_acts_on_nobody_of_the_staff(arrive: Arrive, stranger: Enter) -> None:
    await stranger("Olga Organizadora", role="organizer", room=PLACE)
    await stranger("Otra Moderadora", role="moderator", room=PLACE)
    moderator = await arrive("Mo", "moderator", room=PLACE)
    organizer = await arrive("Orla", "organizer", room=PLACE)
    for visitor, reached in ((moderator, 0), (organizer, 1)):
        people = visitor.page.locator("[data-panel=people] .people-list .person")
        await expect(people.filter(has_text="Otra Moderadora")).to_have_count(1)
        await expect(people.filter(has_text="Olga Organizadora").get_by_role("button")).to_have_count(0)
        mute = people.filter(has_text="Otra Moderadora").get_by_role(
            "button", name=visitor.t("moderation.participant_mute_name", name="Otra Moderadora")
        )
        await expect(mute).to_have_count(reached)
