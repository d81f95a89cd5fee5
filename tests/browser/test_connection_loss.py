"""The connection is lost and found: it is seen, it is calm, and nothing that was written is gone or there twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import expect

from tests.browser import room
from tests.browser.conftest import Arrive
from tests.browser.tunnel import Tunnel
from tests.protocol.conftest import Guest
from tests.protocol.stranger import sign_in
from tests.served import ROOM, Served, serving

STRIP = ".strip[data-shown=true]"


async def test_killed_server_comes_back_and_what_was_written_meanwhile_arrives_once(
    arrive: Arrive, own_served: Served
) -> None:
    ana = await arrive("Ana", "attendee", language="es", at=own_served, room=ROOM)
    page = ana.page
    await room.say(ana, "Antes de la caída")
    await room.question_box(ana).fill("Una pregunta a med")
    await page.evaluate("window.stillHere = true")

    await asyncio.to_thread(own_served.kill)
    await expect(page.locator(STRIP)).to_contain_text(ana.t("connection.lost"))
    await room.chat_box(ana).fill("Durante la caída")
    await room.chat_box(ana).press("Enter")
    await expect(page.locator(".pending")).to_contain_text("Durante la caída")
    await expect(page.locator(STRIP)).to_contain_text(ana.t("connection.kept", count=1))
    await room.chat_box(ana).fill("Y un borrador")
    assert await ana.axe() == []

    await asyncio.to_thread(own_served.start)
    await ana.live()
    await expect(page.locator(STRIP)).to_have_count(0)
    await expect(room.message(ana, "Durante la caída")).to_have_count(1)
    await expect(page.locator(".pending")).to_have_count(0)
    await expect(room.chat_box(ana)).to_have_value("Y un borrador")
    await expect(room.question_box(ana)).to_have_value("Una pregunta a med")
    assert await page.evaluate("window.stillHere") is True

    async with Guest(await sign_in(own_served.link("speaker"), "Eva", "es"), ROOM, "es") as eva:
        assert eva.texts() == ["Antes de la caída", "Durante la caída"]
        # The page hears others again.
        await eva.command("chat.send", text="Aquí seguimos")
        await expect(room.message(ana, "Aquí seguimos")).to_be_visible()
    ana.forgive(lambda fault: "WebSocket" in fault)


async def test_page_reloaded_while_the_server_is_away_still_sends_what_was_pending(
    arrive: Arrive, own_served: Served
) -> None:
    ana = await arrive("Ana", "attendee", at=own_served, room=ROOM)
    await asyncio.to_thread(own_served.kill)
    await expect(ana.page.locator(STRIP)).to_be_visible()
    await room.chat_box(ana).fill("Kept over a reload")
    await room.chat_box(ana).press("Enter")
    await expect(ana.page.locator(".pending")).to_have_count(1)
    await asyncio.to_thread(own_served.start)
    # Perhaps it was sent before the reload, perhaps after it: it is there once.
    await ana.page.reload()
    await ana.live()
    await expect(room.message(ana, "Kept over a reload")).to_have_count(1)
    await expect(ana.page.locator(".pending")).to_have_count(0)
    ana.forgive(lambda fault: "WebSocket" in fault)


async def test_device_that_is_offline_says_so_and_repairs_itself(arrive: Arrive, served: Served) -> None:
    ben = await arrive("Ben", "attendee", room=ROOM)
    async with Tunnel(served.port) as tunnel:
        ana = await arrive("Ana", "attendee", room=ROOM, through=tunnel)
        await ana.context.set_offline(True)
        tunnel.cut()
        await expect(ana.page.locator(STRIP)).to_contain_text(ana.t("connection.offline"))
        await room.say(ben, "Said while Ana was in a tunnel")
        await room.chat_box(ana).fill("Said in a tunnel")
        await room.chat_box(ana).press("Enter")
        await expect(ana.page.locator(".pending")).to_have_count(1)
        tunnel.mend()
        await ana.context.set_offline(False)
        await expect(room.message(ben, "Said in a tunnel")).to_have_count(1)
        await expect(room.message(ana, "Said while Ana was in a tunnel")).to_have_count(1)
        await expect(ana.page.locator(STRIP)).to_have_count(0)
        ana.forgive(lambda fault: "WebSocket" in fault)


async def test_answer_lost_on_the_way_leaves_one_message(arrive: Arrive, served: Served) -> None:
    ben = await arrive("Ben", "attendee", room=ROOM)
    async with Tunnel(served.port) as tunnel:
        ana = await arrive("Ana", "attendee", room=ROOM, through=tunnel)
        tunnel.mute_far_end()
        await room.chat_box(ana).fill("Stored, but nobody told me")
        await room.chat_box(ana).press("Enter")
        # The server has it, and its answer does not get through.
        await expect(room.message(ben, "Stored, but nobody told me")).to_have_count(1)
        await expect(ana.page.locator(".pending")).to_have_count(1)
        tunnel.cut()
        tunnel.mend()
        await expect(ana.page.locator(".pending")).to_have_count(0)
        await expect(room.message(ana, "Stored, but nobody told me")).to_have_count(1)
        await room.say(ana, "Now I know")
        await expect(room.message(ben, "Now I know")).to_be_visible()
        await expect(room.message(ben, "Stored, but nobody told me")).to_have_count(1)
        ana.forgive(lambda fault: "WebSocket" in fault)


async def test_network_that_falls_silent_is_noticed(arrive: Arrive, tmp_path: Path) -> None:
    with serving(tmp_path / "data", PUENTE_PING_S="1") as brisk:
        async with Tunnel(brisk.port) as tunnel:
            ana = await arrive("Ana", "attendee", at=brisk, through=tunnel, room=ROOM)
            await room.say(ana, "Before the silence")
            tunnel.block()
            await expect(ana.page.locator(STRIP)).to_be_visible()
            await room.chat_box(ana).fill("Into the silence")
            await room.chat_box(ana).press("Enter")
            tunnel.cut()
            tunnel.mend()
            await expect(room.message(ana, "Into the silence")).to_have_count(1)
            await expect(ana.page.locator(STRIP)).to_have_count(0)
            ana.forgive(lambda fault: "WebSocket" in fault)


async def test_server_that_restarts_says_so(arrive: Arrive, own_served: Served) -> None:
    ana = await arrive("Ana", "attendee", at=own_served, room=ROOM)
    await asyncio.to_thread(own_served.stop)
    await expect(ana.page.locator(STRIP)).to_contain_text(ana.t("close.restart"))
    await asyncio.to_thread(own_served.start)
    await ana.live()
    await room.say(ana, "After the restart")
    ana.forgive(lambda fault: "WebSocket" in fault)
