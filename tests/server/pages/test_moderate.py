"""Who is let to the console and the screens, and what others are told; and that the QR code is one."""

from __future__ import annotations

import pytest

from rooms import Role
from server.pages.screens import qr_code
from tests.server.pages.conftest import AMERICAS, NORTH_AMERICA, Reader


@pytest.mark.parametrize(
    ("page", "role", "status"),
    [
        ("moderate", Role.ATTENDEE, 403), ("moderate", Role.SPEAKER, 403), ("moderate", Role.MODERATOR, 200),
        ("moderate", Role.ORGANIZER, 200), ("prompter", Role.ATTENDEE, 403), ("prompter", Role.INTERPRETER, 403),
        ("prompter", Role.SPEAKER, 200), ("prompter", Role.MODERATOR, 200), ("projector", Role.ATTENDEE, 200),
    ],
)  # fmt: skip
async def test_pages_open_for_their_roles_and_tell_others_whom_they_are_for(
    reader: Reader, page: str, role: Role, status: int
) -> None:
    await reader.enter(await reader.invite(role))
    shown = await reader.read(f"/en/{AMERICAS}/{page}/plenary", status)
    if status == 403:
        key = "room.staff.title" if page == "moderate" else "room.speakers.title"
        assert reader.site.catalogue.t("en", key) in shown.text


async def test_console_of_an_unknown_room_is_not_found_and_of_an_archive_is_gone(reader: Reader) -> None:
    await reader.enter(await reader.invite(Role.MODERATOR))
    await reader.read(f"/en/{AMERICAS}/moderate/nowhere", 404)
    await reader.read(f"/en/{AMERICAS}/moderate/plenary")
    assert (await reader.get(f"/en/{NORTH_AMERICA}/moderate/plenary")).status_code in (404, 410)


async def test_projector_gives_the_way_into_the_room(reader: Reader) -> None:
    await reader.enter(await reader.invite(Role.MODERATOR))
    answer = await reader.get(f"/es/{AMERICAS}/projector/plenary")
    assert f"testserver/{AMERICAS}/rooms/plenary" in answer.text
    assert "<svg" in answer.text


def test_qr_code_is_a_picture_without_style_of_its_own() -> None:
    code = qr_code("https://example.org/americas/rooms/plenary")
    assert code.startswith("<svg")
    assert "style" not in code
