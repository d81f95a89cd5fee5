"""The audit log: what moderators did is read, filtered and paged, on a desk and on a phone, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import DESKTOP, PHONE
from tests.protocol.conftest import Enter


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_moderator_finds_what_was_done_to_a_person(
    arrive: Arrive, stranger: Enter, size: tuple[int, int]
) -> None:
    name = f"Ruidoso {size[0]}"
    loud, moderator = await stranger(name), await stranger("Mo", role="moderator")
    await loud.command("chat.send", text="Compren, compren, compren ya mismo en esta página")
    message = loud.key_of("chat", "Compren, compren, compren ya mismo en esta página")
    await moderator.command("chat.remove", message=message)
    await moderator.command("participant.mute", **loud.participant)
    await moderator.command("participant.unmute", **loud.participant)
    reader = await arrive("Max", "moderator", language="es", size=size)
    await reader.page.goto(reader.url("audit"))
    await expect(reader.page.get_by_role("heading", level=1)).to_have_text(reader.t("audit.title"))
    await reader.page.locator("[name=person]").focus()
    await reader.page.keyboard.type(name)
    await reader.page.keyboard.press("Enter")
    rows = reader.page.locator(".audit-table tbody tr")
    await expect(rows).to_have_count(3)
    await expect(rows.last).to_contain_text(reader.t("audit.did.chat.removed"))
    await expect(rows.first).to_contain_text(name)
    assert not await reader.overflow()
    assert not await reader.axe()
    await reader.shot(f"audit-{size[0]}")
