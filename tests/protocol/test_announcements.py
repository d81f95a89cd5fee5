"""Announcements to a whole conference by HTTP: who may, what is refused, and that every room gets the same one."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx
import pytest

from tests.protocol.conftest import Enter, Seats
from tests.protocol.stranger import SignedIn, sign_in


async def ask(who: SignedIn | None, address: str, method: str, path: str, **more: Any) -> httpx.Response:
    headers = {"Origin": address} | ({} if who is None else who.headers())
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        return await http.request(method, f"{address}/api/{path}", headers=headers, **more)


async def test_same_announcement_is_in_every_room_and_is_taken_back_from_all(
    seats: Seats, enter: Enter
) -> None:
    staff = await sign_in(seats.take("moderator"), "Mo", "en")
    ana, ben = await enter("Ana"), await enter("Ben", room="workshop-1")
    texts = {"en": "The bus leaves at six", "es": "El autobús sale a las seis"}
    path = f"{staff.conference}/announcements"
    answer = await ask(staff, staff.address, "POST", path, json={"texts": texts, "until": None})
    assert answer.status_code == 200
    posted = answer.json()
    assert set(posted["rooms"].values()) == {None}
    key = f"announcements/{posted['announcement']}"
    for guest in (ana, ben):
        await guest.until(lambda guest=guest: guest.view.get(key, {}).get("texts") == texts)  # type: ignore[misc]
    # A translation is finished later, and a repeat of the first is the same one.
    texts = {**texts, "fr": "Le bus part à six heures"}
    one = f"{path}/{posted['announcement']}"
    assert (
        await ask(staff, staff.address, "PUT", one, json={"texts": texts, "until": None})
    ).status_code == 200
    for guest in (ana, ben):
        await guest.until(lambda guest=guest: guest.view[key]["texts"] == texts)  # type: ignore[misc]
    repeat = await ask(
        staff,
        staff.address,
        "POST",
        path,
        json={"texts": {"en": "?"}, "announcement": posted["announcement"]},
    )
    assert (repeat.status_code, ana.view[key]["texts"]) == (200, texts)
    gone = await ask(staff, staff.address, "PUT", f"{path}/nothing", json={"texts": texts})
    assert (gone.status_code, gone.json()["code"]) == (409, "announcement.unknown")
    assert (await ask(staff, staff.address, "DELETE", one)).status_code == 200
    for guest in (ana, ben):
        await guest.until(lambda guest=guest: key not in guest.view)  # type: ignore[misc]
    again = await ask(staff, staff.address, "DELETE", f"{path}/{posted['announcement']}")
    assert (again.status_code, again.json()["code"]) == (409, "announcement.unknown")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"texts": {"en": " "}}, 409, "text.empty"),
        ({"texts": {"en": "Late"}, "until": 1}, 409, "announcement.past"),
        ({"texts": {}}, 400, "malformed"),
        ({"texts": "Hello"}, 400, "malformed"),
        ({}, 400, "malformed"),
        ([], 400, "malformed"),
    ],
)
async def test_announcement_that_cannot_be_is_refused_with_a_code(
    seats: Seats, body: Any, status: int, code: str
) -> None:
    staff = await sign_in(seats.take("organizer"), "Olga", "en")
    answer = await ask(staff, staff.address, "POST", f"{staff.conference}/announcements", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_only_staff_announce_and_only_where_there_is_a_conference(seats: Seats) -> None:
    ana = await sign_in(seats.take("speaker"), "Ana", "en")
    texts = {"texts": {"en": "Hello"}}
    for who in (ana, None):
        answer = await ask(who, ana.address, "POST", f"{ana.conference}/announcements", json=texts)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert (await ask(ana, ana.address, "POST", "nobody/announcements", json=texts)).status_code == 404
